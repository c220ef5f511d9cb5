// Steering: what the user asks of single tasks while the campaign runs: which are held or cancelled, which go first.
#pragma once

#include <set>
#include <vector>

#include "runner/edits.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

class Steering {
 public:
  Steering(const TaskGraph& graph, EditReader* edits);  // `edits` may be null

  struct Taken {
    bool any = false;
    std::vector<TaskIndex> to_stop;  // run now and are not wanted any more
  };
  // Edits that have come since the last call, put into the plan.
  Taken take_new(Plan& plan);
  // Holds and cancels what became ready or was unblocked meanwhile.
  void keep_back(Plan& plan) const;

  // The length of the path behind a task, or more than any of these where it was asked for.
  int priority(TaskIndex task) const { return priorities_[static_cast<std::size_t>(task)]; }

 private:
  void apply(const Edit& edit, TaskIndex task, Plan& plan, Taken& taken);
  void raise(TaskIndex task);

  const TaskGraph* graph_;
  EditReader* edits_;
  std::vector<int> priorities_;
  std::set<TaskIndex> held_, cancelled_;  // whatever they are doing now
  int times_raised_ = 0;
};

}  // namespace vitriflow
