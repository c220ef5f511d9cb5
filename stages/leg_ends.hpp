// LegEnds: what every task does at the end of each of its legs: keep its state when that is due, and end there when
// somebody asked for it.
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
  // requested anywhere, journals what it cost, and throws Stopped in the second case. Collective.
  void ended(std::int64_t leg, const std::function<void()>& keep);

 private:
  void keep_and_note(std::int64_t leg, const std::function<void()>& keep);
  const StageContext& context_;
  CheckpointPace pace_;
};

}  // namespace vitriflow
