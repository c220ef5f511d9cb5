#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "runner/execution/executor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"
#include "tests/unit/execution/steady_workers.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::IsEmpty;
using testing::kLeg;
using testing::open_task;
using testing::SteadyWorkers;
using testing::task_with;

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
