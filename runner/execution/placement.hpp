// Placement: which ready tasks get which free ranks. Pure: it sees numbers and decides, it starts nothing.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "runner/execution/pool_nodes.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct Candidate {
  TaskIndex task = 0;
  int width = 1;                    // ranks it needs
  int priority = 0;                 // the longer the path that hangs on it, the larger
  int most = 0;                     // ranks it can use; not more than `width`: exactly `width`
  double memory = 0;                // bytes that its ranks together occupy, each the same; 0: not stated
  std::set<std::string> shunned{};  // names of nodes that it avoids, unless the others have too few ranks at all
};

struct Assignment {
  TaskIndex task = 0;
  std::vector<int> ranks;  // ascending
};

struct Placement {
  std::vector<Assignment> assignments;
  std::vector<bool> reserved;  // by rank: kept for a wide task that is waiting; nothing else may start there
};

// Highest priority first, then the wider, then the smaller index. A task goes into one socket, else into one node,
// where its ranks fit; there it takes the smallest gap of contiguous free ranks that holds it, else the lowest. The
// first task that does not fit reserves the contiguous ranks that have the most free ones among them; later tasks use
// what lies outside, so that wide tasks are not starved by narrow ones.
//
// A task that can use more ranks than it needs starts on what it needs, so that many tasks that are ready run side by
// side; only ranks that no ready task takes are then dealt out, one at a time to the narrowest. It never waits for
// more.
//
// `memory`: bytes that are free on each node; empty: any amount. A task that finds too little of it waits, and what the
// node with the most of it has (each node, where none would hold the task alone) is kept for it; tasks that state no
// memory start there all the same.
Placement place(const std::vector<bool>& free, std::vector<Candidate> ready, const PoolNodes& nodes = {},
                std::vector<double> memory = {});

// Whether a task could start on so many ranks if nothing else ran.
bool would_fit(const Candidate& task, int ranks, const PoolNodes& nodes);

// By how much the memory of each node that a task's ranks lie on shrinks: an equal share a rank.
void take_memory(const std::vector<int>& ranks, double bytes, const PoolNodes& nodes, std::vector<double>& memory);

// For every task the number of tasks on the longest path that begins with it, each counted as one.
std::vector<int> path_lengths(const TaskGraph& graph);

}  // namespace vitriflow
