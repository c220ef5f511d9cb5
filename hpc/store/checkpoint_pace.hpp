// CheckpointPace: at which of the fixed leg ends a task keeps its state, from what keeping it has cost so far and how
// often the machine fails.
//
// J. W. Young, Commun. ACM 17, 530 (1974), doi:10.1145/361147.361115; J. T. Daly, Future Gener. Comput. Syst. 22, 303
// (2006), doi:10.1016/j.future.2004.11.016.
#pragma once

#include <optional>

namespace vitriflow {

struct CheckpointPolicy {
  double mean_time_to_failure_s = 86400.0;  // of the whole job; 0: state is kept at every leg's end
  double longest_s = 600.0;                 // between two checkpoints, however rare failures are
};

// The time to compute between two checkpoints of `cost_s` each that makes the expected run time least: Daly's estimate
// of higher order (2006, equation 37), whose first term is Young's. Seconds; the mean time to failure itself where a
// checkpoint costs twice that or more.
double daly_interval_s(double cost_s, double mean_time_to_failure_s);

// Times are those of one monotonic clock, in seconds.
class CheckpointPace {
 public:
  CheckpointPace(CheckpointPolicy policy, double now_s);

  // A leg has ended; whether this is the leg end nearest to the interval's.
  bool due_at_leg_end(double now_s);
  // State was kept, frames and synchronisation included.
  void kept(double begin_s, double end_s);

  // Daly's, at most `longest_s`, but so that keeping costs no more than a hundredth of the run; and never longer than
  // the mean time to failure, which comes before both. Half a minute, or less, while nothing was kept yet.
  double interval_s() const;
  // Of the last checkpoints, each earlier one counting half of the next; none before the first.
  std::optional<double> cost_s() const { return cost_s_; }

 private:
  CheckpointPolicy policy_;
  double resumed_s_;  // since when nothing was kept
  double leg_end_s_;  // the last one
  std::optional<double> cost_s_;
};

}  // namespace vitriflow
