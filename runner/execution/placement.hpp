// Placement: which ready tasks get which free ranks. Pure: it sees numbers and decides, it starts nothing.
#pragma once

#include <cstddef>
#include <vector>

#include "runner/task_graph.hpp"

namespace vitriflow {

struct Candidate {
  TaskIndex task = 0;
  int width = 1;     // ranks it needs
  int priority = 0;  // the longer the path that hangs on it, the larger
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
Placement place(const std::vector<bool>& free, std::vector<Candidate> ready);

// For every task the number of tasks on the longest path that begins with it, each counted as one.
std::vector<int> path_lengths(const TaskGraph& graph);

}  // namespace vitriflow
