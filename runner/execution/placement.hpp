// Placement: which ready tasks get which free ranks. Pure: it sees numbers and decides, it starts nothing.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "runner/task_graph.hpp"

namespace vitriflow {

struct Candidate {
  TaskIndex task = 0;
  int width = 1;      // ranks it needs
  int priority = 0;   // the longer the path that hangs on it, the larger
  int most = 0;       // ranks it can use; not more than `width`: exactly `width`
  double memory = 0;  // bytes it occupies; 0: not stated
};

struct Assignment {
  TaskIndex task = 0;
  std::vector<int> ranks;  // ascending
};

struct Placement {
  std::vector<Assignment> assignments;
  std::vector<bool> reserved;  // by rank: kept for a wide task that is waiting; nothing else may start there
};

// Highest priority first, then the wider, then the smaller index. A task takes the smallest gap of contiguous free
// ranks that holds it, else the lowest free ranks. The first task that does not fit reserves the contiguous ranks that
// have the most free ones among them; later tasks use what lies outside, so that wide tasks are not starved by narrow
// ones.
//
// A task that can use more ranks than it needs starts on what it needs, so that many tasks that are ready run side by
// side; only ranks that no ready task takes are then dealt out, one at a time to the narrowest. It never waits for
// more.
//
// `memory`: bytes that are free. The first task that states more than is left of them waits, and no other task that
// states any starts before it; those that state none do.
//
// `nodes`: of each rank, where that is known; a gap that lies in one node comes before a smaller one that does not.
Placement place(const std::vector<bool>& free, std::vector<Candidate> ready,
                double memory = std::numeric_limits<double>::infinity(), const std::vector<int>& nodes = {});

// For every task the number of tasks on the longest path that begins with it, each counted as one.
std::vector<int> path_lengths(const TaskGraph& graph);

}  // namespace vitriflow
