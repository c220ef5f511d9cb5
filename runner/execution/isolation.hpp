// Isolation: tasks that may have taken the pool down run after all others, and alone once that has happened twice, so
// that the next death tells who did it.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "runner/execution/placement.hpp"

namespace vitriflow {

class Isolation {
 public:
  void put_last(TaskIndex task) { last_.insert(task); }
  void put_alone(TaskIndex task) { alone_.insert(task); }
  bool is_alone(TaskIndex task) const { return alone_.contains(task); }

  // Which of the ready tasks may start now. `idle`: nothing runs.
  std::vector<Candidate> allowed(const std::vector<Candidate>& ready, bool idle) const;

  void began(TaskIndex task);
  void ended(TaskIndex task);
  bool occupied() const noexcept { return running_.has_value(); }  // by a task that runs alone

 private:
  std::set<TaskIndex> last_, alone_;
  std::optional<TaskIndex> running_;
};

}  // namespace vitriflow
