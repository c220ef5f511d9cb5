#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "runner/execution/executor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::IsEmpty;
using testing::task_with;

constexpr double kStepsPerRank_s = 100;
constexpr std::int64_t kLeg = 150;

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

const KindDescription& dynamics() {
  static const KindDescription kind = [] {
    KindDescription made;
    made.name = "test.dynamics";
    made.on_any_ranks = true;
    return made;
  }();
  return kind;
}

Task open_task(const std::string& name, int most) {
  Task task = task_with(name, {});
  task.kind = &dynamics();
  task.most_ranks = most;
  return task;
}

class ExecutorResizeTest : public ::testing::Test {
 protected:
  // Returns how long it took.
  double run(std::vector<Task> tasks, int workers) {
    const TaskGraph graph(std::move(tasks));
    Store store("campaign", 1, "coordinator-1", files, clock);
    JournalWriter journal("campaign", 1, "coordinator-1", files, clock);
    const double begin_s = clock.monotonic_s();
    Executor executor({&graph, &steady, &store, &journal, &clock, &stop, workers, {}, 1, 100, [](const PoolLine&) {}},
                      {});
    EXPECT_EQ(executor.run(), Executor::End::finished);
    EXPECT_EQ(executor.plan().count(TaskState::done), static_cast<std::size_t>(graph.size()));
    return clock.monotonic_s() - begin_s;
  }
  std::vector<std::string> resizes() {
    std::vector<std::string> all;
    for (const auto& record : read_journal("campaign", files)) {
      const auto& values = record.values;
      if (record.event == "resized")
        all.push_back(values.at("task") + " " + values.at("from") + " -> " + values.at("to"));
    }
    return all;
  }

  testing::MemoryFiles files;
  FakeClock clock;
  StopToken stop;
  SteadyWorkers steady{clock};
};

TEST_F(ExecutorResizeTest, IdleTailGoesToTheTaskThatStillRuns) {
  steady.steps = {{"long", 3000}, {"short", 800}};
  const double seconds = run({open_task("long", 4), task_with("short", {})}, 2);
  EXPECT_THAT(resizes(), ElementsAre("long 1 -> 2"));
  EXPECT_NEAR(seconds, 20, 1.5);  // 30 s on one rank; from the end of the short one on two ranks do what is left
}

TEST_F(ExecutorResizeTest, FixedWidthsStay) {
  steady.steps = {{"long", 3000}, {"short", 800}};
  const double seconds = run({open_task("long", 1), task_with("short", {})}, 2);
  EXPECT_THAT(resizes(), IsEmpty());
  EXPECT_NEAR(seconds, 30, 0.5);
}

TEST_F(ExecutorResizeTest, KindThatWouldBeginAnewIsLeftAlone) {
  steady.steps = {{"long", 3000}, {"short", 800}};
  Task task = open_task("long", 4);
  task.kind = &testing::plain_kind();
  run({task, task_with("short", {})}, 2);
  EXPECT_THAT(resizes(), IsEmpty());
}

TEST_F(ExecutorResizeTest, WideTaskGivesWayToOneThatBecomesReady) {
  steady.steps = {{"long", 9000}, {"late", 2000}};
  steady.fails_at_first["late"] = 1;
  Task late = task_with("late", {});
  late.retry = {1, 30};
  run({open_task("long", 4), late}, 2);
  EXPECT_THAT(resizes(), ElementsAre("long 1 -> 2", "long 2 -> 1", "long 1 -> 2"));
}

TEST_F(ExecutorResizeTest, LittleThatIsLeftIsNotWorthIt) {
  steady.steps = {{"long", 1000}, {"short", 800}};
  run({open_task("long", 4), task_with("short", {})}, 2);
  EXPECT_THAT(resizes(), IsEmpty());
}

}  // namespace
}  // namespace vitriflow
