#include "hpc/store/checkpoint_pace.hpp"

#include <algorithm>
#include <cmath>

namespace vitriflow {

namespace {

constexpr double kFirst_s = 30.0;         // before any cost is known
constexpr double kLeastCost_s = 1e-3;     // what clocks do not show
constexpr double kIntervalsOfCost = 100;  // keeping state takes at most a hundredth of the run

}  // namespace

double daly_interval_s(double cost_s, double mean_time_to_failure_s) {
  if (cost_s >= 2.0 * mean_time_to_failure_s) return mean_time_to_failure_s;
  const double part = cost_s / (2.0 * mean_time_to_failure_s);
  return std::sqrt(2.0 * cost_s * mean_time_to_failure_s) * (1.0 + std::sqrt(part) / 3.0 + part / 9.0) - cost_s;
}

CheckpointPace::CheckpointPace(CheckpointPolicy policy, double now_s)
    : policy_(policy), resumed_s_(now_s), leg_end_s_(now_s) {}

bool CheckpointPace::due_at_leg_end(double now_s) {
  const double leg_s = now_s - leg_end_s_;
  leg_end_s_ = now_s;
  return now_s - resumed_s_ + 0.5 * leg_s >= interval_s();
}

void CheckpointPace::kept(double begin_s, double end_s) {
  const double cost_s = std::max(end_s - begin_s, kLeastCost_s);
  cost_s_ = cost_s_ ? 0.5 * (*cost_s_ + cost_s) : cost_s;
  resumed_s_ = leg_end_s_ = end_s;
}

double CheckpointPace::interval_s() const {
  const double bound_s = policy_.mean_time_to_failure_s;
  if (!cost_s_) return std::min({kFirst_s, policy_.longest_s, bound_s});
  const double best_s = std::min(daly_interval_s(*cost_s_, policy_.mean_time_to_failure_s), policy_.longest_s);
  return std::min(std::max(best_s, kIntervalsOfCost * *cost_s_), bound_s);
}

}  // namespace vitriflow
