// Resizing: whether a running task had better go on from its next leg end on more or fewer ranks. Pure: it sees numbers
// and decides, it stops nothing.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "runner/task_graph.hpp"

namespace vitriflow {

// A running task whose kept state may be continued on another number of ranks.
struct ResizableTask {
  TaskIndex task = 0;
  int width = 1;       // ranks that it runs on
  int least = 1;       // that it needs
  int most = 1;        // that it can use
  double since_s = 0;  // how long it has run on these
  double left_s = 0;   // at its present rate
};

// What the other ranks and tasks are about.
struct PoolRoom {
  int idle = 0;     // ranks without a task
  int awaited = 0;  // ranks that the first ready task needs; 0: no task is ready
  double next_end_s = std::numeric_limits<double>::infinity();  // until a running task ends by itself
};

// The task that should keep its state and be placed anew; none: leave all as it is. `pause_s` is what that costs the
// task: the time from its last step before to its first step after.
//
// Ranks that are idle while no task is ready go to the task with the longest time left. Added ranks are taken to do
// half the work of the others; what that gains must be three times the pause. For a ready task that finds no ranks, the
// widest task gives up what it has beyond its least, unless another one is about to end. A task is left alone for ten
// pauses, and for 5 s at least, after it has begun on its ranks, so that none goes back and forth.
std::optional<TaskIndex> task_to_resize(const std::vector<ResizableTask>& running, const PoolRoom& room,
                                        double pause_s);

}  // namespace vitriflow
