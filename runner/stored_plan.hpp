// The plan of a graph with what a campaign's store holds already.
#pragma once

#include <vector>

#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// `past`: the journal, for what was decided before.
Plan plan_from_store(const TaskGraph& graph, Store& store, const std::vector<JournalRecord>& past);

}  // namespace vitriflow
