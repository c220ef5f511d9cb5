// A holder of a campaign is stopped before each call to the file system that its commits make, replaced, and then goes
// on: nothing of what it still does may be seen.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "hpc/base/error.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/interrupted_files.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

using testing::FakeClock;
using testing::InterruptedFiles;
using testing::scratch_folder;

// The first runner is taken for dead: it was stopped for longer than a heartbeat lasts.
class OtherMachine final : public Machine {
 public:
  explicit OtherMachine(std::int64_t pid) : pid_(pid) {}
  std::string host() override { return "node"; }
  std::int64_t pid() override { return pid_; }
  std::string boot_id() override { return "boot"; }
  std::string job() override { return ""; }
  bool process_alive(std::int64_t) override { return false; }

 private:
  std::int64_t pid_;
};

// Who wrote something can be read off its numbers.
StoredResult result_of(double writer, std::size_t values) {
  StoredResult stored;
  stored.origin.task = "task";
  stored.origin.ranks = {0};
  stored.result.put_scalar("writer", writer, "1");
  if (values > 0) stored.result.put_vector("values", std::vector<double>(values, writer), "K");
  return stored;
}

// One runner: its lease, its store, its journal.
class Runner {
 public:
  Runner(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine, double writer)
      : lease_(Lease::take(folder, files, clock, machine)),
        store_(folder, lease_.epoch(), "rank0", files, clock),
        journal_(folder, lease_.epoch(), "coordinator", files, clock),
        writer_(writer) {}

  // Everything that a campaign commits. A step that fails does not keep it from the next ones.
  void live(const Communicator& group) {
    attempt([&] { note("started"); });
    for (const std::int64_t leg : {0, 1, 2}) {
      attempt([&] { keep_leg(group, leg); });
    }
    attempt([&] { store_.join_segments("task", "a test"); });
    attempt([&] { put("task", 12000); });
    attempt([&] { put("small", 0); });
    attempt([&] { note("done"); });
    attempt([&] { store_.remove_checkpoints("finished"); });
    attempt([&] { keep_checkpoint(group, "finished", 7); });
    attempt([&] { store_.remove_checkpoints("finished"); });
    attempt([&] { store_.drop_segments_after(group, "task", 1); });
    attempt([&] { lease_.beat(); });
    attempt([&] { lease_.release(); });
  }
  const std::set<std::string>& durable() const { return durable_; }

 private:
  template <typename Step>
  void attempt(Step step) {
    try {
      step();
    } catch (const Error&) {
    }
  }
  void note(const std::string& event) {
    journal_.append(event, {{"writer", std::to_string(writer_)}});
    journal_.sync();
  }
  void keep_leg(const Communicator& group, std::int64_t leg) {
    Frame frame{leg, static_cast<double>(leg), {9, 0, 0, 0, 9, 0, 0, 0, 9}, std::vector<double>(6, writer_)};
    store_.write_segment(group, "task", leg, {{1, 2}, {"Ar", "Ar"}}, {frame});
    keep_checkpoint(group, "task", leg);
  }
  void keep_checkpoint(const Communicator& group, const std::string& fingerprint, std::int64_t leg) {
    store_.write_checkpoint(group, fingerprint, leg, [&](Archive& archive) { archive.field("writer", writer_, "1"); });
  }
  void put(const std::string& fingerprint, std::size_t values) {
    store_.put(fingerprint, result_of(writer_, values));
    for (const auto& name : store_.flush()) durable_.insert(name);
  }

  Lease lease_;
  Store store_;
  JournalWriter journal_;
  double writer_;
  std::set<std::string> durable_;
};

// All that anybody who opens the campaign can see.
class Sight {
 public:
  Sight(const std::string& folder, const Communicator& group) : folder_(folder) {
    for (const char* part : {"results", "checkpoints", "trajectories"}) read_tree(std::string("/") + part);
    seen_["lease"] = posix_files().read(folder + "/lease");
    FakeClock clock;
    Store store(folder, 0, "reader", posix_files(), clock);
    for (const auto& name : store.fingerprints()) {
      const double writer = store.read(name).result.scalar("writer");
      seen_["result " + name] = std::to_string(writer);
    }
    const auto journal = read_journal(folder, posix_files());
    for (const auto& record : journal) seen_["journal"] += record.event + record.values.at("writer") + " ";
    store.visit_frames(group, "task", [&](const TrajectoryParticles&, std::int64_t index, const Frame& frame) {
      seen_["frame " + std::to_string(index)] = std::to_string(frame.positions[0]);
    });
  }
  bool operator==(const Sight& other) const { return seen_ == other.seen_; }
  // What differs, by name.
  std::string difference(const Sight& other) const {
    std::string names;
    for (const auto& [name, what] : seen_) {
      const auto it = other.seen_.find(name);
      if (it == other.seen_.end() || it->second != what) names += name + "; ";
    }
    for (const auto& [name, what] : other.seen_) {
      if (seen_.count(name) == 0) names += name + "; ";
    }
    return names;
  }

 private:
  // Logs are appended to beyond the fence, which is where reading ends.
  void read_tree(const std::string& below) {
    for (const auto& name : posix_files().list(folder_ + below)) {
      const std::string path = below + "/" + name;
      if (name.starts_with("small-")) continue;
      if (name.ends_with(".h5")) {
        seen_[path] = posix_files().read(folder_ + path);
      } else {
        read_tree(path);
      }
    }
  }
  std::string folder_;
  std::map<std::string, std::string> seen_;
};

// The runner that replaces the first one; with or without commits of its own.
struct Replacement {
  std::string folder;
  bool active = true;
  FakeClock clock{1795250000.0};
  OtherMachine machine{200};
  std::unique_ptr<Runner> runner;
  std::optional<Sight> before;

  void take_over(const Communicator& group) {
    runner = std::make_unique<Runner>(folder, posix_files(), clock, machine, 2.0);
    if (active) runner->live(group);
    before.emplace(folder, group);
  }
};

// In memory where there is such a place: thousands of syncs.
std::string quick_folder() {
  static const std::filesystem::path memory = "/dev/shm";
  if (!std::filesystem::exists(memory)) return scratch_folder("takeover");
  const auto folder = memory / ("vitriflow-takeover-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  return folder.string();
}

// False when the first runner's life was over before its n-th call.
bool try_point(const Communicator& world, int n, bool active, int& replaced) {
  const std::string folder = quick_folder();
  FakeClock clock;
  OtherMachine machine(100);
  InterruptedFiles files(posix_files());
  Replacement other{folder, active};
  Runner first(folder, files, clock, machine, 1.0);
  files.interrupt(n, [&] { other.take_over(world); });
  first.live(world);
  if (!files.interrupted()) return false;
  if (!other.before) {
    ADD_FAILURE() << "not taken over before call " << n;
    return false;
  }
  ++replaced;
  const Sight after(folder, world);
  EXPECT_TRUE(after == *other.before) << "stopped before call " << n << ", seen: " << after.difference(*other.before);
  return true;
}

// What the first one committed before it was stopped stays, of course.
MPI_TEST(Takeover, NothingOfAReplacedHolderIsSeenWhereverItWasStopped, 1) {
  for (const bool active : {true, false}) {
    int n = 1, replaced = 0;
    while (try_point(world, n, active, replaced) && !::testing::Test::HasFailure()) ++n;
    EXPECT_GT(replaced, 140);
    EXPECT_EQ(replaced, n - 1);
    std::printf("replaced by one that %s: stopped before each of %d calls\n", active ? "works" : "only looks",
                replaced);
  }
  std::filesystem::remove_all(quick_folder());
}

// A task whose state is kept and whose result is in memory: its runner is about to commit.
struct TaskAtItsEnd {
  TaskAtItsEnd(const std::string& folder, Clock& clock, Machine& machine, const Communicator& world)
      : lease(Lease::take(folder, posix_files(), clock, machine)),
        store(folder, lease.epoch(), "rank0", posix_files(), clock) {
    double writer = 1.0;
    store.write_checkpoint(world, "task", 3, [&](Archive& archive) { archive.field("writer", writer, "1"); });
    store.put("task", result_of(1.0, 0));
  }
  void commit() {
    for (const auto& name : store.flush()) {
      try {
        store.remove_checkpoints(name);
      } catch (const Error& replaced) {
        EXPECT_EQ(replaced.failure(), Failure::held);
      }
    }
  }
  Lease lease;
  Store store;
};

// False when the takeover was over before its n-th call.
bool commit_before_call_of_a_takeover(const Communicator& world, int n, int& as_result, int& as_state) {
  const std::string folder = quick_folder();
  FakeClock clock;
  OtherMachine machine(100), other(200);
  TaskAtItsEnd replaced(folder, clock, machine, world);
  InterruptedFiles files(posix_files());
  files.interrupt(n, [&] { replaced.commit(); });
  FakeClock later(1795250000.0);
  const Lease lease = Lease::take(folder, files, later, other);
  if (!files.interrupted()) return false;
  Store store(folder, lease.epoch(), "rank0", posix_files(), later);
  double writer = 0.0;
  const auto leg =
      store.read_checkpoint(world, "task", [&](Archive& archive) { archive.field("writer", writer, "1"); });
  as_result += store.contains("task") ? 1 : 0;
  as_state += leg ? 1 : 0;
  EXPECT_TRUE(store.contains("task") || leg == 3) << "before call " << n;
  return true;
}

MPI_TEST(Takeover, WorkIsInItsResultOrInItsStateWheneverItsHolderIsReplaced, 1) {
  int n = 1, as_result = 0, as_state = 0;
  while (commit_before_call_of_a_takeover(world, n, as_result, as_state) && !::testing::Test::HasFailure()) ++n;
  EXPECT_GT(n, 20);
  EXPECT_GT(as_result, 5);
  EXPECT_GT(as_state, 5);
  std::filesystem::remove_all(quick_folder());
}

}  // namespace
}  // namespace vitriflow
