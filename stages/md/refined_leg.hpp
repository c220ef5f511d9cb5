// RefinedLeg: a leg whose steps are each cut into several, so that a smaller timestep leaves the schedule, the ramps
// and the times of all records what they were.
#pragma once

#include <cstdint>
#include <span>

#include "stages/engines/engine.hpp"

namespace vitriflow {

// The request in the engine's smaller steps: `parts` for each of its own.
DynamicsRequest refined(DynamicsRequest request, std::int64_t parts);

// Runs the leg so; the observers see its own steps. Collective.
void run_refined(Engine& engine, const DynamicsRequest& request, std::int64_t parts,
                 std::span<const Observer> observers);

}  // namespace vitriflow
