// DynamicsCost: what segments of dynamics cost in particle-steps, and how a rehearsal cuts them down.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/cost.hpp"
#include "stages/md/integration.hpp"
#include "stages/md/leg_schedule.hpp"

namespace vitriflow {

inline constexpr const char* kDynamicsWork = "particle-step";

// Of the system at port "system"; the work is unknown where its size is.
Cost dynamics_cost(const std::vector<Segment>& segments, const CostInputs& inputs);

// Steps that take about so many seconds on one core with a molecular force field, at least 100.
std::int64_t rehearsal_steps(const CostInputs& inputs, double seconds);

// At most this many steps of a duration.
double cut_down_ps(double duration_ps, std::int64_t steps, double timestep_fs);

// Records so often that a rehearsal has frames and means.
void record_often(IntegrationParameters& parameters);

}  // namespace vitriflow
