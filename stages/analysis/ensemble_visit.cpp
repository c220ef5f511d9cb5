#include "stages/analysis/ensemble_visit.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "hpc/store/archive_section.hpp"
#include "stages/leg_ends.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

double first_moment_ps(const Result& input, double discard_ps) {
  const bool timed = input.has("thermo/time") && !input.vector("thermo/time").empty();
  return discard_ps > 0 && timed ? input.vector("thermo/time").front() + discard_ps
                                 : -std::numeric_limits<double>::infinity();
}

[[noreturn]] void refuse_without_frames(const TaskInput& task, double discard_ps) {
  if (discard_ps <= 0) {
    throw Error(fmt::format("'{}' has no frames: it ended before its first one, or its trajectory was removed. Sample "
                            "longer, or run into another folder (--into) to compute it again.",
                            task.task),
                Failure::invalid_input);
  }
  throw Error(
      fmt::format("'{}' has no frames after the {} ps that 'discard' leaves out. Discard less or sample longer.",
                  task.task, shortest(discard_ps)),
      Failure::invalid_input);
}

// Frames that a leg gives to each rank: about a second of work.
std::int64_t frames_of_a_rank(const FrameSurvey& survey, std::int64_t particles) {
  return std::max<std::int64_t>(
      1, static_cast<std::int64_t>(survey.particle_frames_per_s() / static_cast<double>(particles)));
}

struct Member {
  const TaskInput* task = nullptr;
  Result input;
  double from_ps = 0.0;
  std::unique_ptr<FrameSurvey> survey;
  TrajectoryPlace place;
  std::int64_t frames_in_all = -1;  // not known yet
};

class EnsembleVisit {
 public:
  EnsembleVisit(const StageContext& context, double discard_ps, Result& result, const EnsembleSurvey& survey)
      : context_(context),
        tasks_(context.inputs.at("frames")),
        discard_ps_(discard_ps),
        result_(result),
        survey_(survey),
        leg_ends_(context) {}

  void run() {
    context_.store->read_checkpoint(context_.group, context_.fingerprint,
                                    [this](Archive& archive) { describe(archive); });
    for (std::size_t m = 0; m < tasks_.size(); ++m) {
      if (m == members_.size()) open_next();
      if (survey_and_close(members_[m]) == 0) refuse_without_frames(tasks_[m], discard_ps_);
    }
  }

 private:
  void open_next() {
    Member member;
    member.task = &tasks_.at(members_.size());
    member.input = context_.read_input(member.task->fingerprint).result;
    member.from_ps = first_moment_ps(member.input, discard_ps_);
    member.survey = survey_.begin(member.from_ps);
    members_.push_back(std::move(member));
  }

  std::int64_t survey_and_close(Member& member) {
    try {
      return close(member, visit(member));
    } catch (const Error& error) {  // the same on every rank
      throw Error(fmt::format("trajectory of '{}': {}", member.task->task, error.what()), error.failure());
    }
  }

  // Finished members are at the end of their trajectories, so that nothing of them is visited again.
  std::int64_t visit(Member& member) {
    const auto frames = [&](std::int64_t particles) {
      return context_.group.size() * frames_of_a_rank(*member.survey, particles);
    };
    const auto begin = [&](std::int64_t first, std::int64_t count) { begin_leg(member, first, count); };
    const auto end = [&](const TrajectoryPlace& place, std::int64_t frames_in_all) {
      member.place = place;
      member.frames_in_all = frames_in_all;
      end_leg(member, frames_in_all);
    };
    return context_.store->visit_frames(
        context_.group, member.task->fingerprint, member.place,
        [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
          report(member, index);
          member.survey->add(particles, index, frame);
        },
        {frames, begin, end});
  }

  std::int64_t close(Member& member, std::int64_t frames_in_all) {
    inherit_notices(member.input, result_);
    const auto used = survey_.end({*member.task, member.input, member.from_ps, frames_in_all}, *member.survey);
    member.input = Result();
    return used;
  }

  std::int64_t frames_seen() const {
    std::int64_t frames = 0;
    for (const auto& member : members_) frames += member.place.frame;
    return frames;
  }

  void begin_leg(const Member& member, std::int64_t first, std::int64_t count) {
    if (!context_.journal) return;
    context_.journal("leg", {{"leg", std::to_string(frames_seen())},
                             {"first", std::to_string(first)},
                             {"steps", std::to_string(count)},
                             {"of", member.task->task}});
  }

  void end_leg(const Member& member, std::int64_t frames_in_all) {
    const std::int64_t seen = frames_seen();
    report(member, member.place.frame);
    const bool last = members_.size() == tasks_.size() && member.place.frame == frames_in_all;
    if (last) return;
    leg_ends_.ended(seen, [&] {
      context_.store->write_checkpoint(context_.group, context_.fingerprint, seen,
                                       [this](Archive& archive) { describe(archive); });
    });
  }

  // The total as if the trajectories that follow were as long as this one; 0 while its length is not known.
  void report(const Member& member, std::int64_t frame) const {
    if (!context_.report_progress || !context_.group.is_root()) return;
    const std::int64_t before = frames_seen() - member.place.frame;
    const auto left = static_cast<std::int64_t>(tasks_.size() - members_.size()) + 1;
    const std::int64_t total = member.frames_in_all < 0 ? 0 : before + left * member.frames_in_all;
    context_.report_progress({before + frame, total, "reading " + member.task->task});
  }

  void describe(Archive& archive) {
    auto count = static_cast<std::int64_t>(members_.size());
    archive.field("ensemble/members", count);
    while (static_cast<std::int64_t>(members_.size()) < count) open_next();
    for (std::size_t m = 0; m < members_.size(); ++m) {
      ArchiveSection section(archive, fmt::format("member_{}", m));
      section.field("place/segment", members_[m].place.segment);
      section.field("place/segment_begin", members_[m].place.segment_begin);
      section.field("place/frame", members_[m].place.frame);
      members_[m].survey->exchange(section, context_.group);
    }
  }

  const StageContext& context_;
  const std::vector<TaskInput>& tasks_;
  double discard_ps_;
  Result& result_;
  const EnsembleSurvey& survey_;
  LegEnds leg_ends_;
  std::vector<Member> members_;  // those begun, in order
};

}  // namespace

void visit_ensemble(const StageContext& context, double discard_ps, Result& result, const EnsembleSurvey& survey) {
  EnsembleVisit(context, discard_ps, result, survey).run();
}

}  // namespace vitriflow
