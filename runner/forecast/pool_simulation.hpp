// PoolSimulation: how long a pool of ranks takes for what is left of a plan, by the placement that a run uses.
#pragma once

#include <vector>

#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// The seconds from the first start to the last end when task i takes `seconds[i]`; tasks that are done, skipped or
// unneeded take no part. No task may be wider than `ranks`.
double simulated_wall_s(const TaskGraph& graph, Plan plan, const std::vector<double>& seconds, int ranks);

}  // namespace vitriflow
