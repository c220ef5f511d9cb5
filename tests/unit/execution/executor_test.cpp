#include "runner/execution/executor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <set>

#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/execution/graphs.hpp"
#include "tests/unit/execution/instant_workers.hpp"

namespace vitriflow {

namespace {

using testing::InstantWorkers;
using testing::task_with;

class ExecutorTest : public ::testing::Test {
 protected:
  bool run(const TaskGraph& graph, int workers, const std::vector<JournalRecord>& past = {},
           const std::vector<Blame>& blamed = {}) {
    Store store("campaign", 1, "coordinator-1", files_, clock_);
    JournalWriter journal("campaign", 1, "coordinator-1", files_, clock_);
    Executor executor({&graph, &workers_, &store, &journal, &clock_, &stop_, workers, nodes_, 1, 100,
                       [this](const PoolLine& line) { told_.push_back(event_name(line)); }, nullptr, Patience{},
                       [](TaskIndex, const std::string& message) { throw Error(message); }},
                      past);
    executor.heed({blamed, suspected_, isolated_});
    const bool stopped = executor.run() != Executor::End::finished;
    for (TaskIndex task = 0; task < graph.size(); ++task) {
      states_[graph.task(task).name] = executor.plan().state(task);
    }
    return stopped;
  }
  static std::string event_name(const PoolLine& line) {
    return line.type == PoolLine::Type::snapshot ? "" : line.task + ": " + line.message;
  }
  std::vector<std::string> journaled(const std::string& event) {
    std::vector<std::string> tasks;
    for (const auto& record : read_journal("campaign", files_)) {
      if (record.event == event) tasks.push_back(record.values.at("task"));
    }
    return tasks;
  }

  testing::MemoryFiles files_;
  testing::FakeClock clock_;
  StopToken stop_;
  PoolNodes nodes_;
  std::set<std::string> suspected_, isolated_;  // fingerprints
  InstantWorkers workers_;
  std::vector<std::string> told_;
  std::map<std::string, TaskState> states_;
};

TEST_F(ExecutorTest, InputsRunBeforeWhatReadsThem) {
  EXPECT_FALSE(run(TaskGraph({task_with("a", {}), task_with("b", {0}), task_with("c", {1})}), 4));
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(workers_.orders[1].inputs.at("after")[0].fingerprint, "fingerprint-a");
  EXPECT_EQ(journaled("done"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(workers_.quit, (std::set<int>{0, 1, 2, 3}));
}

TEST_F(ExecutorTest, FailedTaskBlocksOnlyItsDependents) {
  workers_.failing["a"] = "no such potential.";
  run(TaskGraph({task_with("a", {}), task_with("b", {0}), task_with("c", {})}), 1);
  EXPECT_EQ(states_["a"], TaskState::failed);
  EXPECT_EQ(states_["b"], TaskState::blocked);
  EXPECT_EQ(states_["c"], TaskState::done);
  EXPECT_EQ(journaled("failed"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(told_, (std::vector<std::string>{"a: no such potential."}));
}

Task retried(const std::string& name, int times, double wait_s, const std::vector<TaskIndex>& needs = {}) {
  Task task = task_with(name, needs);
  task.retry = {times, wait_s};
  return task;
}

TEST_F(ExecutorTest, TriesAgainAsOftenAsThePolicySays) {
  workers_.fails_at_first["a"] = 2;
  run(TaskGraph({retried("a", 2, 0.0), task_with("b", {0})}), 1);
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"a", "a", "a", "b"}));
  EXPECT_EQ(workers_.orders[2].attempt, 3);
  EXPECT_EQ(journaled("attempt_failed"), (std::vector<std::string>{"a", "a"}));
  EXPECT_TRUE(journaled("failed").empty());
  EXPECT_EQ(states_["b"], TaskState::done);
  EXPECT_EQ(told_, (std::vector<std::string>{"a: try 1 of 3 failed: the disk was full.",
                                             "a: try 2 of 3 failed: the disk was full."}));
}

TEST_F(ExecutorTest, GivesUpWhenTheTriesAreUsed) {
  workers_.failing["a"] = "no space.";
  run(TaskGraph({retried("a", 2, 0.0), task_with("b", {0})}), 1);
  EXPECT_EQ(workers_.orders.size(), 3U);
  EXPECT_EQ(states_["a"], TaskState::failed);
  EXPECT_EQ(states_["b"], TaskState::blocked);
}

TEST_F(ExecutorTest, ATaskThatIsNeverHeardOfIsGivenUpAsHung) {
  workers_.silent.insert("b");
  const std::string reason = "it has not begun 10 min 00 s after it was handed out: taken as hung";
  EXPECT_EQ(testing::message_of([&] { run(TaskGraph({task_with("a", {}), task_with("b", {})}), 2); }), reason);
  EXPECT_EQ(journaled("hung"), (std::vector<std::string>{"b"}));
  EXPECT_EQ(journaled("done"), (std::vector<std::string>{"a"}));
}

TEST_F(ExecutorTest, IsolatedTasksRunOneByOneAfterAllOthers) {
  isolated_ = suspected_ = {"fingerprint-a", "fingerprint-b"};
  run(TaskGraph({task_with("a", {}), task_with("b", {}), task_with("c", {}), task_with("d", {2})}), 4);
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"c", "d", "a", "b"}));
  EXPECT_EQ(states_["b"], TaskState::done);
}

TEST_F(ExecutorTest, InvalidInputIsNotTriedAgain) {
  workers_.failing["a"] = "no element 'Zm'.";
  workers_.worth_retrying = false;
  run(TaskGraph({retried("a", 5, 0.0)}), 1);
  EXPECT_EQ(workers_.orders.size(), 1U);
  EXPECT_EQ(states_["a"], TaskState::failed);
}

TEST_F(ExecutorTest, WaitsBeforeTheNextTryWhileOthersRun) {
  workers_.fails_at_first["a"] = 1;
  const double begin_s = clock_.monotonic_s();
  run(TaskGraph({retried("a", 1, 60.0), task_with("b", {})}), 1);
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_GE(clock_.monotonic_s() - begin_s, 60.0);
  EXPECT_LT(clock_.monotonic_s() - begin_s, 61.0);
}

// The pool may be started again in between: the journal of the same run counts, those of earlier ones do not.
TEST_F(ExecutorTest, CountsTriesOfThisRunFromTheJournal) {
  const auto failed_in = [](std::int64_t epoch) {
    return JournalRecord{
        0.0, epoch, "coordinator-1", 0, "attempt_failed", {{"task", "a"}, {"fingerprint", "fingerprint-a"}}};
  };
  workers_.failing["a"] = "no space.";
  run(TaskGraph({retried("a", 2, 0.0)}), 1, {failed_in(0), failed_in(0), failed_in(1)});
  EXPECT_EQ(workers_.orders.size(), 2U);
  EXPECT_EQ(workers_.orders.back().attempt, 5);
}

TEST_F(ExecutorTest, GroupsGetTheRanksTheyAskFor) {
  run(TaskGraph({task_with("wide", {}, 3), task_with("narrow", {})}), 4);
  EXPECT_EQ(workers_.orders[0].ranks, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(workers_.orders[1].ranks, (std::vector<int>{3}));
  EXPECT_NE(workers_.orders[0].tag, workers_.orders[1].tag);
}

TEST_F(ExecutorTest, ATaskAloneTakesAllTheRanksThatItCanUse) {
  Task task = task_with("a", {});
  task.most_ranks = 3;
  run(TaskGraph({task}), 4);
  EXPECT_EQ(workers_.orders[0].ranks, (std::vector<int>{0, 1, 2}));
}

TEST_F(ExecutorTest, MemoryIsFreeAgainWhenATaskHasEnded) {
  Task a = task_with("a", {}), b = task_with("b", {});
  a.memory_bytes = b.memory_bytes = 6e9;
  nodes_.memory_bytes = 8e9;
  run(TaskGraph({a, b}), 2);
  EXPECT_EQ(workers_.orders[0].ranks, workers_.orders[1].ranks) << "one after the other";
  EXPECT_EQ(states_["b"], TaskState::done);
}

TEST_F(ExecutorTest, ATaskThatNoNodeHoldsFailsAndTheOthersGoOn) {
  Task a = task_with("a", {}), b = task_with("b", {});
  a.memory_bytes = 12e9;
  b.memory_bytes = 6e9;
  nodes_ = {{"n1", "n2"}, {}, {0, 1}, {}, 0, 8e9};
  EXPECT_FALSE(run(TaskGraph({a, b}), 2));
  EXPECT_EQ(states_["a"], TaskState::failed);
  EXPECT_EQ(states_["b"], TaskState::done);
  EXPECT_NE(
      std::find(told_.begin(), told_.end(),
                "a: it needs 12 GB of memory on one rank, and no node gives its tasks more than 8 GB. Give it more "
                "'ranks' on more nodes, or run it where nodes have more."),
      told_.end());
}

TEST_F(ExecutorTest, ANodeOnWhichTasksFailTwiceIsAvoided) {
  nodes_ = {{"n1", "n2"}, {}, {0, 1}, {}};
  std::vector<Task> tasks;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    tasks.push_back(task_with(name, {}));
    tasks.back().retry.times = 1;
  }
  workers_.fails_on_rank = 0;
  EXPECT_FALSE(run(TaskGraph(std::move(tasks)), 2));
  EXPECT_EQ(journaled("done").size(), 6U);
  EXPECT_EQ(journaled("attempt_failed").size(), 2U) << "then it gets no more tasks";
  EXPECT_EQ(std::count(told_.begin(), told_.end(), ": node n1: tasks failed on it twice, and did not fail elsewhere"),
            1);
}

TEST_F(ExecutorTest, QuickTasksAreQueuedAhead) {
  std::vector<Task> tasks;
  for (int i = 0; i < 200; ++i) tasks.push_back(task_with("t" + std::to_string(i), {}));
  run(TaskGraph(std::move(tasks)), 2);
  EXPECT_EQ(workers_.orders.size(), 200U);
  EXPECT_EQ(journaled("done").size(), 200U);
}

TEST_F(ExecutorTest, AStopRequestStartsNothingMore) {
  workers_.interrupted = {"a"};
  EXPECT_TRUE(run(TaskGraph({task_with("a", {}), task_with("b", {})}), 1));
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"a"}));
  EXPECT_EQ(states_["a"], TaskState::ready);
  EXPECT_EQ(journaled("interrupted"), (std::vector<std::string>{"a"}));
}

TEST_F(ExecutorTest, ARequestBeforeTheFirstTaskStartsNone) {
  stop_.request();
  EXPECT_TRUE(run(TaskGraph({task_with("a", {})}), 1));
  EXPECT_TRUE(workers_.orders.empty());
}

TEST_F(ExecutorTest, TasksThatAreSetAsideAreNotStarted) {
  run(TaskGraph({task_with("a", {}), task_with("b", {0}), task_with("c", {})}), 1, {},
      {{"fingerprint-a", "it crashed"}});
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"c"}));
  EXPECT_EQ(states_["a"], TaskState::set_aside);
  EXPECT_EQ(states_["b"], TaskState::blocked);
  EXPECT_EQ(told_, (std::vector<std::string>{"a: it crashed"}));
}

TEST_F(ExecutorTest, AttemptsAreCountedOnFromTheJournal) {
  const std::map<std::string, std::string> failure{{"task", "a"}, {"fingerprint", "fingerprint-a"}};
  run(TaskGraph({task_with("a", {})}), 1, {{0, 0, "coordinator-1", 0, "failed", failure}});
  ASSERT_EQ(workers_.orders.size(), 1U);
  EXPECT_EQ(workers_.orders[0].attempt, 2);
}

TEST_F(ExecutorTest, WhatFailedForGoodInThisRunIsNotStartedByTheNextPool) {
  const std::map<std::string, std::string> failure{{"task", "a"}, {"fingerprint", "fingerprint-a"}};
  run(TaskGraph({task_with("a", {}), task_with("b", {0}), task_with("c", {})}), 1,
      {{0, 1, "coordinator-1", 0, "failed", failure}});
  EXPECT_EQ(workers_.names(), (std::vector<std::string>{"c"}));
  EXPECT_EQ(states_["a"], TaskState::failed);
  EXPECT_EQ(states_["b"], TaskState::blocked);
  EXPECT_TRUE(journaled("failed").empty()) << "it is in the journal already";
}

TEST(QuickKinds, OnlyMeasuredShortTasksAreQueued) {
  QuickKinds kinds;
  EXPECT_EQ(kinds.depth("a"), 1);
  for (int i = 0; i < 4; ++i) kinds.took("a", 0.0001);
  EXPECT_EQ(kinds.depth("a"), 64);
  for (int i = 0; i < 4; ++i) kinds.took("b", 0.005);
  EXPECT_GE(kinds.depth("b"), 10);
  for (int i = 0; i < 4; ++i) kinds.took("c", 1);
  EXPECT_EQ(kinds.depth("c"), 1);
  kinds.took("a", 1);
  EXPECT_EQ(kinds.depth("a"), 1);
}

TEST(RunningBoard, RateIsMeasuredWithinOnePhase) {
  RunningBoard board;
  board.begin(0, {"a", "kind", {0}, 10});
  board.heard(0, {0, 1000, "heating"}, 11);
  board.heard(0, {200, 1000, "heating"}, 13);
  EXPECT_DOUBLE_EQ(board.longest(15, 4)[0].rate_per_s, 100);
  board.heard(0, {250, 1000, "cooling"}, 14);
  EXPECT_DOUBLE_EQ(board.longest(15, 4)[0].rate_per_s, 0);
  EXPECT_DOUBLE_EQ(board.longest(15, 4)[0].elapsed_s, 5);
}

}  // namespace

}  // namespace vitriflow
