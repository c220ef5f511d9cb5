// TaskGraph: the concrete tasks of a workflow after sweeps are expanded, and what each of them waits for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/condition.hpp"
#include "runner/retry_policy.hpp"
#include "runner/task_width.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

struct Task {
  // "glass[hold=10ps]": the values without spaces, and with '_' for what a file name cannot hold ("rate=20K_ps").
  std::string name;
  std::string stage;  // "glass"
  const KindDescription* kind = nullptr;
  Parameters parameters;                                 // complete, in declared units
  std::map<std::string, std::vector<TaskIndex>> inputs;  // by port, in the order of the ensemble
  std::vector<TaskIndex> after;                          // must be done first, and give nothing: no part of the result
  std::vector<std::pair<std::string, std::string>> sweep;  // ("hold", "10 ps") in the order of the axes
  std::string engine;                                      // "lammps"; empty where the kind uses none
  int ranks = 1;                                           // least width of its group
  int most_ranks = 1;       // largest width, where the scheduler may choose: above `ranks`
  double memory_bytes = 0;  // that its ranks together occupy; 0: not stated
  RetryPolicy retry;
  std::shared_ptr<const Condition> condition;  // under which it runs; none: always
  // Empty where the task runs in any case; else the conditions, with the results that they read, under which it does:
  // its own and those of what it takes.
  std::string presence;
  std::int32_t seed = 1;    // from the campaign's seed and the task's name
  std::string fingerprint;  // 32 hexadecimal digits
  // The parts of the fingerprint in order, for `explain`: ("kind", "md.anneal 1"), ("parameter rate", "20 K/ps") ...
  std::vector<std::pair<std::string, std::string>> fingerprint_parts;
};

inline TaskWidth width_of(const Task& task) { return {task.ranks, std::max(task.ranks, task.most_ranks)}; }

// Acyclic by construction; tasks stand in a topological order, so inputs have smaller indices.
class TaskGraph {
 public:
  explicit TaskGraph(std::vector<Task> tasks);
  const std::vector<Task>& tasks() const noexcept { return tasks_; }
  const Task& task(TaskIndex i) const { return tasks_[static_cast<std::size_t>(i)]; }
  TaskIndex size() const noexcept { return static_cast<TaskIndex>(tasks_.size()); }
  // What a task waits for: its inputs and what it comes after; ascending, each once.
  const std::vector<TaskIndex>& needs(TaskIndex i) const { return needs_[static_cast<std::size_t>(i)]; }
  const std::vector<TaskIndex>& dependents(TaskIndex i) const { return dependents_[static_cast<std::size_t>(i)]; }
  std::optional<TaskIndex> find(const std::string& name) const;

 private:
  std::vector<Task> tasks_;
  std::vector<std::vector<TaskIndex>> needs_, dependents_;
  std::map<std::string, TaskIndex> by_name_;
};

}  // namespace vitriflow
