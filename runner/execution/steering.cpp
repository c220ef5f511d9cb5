#include "runner/execution/steering.hpp"

#include "runner/execution/placement.hpp"

namespace vitriflow {

Steering::Steering(const TaskGraph& graph, EditReader* edits)
    : graph_(&graph), edits_(edits), priorities_(path_lengths(graph)) {}

Steering::Taken Steering::take_new(Plan& plan) {
  Taken taken;
  if (edits_ == nullptr) return taken;
  for (const Edit& edit : edits_->read_new()) {
    const auto task = graph_->find(edit.task);
    if (!task) continue;  // of another generation of the workflow
    apply(edit, *task, plan, taken);
    taken.any = true;
  }
  keep_back(plan);
  return taken;
}

void Steering::apply(const Edit& edit, TaskIndex task, Plan& plan, Taken& taken) {
  const TaskState state = plan.state(task);
  switch (edit.action) {
    case EditAction::hold:
      held_.insert(task);
      return;
    case EditAction::cancel:
      cancelled_.insert(task);
      if (state == TaskState::running) taken.to_stop.push_back(task);
      return;
    case EditAction::release:
      held_.erase(task);
      cancelled_.erase(task);
      if (state == TaskState::held || state == TaskState::cancelled) plan.release(task);
      return;
    case EditAction::prioritise:
      return raise(task);
  }
}

void Steering::keep_back(Plan& plan) const {
  const auto open = [&plan](TaskIndex task) {
    return plan.state(task) == TaskState::waiting || plan.state(task) == TaskState::ready;
  };
  for (const TaskIndex task : cancelled_) {
    if (open(task) || plan.state(task) == TaskState::held) plan.cancel(task);
  }
  for (const TaskIndex task : held_) {
    if (open(task)) plan.hold(task);
  }
}

// Before everything else, and with it all that it needs.
void Steering::raise(TaskIndex task) {
  const int priority = graph_->size() + ++times_raised_;
  std::vector<TaskIndex> raised{task};
  while (!raised.empty()) {
    const TaskIndex next = raised.back();
    raised.pop_back();
    int& now = priorities_[static_cast<std::size_t>(next)];
    if (now == priority) continue;
    now = priority;
    for (const TaskIndex need : graph_->needs(next)) raised.push_back(need);
  }
}

}  // namespace vitriflow
