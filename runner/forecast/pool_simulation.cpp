#include "runner/forecast/pool_simulation.hpp"

#include <algorithm>
#include <queue>
#include <set>
#include <tuple>

#include "runner/execution/placement.hpp"

namespace vitriflow {
namespace {

std::size_t at(TaskIndex task) { return static_cast<std::size_t>(task); }

struct Running {
  double end_s = 0;
  TaskIndex task = 0;
  std::vector<int> ranks;
  bool operator>(const Running& other) const { return std::tie(end_s, task) > std::tie(other.end_s, other.task); }
};

class PoolSimulation {
 public:
  PoolSimulation(const TaskGraph& graph, Plan plan, const std::vector<double>& seconds, int ranks)
      : graph_(graph),
        plan_(std::move(plan)),
        seconds_(seconds),
        priorities_(path_lengths(graph)),
        free_(static_cast<std::size_t>(ranks), true) {
    for (const TaskIndex task : plan_.ready()) queue_.insert(key(task));
  }

  double run() {
    start_tasks();
    while (!running_.empty()) {
      now_s_ = running_.top().end_s;
      while (!running_.empty() && running_.top().end_s <= now_s_) end_task();
      start_tasks();
    }
    return now_s_;
  }

 private:
  using Key = std::tuple<int, int, TaskIndex>;  // as placement takes them: priority, width, smaller index first
  Key key(TaskIndex task) const { return {-priorities_[at(task)], -graph_.task(task).ranks, task}; }

  // Placement looks at candidates in this order and is over when no rank is free: it never sees more than these.
  std::vector<Candidate> foremost() const {
    const std::size_t most = 4 * free_.size() + 64;
    std::vector<Candidate> candidates;
    for (auto it = queue_.begin(); it != queue_.end() && candidates.size() < most; ++it) {
      const auto [priority, width, task] = *it;
      candidates.push_back({task, -width, -priority});
    }
    return candidates;
  }

  void start_tasks() {
    if (queue_.empty() || std::find(free_.begin(), free_.end(), true) == free_.end()) return;
    for (const Assignment& assignment : place(free_, foremost()).assignments) {
      for (const int rank : assignment.ranks) free_[static_cast<std::size_t>(rank)] = false;
      queue_.erase(key(assignment.task));
      plan_.started(assignment.task);
      running_.push({now_s_ + seconds_[at(assignment.task)], assignment.task, assignment.ranks});
    }
  }

  void end_task() {
    const Running ended = running_.top();
    running_.pop();
    for (const int rank : ended.ranks) free_[static_cast<std::size_t>(rank)] = true;
    plan_.done(ended.task);
    for (const TaskIndex dependent : graph_.dependents(ended.task)) {
      if (plan_.state(dependent) == TaskState::ready) queue_.insert(key(dependent));
    }
  }

  const TaskGraph& graph_;
  Plan plan_;
  const std::vector<double>& seconds_;
  std::vector<int> priorities_;
  std::vector<bool> free_;
  std::set<Key> queue_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  double now_s_ = 0;
};

}  // namespace

double simulated_wall_s(const TaskGraph& graph, Plan plan, const std::vector<double>& seconds, int ranks) {
  return PoolSimulation(graph, std::move(plan), seconds, ranks).run();
}

}  // namespace vitriflow
