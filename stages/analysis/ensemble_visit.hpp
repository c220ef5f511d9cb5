// EnsembleVisit: the trajectories that an analysis takes, one after the other, in legs of frames at whose ends the run
// may stop and go on later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "hpc/result.hpp"
#include "stages/analysis/frame_survey.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// A trajectory that was looked at from beginning to end.
struct VisitedMember {
  const TaskInput& task;
  const Result& input;             // beside the trajectory
  double from_ps = 0.0;            // earlier frames are to be left out
  std::int64_t frames_in_all = 0;  // used or not
};

// How a kind collects and what it makes of a member: `end` is called on every rank when all its frames were seen, in
// the order of the members, and returns how many were used.
struct EnsembleSurvey {
  std::function<std::unique_ptr<FrameSurvey>(double from_ps)> begin;
  std::function<std::int64_t(const VisitedMember& member, FrameSurvey& survey)> end;
};

// The same for one type of survey: `begin` returns a Survey, `end` takes one.
template <typename Survey, typename Begin, typename End>
EnsembleSurvey surveying(Begin begin, End end) {
  return {[begin = std::move(begin)](double from_ps) { return std::make_unique<Survey>(begin(from_ps)); },
          [end = std::move(end)](const VisitedMember& member, FrameSurvey& survey) {
            return end(member, static_cast<Survey&>(survey));
          }};
}

// Shows the frames of every trajectory of port "frames" to a survey of its own. A leg is about a second of work on each
// rank; since sums do not depend on where they are cut, its length may depend on the number of ranks, and a run may go
// on with another one. `result` inherits the notices of the inputs. `discard_ps` are left out at each one's beginning.
// Collective. Throws Error where no frame is left, or as the survey does with the trajectory's name before it; Stopped
// on request, with the state kept.
void visit_ensemble(const StageContext& context, double discard_ps, Result& result, const EnsembleSurvey& survey);

}  // namespace vitriflow
