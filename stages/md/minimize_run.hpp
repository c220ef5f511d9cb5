// MinimizeRun: drives an engine to a minimum in legs of iterations, so that it can end at every leg's end and go on
// from there later with the same bits.
//
// What a minimiser remembers of its way (conjugate directions) belongs to no state that an engine hands out: each leg
// begins afresh from the positions and the box at which the one before it ended.
#pragma once

#include <cstdint>

#include "stages/engines/engine.hpp"
#include "stages/kind.hpp"
#include "stages/system.hpp"

namespace vitriflow {

// Iterations of a leg, from the particle count alone: about a second on one core with a molecular force field, but
// long enough that beginning afresh costs little of the way.
std::int64_t iterations_of_leg(std::int64_t particles);

class MinimizeRun {
 public:
  // The engine has loaded the system to begin from.
  MinimizeRun(const StageContext& context, Engine& engine, const MinimizeRequest& request);

  // The outcome of all legs together; the engine holds the minimum. Throws Stopped at a leg's end, with the state kept,
  // when a stop was requested. Collective.
  MinimizeOutcome run();

 private:
  MinimizeOutcome run_leg();
  void describe(Archive& archive);

  const StageContext& context_;
  Engine& engine_;
  MinimizeRequest request_;
  System system_;  // where the next leg begins
  std::int64_t leg_length_;
  std::int64_t leg_ = 0;         // the next one
  std::int64_t iterations_ = 0;  // of the legs before it
  double energy_before_eV_ = 0.0;
};

}  // namespace vitriflow
