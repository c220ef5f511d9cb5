#include "runner/task_graph.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

std::vector<TaskIndex> needs_of(const Task& task, TaskIndex index) {
  std::vector<TaskIndex> needs = task.after;
  for (const auto& [port, inputs] : task.inputs) needs.insert(needs.end(), inputs.begin(), inputs.end());
  std::sort(needs.begin(), needs.end());
  needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
  ENSURE(needs.empty() || (needs.front() >= 0 && needs.back() < index), "task '{}' comes before one that it needs",
         task.name);
  return needs;
}

}  // namespace

TaskGraph::TaskGraph(std::vector<Task> tasks)
    : tasks_(std::move(tasks)), needs_(tasks_.size()), dependents_(tasks_.size()) {
  for (TaskIndex i = 0; i < size(); ++i) {
    const Task& task = tasks_[static_cast<std::size_t>(i)];
    const bool is_new = by_name_.emplace(task.name, i).second;
    ENSURE(is_new, "two tasks are called '{}'", task.name);
    auto& needs = needs_[static_cast<std::size_t>(i)];
    needs = needs_of(task, i);
    for (const TaskIndex input : needs) dependents_[static_cast<std::size_t>(input)].push_back(i);
  }
}

std::optional<TaskIndex> TaskGraph::find(const std::string& name) const {
  const auto it = by_name_.find(name);
  if (it == by_name_.end()) return std::nullopt;
  return it->second;
}

}  // namespace vitriflow
