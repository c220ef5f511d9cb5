// Leftovers: what processes that were killed left behind and nobody will use.
#pragma once

#include "hpc/store/store.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// Removes checkpoints of tasks that are done: whoever stored a result may have been killed before it came to that.
void remove_spent_checkpoints(const TaskGraph& graph, const Plan& plan, Store& store, FileSystem& files);

}  // namespace vitriflow
