#include "runner/execution/isolation.hpp"

#include <algorithm>

namespace vitriflow {

namespace {

constexpr int kLater = 1 << 30;  // more than any path is long

}  // namespace

std::vector<Candidate> Isolation::allowed(const std::vector<Candidate>& ready, bool idle) const {
  std::vector<Candidate> together;
  const Candidate* alone = nullptr;
  for (const Candidate& candidate : ready) {
    if (is_alone(candidate.task)) {
      if (alone == nullptr || candidate.priority > alone->priority) alone = &candidate;
      continue;
    }
    together.push_back(candidate);
    if (last_.contains(candidate.task)) together.back().priority -= kLater;
  }
  if (occupied()) return {};
  if (together.empty() && idle && alone != nullptr) return {*alone};
  return together;
}

void Isolation::began(TaskIndex task) {
  if (is_alone(task)) running_ = task;
}

void Isolation::ended(TaskIndex task) {
  if (running_ == task) running_.reset();
}

}  // namespace vitriflow
