#include "stages/analysis/ensemble_visit.hpp"

#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
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

}  // namespace

void visit_ensemble(const StageContext& context, double discard_ps, Result& result, const VisitMember& visit) {
  const auto& tasks = context.inputs.at("frames");
  std::int64_t done = 0;
  for (const auto& task : tasks) {
    if (context.group.any(context.stop != nullptr && context.stop->requested())) throw Stopped();
    if (context.report_progress) {
      context.report_progress({done++, static_cast<std::int64_t>(tasks.size()), "reading " + task.task});
    }
    const auto input = context.read_input(task.fingerprint).result;
    inherit_notices(input, result);
    std::int64_t frames = 0;
    try {
      frames = visit(task, input, first_moment_ps(input, discard_ps));
    } catch (const Error& error) {  // the same on every rank
      throw Error(fmt::format("trajectory of '{}': {}", task.task, error.what()), error.failure());
    }
    if (frames == 0) refuse_without_frames(task, discard_ps);
  }
}

}  // namespace vitriflow
