#include "stages/leg_ends.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vitriflow {

namespace {

constexpr double kLegScatter = 1.1;  // legs of one task take much the same time

}  // namespace

LegEnds::LegEnds(const StageContext& context)
    : context_(context),
      pace_(context.checkpoints, context.clock->monotonic_s()),
      leg_begin_s_(context.clock->monotonic_s()) {}

void LegEnds::ended(std::int64_t leg, const std::function<void()>& keep) {
  const double now_s = context_.clock->monotonic_s();
  longest_leg_s_ = std::max(longest_leg_s_, now_s - leg_begin_s_);
  const bool due = pace_.due_at_leg_end(now_s);
  const bool stopping = context_.group.any(context_.stop != nullptr && context_.stop->requested());
  const bool late = context_.group.any(context_.group.is_root() && !next_leg_fits());
  if (stopping || late || context_.group.any(context_.group.is_root() && due)) keep_and_note(leg, keep);
  if (stopping) throw Stopped();
  if (late) throw OutOfTime();
  leg_begin_s_ = context_.clock->monotonic_s();
}

bool LegEnds::next_leg_fits() const {
  if (!context_.time_left_s) return true;
  const double keeping_s = pace_.cost_s().value_or(0.0);
  return context_.time_left_s() >= kLegScatter * longest_leg_s_ + 2.0 * keeping_s;
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
