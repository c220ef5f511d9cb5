// By when a pool must have ended, and what that makes of tasks.
#include "runner/execution/time_limit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/execution/executor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"
#include "tests/unit/execution/instant_workers.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::task_with;

JournalRecord record(const std::string& event, const std::string& task, double time_s, const std::string& writer) {
  return {time_s, 1, writer, 0, event, {{"task", task}}};
}

TEST(LegTimes, AreFromOneLegToTheNextOfTheSameAttempt) {
  const TaskGraph graph({task_with("a", {}), task_with("b", {})});
  LegTimes times;
  times.read(graph, {record("leg", "a", 100, "rank0-1"), record("leg", "b", 101, "rank1-1"),
                     record("leg", "a", 107, "rank0-1"), record("leg", "a", 190, "rank0-2"),
                     record("leg", "a", 192, "rank0-2"), record("done", "a", 193, "coordinator-1"),
                     record("leg", "elsewhere", 194, "rank0-2")});
  EXPECT_EQ(times.longest_s(graph.task(0).stage), 7.0);
  EXPECT_EQ(times.longest_s(graph.task(1).stage), std::nullopt);
}

TEST(TimeLimit, WhatDoesNotEndInTimeDoesNotFit) {
  FakeClock clock;
  double until_s = clock.wall_s() + 100;
  TimeLimit limit([&] { return until_s; }, clock);
  EXPECT_TRUE(limit.fits(0, "glass")) << "nobody has asked yet";
  EXPECT_TRUE(limit.look());
  limit.legs().took("glass", 90);
  EXPECT_FALSE(limit.fits(0, "glass")) << "tasks of a stage scatter by a fifth";
  limit.legs().took("liquid", 80);
  EXPECT_TRUE(limit.fits(1, "liquid"));
  EXPECT_TRUE(limit.fits(2, "never measured"));
  clock.advance(98);
  EXPECT_FALSE(limit.fits(1, "liquid"));
  EXPECT_FALSE(limit.fits(2, "never measured"));
}

TEST(TimeLimit, ALaterEndBringsBackWhatWasLate) {
  FakeClock clock;
  double until_s = clock.wall_s() + 100;
  TimeLimit limit([&] { return until_s; }, clock);
  limit.look();
  limit.late(3);
  EXPECT_FALSE(limit.fits(3, "glass"));
  clock.advance(5);
  EXPECT_FALSE(limit.look()) << "unchanged";
  until_s += 600;
  clock.advance(5);
  EXPECT_TRUE(limit.look());
  EXPECT_TRUE(limit.fits(3, "glass"));
}

class ExecutorInTimeTest : public ::testing::Test {
 protected:
  Executor::End run(const TaskGraph& graph, double left_s) {
    Store store("campaign", 1, "coordinator-1", files_, clock_);
    JournalWriter journal("campaign", 1, "coordinator-1", files_, clock_);
    const double until_s = clock_.wall_s() + left_s;
    Executor executor({.graph = &graph,
                       .mailbox = &workers_,
                       .store = &store,
                       .journal = &journal,
                       .clock = &clock_,
                       .stop = &stop_,
                       .epoch = 1,
                       .tell = [](const PoolLine&) {},
                       .until_s = [until_s] { return until_s; }},
                      {});
    return executor.run();
  }
  testing::MemoryFiles files_;
  FakeClock clock_;
  StopToken stop_;
  testing::InstantWorkers workers_;
};

TEST_F(ExecutorInTimeTest, WorkersAreToldAndEverythingThatFitsIsDone) {
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("b", {0})}), 1000), Executor::End::finished);
  EXPECT_THAT(workers_.names(), ElementsAre("a", "b"));
  EXPECT_THAT(workers_.until, SizeIs(1));
}

TEST_F(ExecutorInTimeTest, NothingBeginsThatWouldNotEnd) {
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("b", {})}), 1.0), Executor::End::out_of_time);
  EXPECT_THAT(workers_.names(), IsEmpty());
}

TEST_F(ExecutorInTimeTest, TaskThatIsLateWaitsForTheNextAllocationAndOthersGoOn) {
  workers_.late = {"a"};
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("b", {}), task_with("c", {0})}), 1000),
            Executor::End::out_of_time);
  EXPECT_THAT(workers_.names(), ElementsAre("a", "b"));
}

TEST_F(ExecutorInTimeTest, StageWhoseLegsWereMeasuredAsTooLongIsNotBegunAgain) {
  workers_.longest_leg_s = 900;
  Task first = task_with("a", {}), second = task_with("b", {0});
  second.stage = first.stage;
  EXPECT_EQ(run(TaskGraph({first, second}), 1000), Executor::End::out_of_time);
  EXPECT_THAT(workers_.names(), ElementsAre("a"));
}

}  // namespace
}  // namespace vitriflow
