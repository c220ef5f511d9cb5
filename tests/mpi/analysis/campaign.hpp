// What tests of analysis kinds run on: a campaign's store with trajectories in it, and a context to run a kind in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "stages/kind.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

// Numbers in (-1, 1), the same everywhere.
class Wobble {
 public:
  explicit Wobble(std::uint64_t seed) : state_(seed * 2654435761ULL + 88172645463325252ULL) {}
  double next() {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<double>(state_ >> 11) * 0x1p-52 - 1.0;
  }

 private:
  std::uint64_t state_;
};

// A trajectory and the result beside it.
struct Source {
  TrajectoryParticles particles;
  std::vector<Frame> frames;
  Result result;
};

class Campaign {
 public:
  Campaign(const Communicator& group, const std::string& name)
      : group_(&group),
        folder_(scratch_folder(name)),
        store_(testing::begun(folder_), 1, "rank" + std::to_string(group.rank()), posix_files(), system_clock()) {}

  // In segments of so many frames; 0: in two halves.
  TaskInput add(const std::string& task, const Source& source, const std::string& kind = "md.sample",
                std::size_t frames_of_segment = 0) {
    std::string fingerprint = "0000000000000000000000000000000" + std::to_string(inputs_++);
    const std::size_t all = source.frames.size(), width = frames_of_segment > 0 ? frames_of_segment : (all + 1) / 2;
    std::int64_t leg = 0;
    for (std::size_t first = 0; first < all; first += width) {
      const auto begin = source.frames.begin() + static_cast<std::ptrdiff_t>(first);
      store_.write_segment(*group_, fingerprint, leg++, source.particles,
                           {begin, begin + static_cast<std::ptrdiff_t>(std::min(width, all - first))});
    }
    put(fingerprint, source.result);
    return {task, fingerprint, kind};
  }

  void put(const std::string& fingerprint, const Result& result) {
    if (group_->is_root()) {
      store_.put(fingerprint, {{}, result});
      store_.flush();
    }
    group_->barrier();
  }

  StageContext context(const Communicator& group, const std::string& port, std::vector<TaskInput> inputs) {
    StageContext context;
    context.group = Communicator::borrow(group.handle());
    context.store = &store_;
    context.clock = &system_clock();
    context.task = "structure";
    context.fingerprint = "000000000000000000000000000000aa";
    context.inputs[port] = std::move(inputs);
    context.inputs_folder = folder_ + "/inputs";
    context.workflow_folder = folder_;
    return context;
  }

  const std::string& folder() const { return folder_; }

 private:
  const Communicator* group_;
  std::string folder_;
  Store store_;
  int inputs_ = 0;
};

// Missing parameters take their fallbacks.
inline Result run(const std::string& kind, StageContext& context, Parameters parameters) {
  const auto* description = KindRegistry::instance().find(kind);
  for (const auto& parameter : description->parameters) {
    if (parameter.fallback) parameters.try_emplace(parameter.name, *parameter.fallback);
  }
  return description->run(context, parameters);
}

}  // namespace vitriflow::testing
