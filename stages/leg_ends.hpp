// LegEnds: what every task does at the end of each of its legs: keep its state when that is due, and end there when
// somebody asked for it or the time that is left is too short for another leg.
#pragma once

#include <cstdint>
#include <functional>

#include "hpc/store/checkpoint_pace.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

class LegEnds {
 public:
  // Work begins now.
  explicit LegEnds(const StageContext& context);

  // Leg `leg` has ended and others follow. Calls `keep` on every rank where the root finds it due or a stop was
  // requested anywhere, journals what it cost, and throws Stopped in the second case. Throws OutOfTime, with the state
  // kept, where less time is left than the longest leg so far took. Collective.
  void ended(std::int64_t leg, const std::function<void()>& keep);

 private:
  void keep_and_note(std::int64_t leg, const std::function<void()>& keep);
  bool next_leg_fits() const;
  const StageContext& context_;
  CheckpointPace pace_;
  double leg_begin_s_, longest_leg_s_ = 0.0;
};

}  // namespace vitriflow
