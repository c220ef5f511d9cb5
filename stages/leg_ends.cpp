#include "stages/leg_ends.hpp"

#include <fmt/format.h>

namespace vitriflow {

LegEnds::LegEnds(const StageContext& context)
    : context_(context), pace_(context.checkpoints, context.clock->monotonic_s()) {}

void LegEnds::ended(std::int64_t leg, const std::function<void()>& keep) {
  const bool due = pace_.due_at_leg_end(context_.clock->monotonic_s());
  const bool stopping = context_.group.any(context_.stop != nullptr && context_.stop->requested());
  if (stopping || context_.group.any(context_.group.is_root() && due)) keep_and_note(leg, keep);
  if (stopping) throw Stopped();
}

void LegEnds::keep_and_note(std::int64_t leg, const std::function<void()>& keep) {
  const double begin_s = context_.clock->monotonic_s();
  keep();
  pace_.kept(begin_s, context_.clock->monotonic_s());
  if (!context_.journal) return;
  context_.journal("checkpoint", {{"leg", std::to_string(leg)},
                                  {"seconds", fmt::format("{:.4f}", context_.clock->monotonic_s() - begin_s)},
                                  {"interval", fmt::format("{:.1f}", pace_.interval_s())}});
}

}  // namespace vitriflow
