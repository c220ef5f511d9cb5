#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hpc/mailbox.hpp"
#include "runner/execution/messages.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow::testing {

inline constexpr double kStepsPerRank_s = 100;
inline constexpr std::int64_t kLeg = 150;

// Workers that go as fast as they are many, keep their state at leg ends of 150 steps, and tell of it each second.
class SteadyWorkers : public Mailbox {
 public:
  explicit SteadyWorkers(FakeClock& clock) : clock_(clock) {}

  void post(int to, int subject, std::string bytes) override {
    if (subject == static_cast<int>(Subject::stop)) running_.at(std::stoi(bytes)).told_to_stop = true;
    if (subject != static_cast<int>(Subject::order)) return;
    const TaskOrder order = decode_order(bytes);
    if (order.ranks.front() == to - 1) running_[order.tag] = {order, clock_.monotonic_s(), kept_[order.name]};
  }

  std::optional<Letter> take() override {
    for (auto it = running_.begin(); it != running_.end() && letters_.empty();) {
      it = look_at(it->second) ? std::next(it) : running_.erase(it);
    }
    if (letters_.empty()) return std::nullopt;
    Letter letter = letters_.front();
    letters_.pop_front();
    return letter;
  }

  std::map<std::string, std::int64_t> steps;  // of each task
  std::map<std::string, int> fails_at_first;  // so many times, at once

 private:
  struct Job {
    TaskOrder order;
    double begin_s = 0;
    std::int64_t first = 0;
    bool told_to_stop = false;
    double told_s = 0;
  };

  // False when it has ended.
  bool look_at(Job& job) {
    const double over_s = clock_.monotonic_s() - job.begin_s;
    const double speed = kStepsPerRank_s * static_cast<double>(job.order.ranks.size());
    const std::int64_t all = steps.at(job.order.name);
    const std::int64_t done = std::min(all, job.first + static_cast<std::int64_t>(over_s * speed));
    if (fails_at_first[job.order.name] > 0) {
      --fails_at_first[job.order.name];
      return end(job, Outcome::failed, over_s);
    }
    if (done == all) return end(job, Outcome::finished, over_s);
    const std::int64_t kept = done / kLeg * kLeg;
    if (job.told_to_stop && kept > job.first) {
      kept_[job.order.name] = kept;
      return end(job, Outcome::interrupted, over_s);
    }
    if (over_s - job.told_s >= 1) {
      job.told_s = over_s;
      tell(job, Subject::progress, encode(TaskProgress{job.order.task, {done, all, "running"}}));
    }
    return true;
  }

  bool end(const Job& job, Outcome outcome, double seconds) {
    tell(job, Subject::report, encode(TaskReport{job.order.task, outcome, "it failed.", seconds, true}));
    if (outcome == Outcome::finished) tell(job, Subject::durable, encode(std::vector<TaskIndex>{job.order.task}));
    return false;
  }
  void tell(const Job& job, Subject subject, std::string bytes) {
    letters_.push_back({job.order.ranks.front() + 1, static_cast<int>(subject), std::move(bytes)});
  }

  FakeClock& clock_;
  std::map<int, Job> running_;                // by tag
  std::map<std::string, std::int64_t> kept_;  // steps
  std::deque<Letter> letters_;
};

inline const KindDescription& dynamics() {
  static const KindDescription kind = [] {
    KindDescription made;
    made.name = "test.dynamics";
    made.on_any_ranks = true;
    return made;
  }();
  return kind;
}

inline Task open_task(const std::string& name, int most) {
  Task task = task_with(name, {});
  task.kind = &dynamics();
  task.most_ranks = most;
  return task;
}

}  // namespace vitriflow::testing
