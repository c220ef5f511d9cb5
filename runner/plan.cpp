#include "runner/plan.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kStates = static_cast<std::size_t>(TaskState::unneeded) + 1;

std::size_t at(TaskIndex task) { return static_cast<std::size_t>(task); }

}  // namespace

const char* to_text(TaskState state) {
  switch (state) {
    case TaskState::waiting:
      return "waiting";
    case TaskState::ready:
      return "ready";
    case TaskState::running:
      return "running";
    case TaskState::finished:
      return "finished";
    case TaskState::done:
      return "done";
    case TaskState::failed:
      return "failed";
    case TaskState::set_aside:
      return "set aside";
    case TaskState::blocked:
      return "blocked";
    case TaskState::skipped:
      return "skipped";
    case TaskState::held:
      return "held";
    case TaskState::cancelled:
      return "cancelled";
    case TaskState::unneeded:
      return "unneeded";
  }
  return "unknown";
}

Plan::Plan(const TaskGraph& graph)
    : graph_(&graph),
      states_(at(graph.size()), TaskState::waiting),
      missing_(at(graph.size()), 0),
      readers_(at(graph.size()), 0),
      is_read_(at(graph.size()), false),
      blocked_by_(at(graph.size()), -1),
      counts_(kStates, 0) {
  counts_[static_cast<std::size_t>(TaskState::waiting)] = at(graph.size());
  for (TaskIndex task = 0; task < graph.size(); ++task) {
    missing_[at(task)] = static_cast<int>(graph.needs(task).size());
    readers_[at(task)] = static_cast<int>(graph.dependents(task).size());
    for (const auto& [port, inputs] : graph.task(task).inputs) {
      for (const TaskIndex input : inputs) is_read_[at(input)] = true;
    }
    if (missing_[at(task)] == 0) set(task, TaskState::ready);
  }
}

void Plan::set(TaskIndex task, TaskState state) {
  TaskState& now = states_[at(task)];
  --counts_[static_cast<std::size_t>(now)];
  ++counts_[static_cast<std::size_t>(state)];
  if (now == TaskState::ready) ready_.erase(task);
  if (state == TaskState::ready) ready_.insert(task);
  now = state;
}

void Plan::expect(TaskIndex task, std::initializer_list<TaskState> allowed, const char* transition) const {
  ENSURE(std::find(allowed.begin(), allowed.end(), state(task)) != allowed.end(), "task '{}' is {} and cannot be {}",
         graph_->task(task).name, to_text(state(task)), transition);
}

void Plan::mark_done_before(TaskIndex task) {
  expect(task, {TaskState::waiting, TaskState::ready, TaskState::unneeded}, "done before");
  const bool was_needed = state(task) != TaskState::unneeded;
  set(task, TaskState::done);
  release_dependents(task);
  if (was_needed) spare_ancestors(task);
}

void Plan::started(TaskIndex task) {
  expect(task, {TaskState::ready}, "started");
  set(task, TaskState::running);
}

void Plan::finished(TaskIndex task) {
  expect(task, {TaskState::running}, "finished");
  set(task, TaskState::finished);
}

void Plan::done(TaskIndex task) {
  expect(task, {TaskState::running, TaskState::finished}, "done");
  set(task, TaskState::done);
  release_dependents(task);
}

void Plan::attempt_failed(TaskIndex task, bool may_retry) {
  expect(task, {TaskState::running, TaskState::finished}, "failed");
  set(task, may_retry ? TaskState::ready : TaskState::failed);
  if (!may_retry) block_dependents(task);
}

void Plan::set_aside(TaskIndex task) {
  expect(task, {TaskState::running, TaskState::ready}, "set aside");
  set(task, TaskState::set_aside);
  block_dependents(task);
}

void Plan::failed_before(TaskIndex task) {
  expect(task, {TaskState::waiting, TaskState::ready}, "failed before");
  set(task, TaskState::failed);
  block_dependents(task);
}

std::vector<TaskIndex> Plan::skipped(TaskIndex task) {
  expect(task, {TaskState::waiting, TaskState::ready, TaskState::unneeded}, "skipped");
  set(task, TaskState::skipped);
  return settle(task);
}

void Plan::found(TaskIndex task) {
  expect(task, {TaskState::ready}, "found");
  set(task, TaskState::done);
  release_dependents(task);
}

void Plan::interrupted(TaskIndex task) {
  expect(task, {TaskState::running}, "interrupted");
  set(task, TaskState::ready);
}

void Plan::hold(TaskIndex task) {
  expect(task, {TaskState::waiting, TaskState::ready}, "held");
  set(task, TaskState::held);
}

void Plan::cancel(TaskIndex task) {
  expect(task, {TaskState::waiting, TaskState::ready, TaskState::held}, "cancelled");
  set(task, TaskState::cancelled);
  block_dependents(task);
}

void Plan::release(TaskIndex task) {
  expect(task, {TaskState::held, TaskState::cancelled}, "released");
  const bool was_cancelled = state(task) == TaskState::cancelled;
  set(task, missing_[at(task)] == 0 ? TaskState::ready : TaskState::waiting);
  if (was_cancelled) unblock_dependents(task);
}

TaskIndex Plan::blocked_by(TaskIndex task) const { return blocked_by_[at(task)]; }

bool Plan::over() const {
  return count(TaskState::ready) == 0 && count(TaskState::running) == 0 && count(TaskState::finished) == 0;
}

void Plan::release_dependents(TaskIndex task) {
  for (const TaskIndex dependent : graph_->dependents(task)) {
    if (--missing_[at(dependent)] == 0 && state(dependent) == TaskState::waiting) set(dependent, TaskState::ready);
  }
}

// Releases what a skipped task held up, and skips what has nothing left to take.
std::vector<TaskIndex> Plan::settle(TaskIndex task) {
  std::vector<TaskIndex> gone{task};
  for (std::size_t i = 0; i < gone.size(); ++i) {
    for (const TaskIndex dependent : graph_->dependents(gone[i])) {
      const bool free = --missing_[at(dependent)] == 0;
      if (state(dependent) != TaskState::waiting && state(dependent) != TaskState::held) continue;
      if (takes_only_skipped(dependent)) {
        set(dependent, TaskState::skipped);
        gone.push_back(dependent);
      } else if (free && state(dependent) == TaskState::waiting) {
        set(dependent, TaskState::ready);
      }
    }
  }
  return gone;
}

bool Plan::takes_only_skipped(TaskIndex task) const {
  const auto& inputs = graph_->task(task).inputs;
  return std::any_of(inputs.begin(), inputs.end(), [this](const auto& port) {
    return !port.second.empty() && std::all_of(port.second.begin(), port.second.end(),
                                               [this](TaskIndex input) { return state(input) == TaskState::skipped; });
  });
}

void Plan::block_dependents(TaskIndex task) {
  std::vector<TaskIndex> frontier{task};
  while (!frontier.empty()) {
    const TaskIndex lost = frontier.back();
    frontier.pop_back();
    for (const TaskIndex dependent : graph_->dependents(lost)) {
      if (state(dependent) != TaskState::waiting) continue;
      set(dependent, TaskState::blocked);
      blocked_by_[at(dependent)] = task;
      frontier.push_back(dependent);
    }
  }
}

// What another lost task blocks as well stays blocked, by that one.
void Plan::unblock_dependents(TaskIndex task) {
  for (TaskIndex blocked = 0; blocked < graph_->size(); ++blocked) {
    if (blocked_by_[at(blocked)] != task) continue;
    blocked_by_[at(blocked)] = -1;
    set(blocked, TaskState::waiting);
  }
  for (TaskIndex lost = 0; lost < graph_->size(); ++lost) {
    const TaskState now = state(lost);
    if (now == TaskState::failed || now == TaskState::set_aside || now == TaskState::cancelled) block_dependents(lost);
  }
}

// Each task leaves the set of readers once, so all calls together are linear in the edges.
void Plan::spare_ancestors(TaskIndex task) {
  std::vector<TaskIndex> frontier{task};
  while (!frontier.empty()) {
    const TaskIndex reader = frontier.back();
    frontier.pop_back();
    for (const TaskIndex input : graph_->needs(reader)) {
      const bool settled = state(input) == TaskState::done || state(input) == TaskState::skipped;
      if (--readers_[at(input)] > 0 || !is_read_[at(input)] || settled) continue;
      set(input, TaskState::unneeded);
      frontier.push_back(input);
    }
  }
}

}  // namespace vitriflow
