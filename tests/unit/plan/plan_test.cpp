#include "runner/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Tasks are called by their numbers; needs[i]: what task i needs.
TaskGraph graph_of(const std::vector<std::vector<TaskIndex>>& needs) {
  std::vector<Task> tasks(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i) {
    tasks[i].name = std::to_string(i);
    if (!needs[i].empty()) tasks[i].inputs["port"] = needs[i];
  }
  return TaskGraph(std::move(tasks));
}

//     0
//    / \      .
//   1   2   5
//    \ /    |
//     3     6
//     |
//     4
class PlanOfADiamond : public testing::Test {
 protected:
  TaskGraph graph_ = graph_of({{}, {0}, {0}, {1, 2}, {3}, {}, {5}});
  Plan plan_{graph_};

  void run(TaskIndex task) {
    plan_.started(task);
    plan_.finished(task);
    plan_.done(task);
  }
  void fail(TaskIndex task) {
    plan_.started(task);
    plan_.attempt_failed(task, false);
  }
};

TEST_F(PlanOfADiamond, TasksWithoutNeedsAreReadyAtTheStart) {
  EXPECT_THAT(plan_.ready(), ElementsAre(0, 5));
  EXPECT_EQ(plan_.state(3), TaskState::waiting);
  EXPECT_EQ(plan_.count(TaskState::waiting), 5U);
  EXPECT_FALSE(plan_.over());
}

TEST_F(PlanOfADiamond, ASkippedTaskTakesAlongOnlyWhatHasNothingElseToTake) {
  run(0);
  EXPECT_THAT(plan_.skipped(1), ElementsAre(1));  // 3 gathers 2 as well
  EXPECT_EQ(plan_.state(3), TaskState::waiting);
  run(2);
  EXPECT_EQ(plan_.state(3), TaskState::ready);
  EXPECT_THAT(plan_.skipped(5), ElementsAre(5, 6));
  run(3);
  run(4);
  EXPECT_TRUE(plan_.over());
  EXPECT_EQ(plan_.count(TaskState::skipped), 3U);
}

TEST_F(PlanOfADiamond, AnEnsembleOfSkippedMembersIsSkipped) {
  run(0);
  plan_.skipped(1);
  EXPECT_THAT(plan_.skipped(2), ElementsAre(2, 3, 4));
}

TEST(PlanAfter, WhatOnlyComesAfterASkippedTaskGoesOn) {
  std::vector<Task> tasks(2);
  tasks[0].name = "a";
  tasks[1].name = "b";
  tasks[1].after = {0};
  const TaskGraph graph(std::move(tasks));
  Plan plan(graph);
  EXPECT_THAT(plan.skipped(0), ElementsAre(0));
  EXPECT_EQ(plan.state(1), TaskState::ready);
}

TEST_F(PlanOfADiamond, AStartedTaskIsNoLongerReady) {
  plan_.started(0);
  EXPECT_THAT(plan_.ready(), ElementsAre(5));
  EXPECT_EQ(plan_.state(0), TaskState::running);
}

TEST_F(PlanOfADiamond, AFinishedTaskReleasesNobodyBeforeItIsDurable) {
  plan_.started(0);
  plan_.finished(0);
  EXPECT_THAT(plan_.ready(), ElementsAre(5));
  plan_.done(0);
  EXPECT_THAT(plan_.ready(), ElementsAre(1, 2, 5));
}

TEST_F(PlanOfADiamond, ATaskWaitsForAllItNeeds) {
  run(0);
  run(2);
  EXPECT_EQ(plan_.state(3), TaskState::waiting);
  run(1);
  EXPECT_EQ(plan_.state(3), TaskState::ready);
}

TEST_F(PlanOfADiamond, FailedTaskBlocksOnlyItsDependents) {
  run(0);
  fail(1);
  EXPECT_EQ(plan_.state(1), TaskState::failed);
  EXPECT_EQ(plan_.state(3), TaskState::blocked);
  EXPECT_EQ(plan_.state(4), TaskState::blocked);
  EXPECT_THAT(plan_.ready(), ElementsAre(2, 5));
  EXPECT_EQ(plan_.blocked_by(4), 1);
  EXPECT_EQ(plan_.blocked_by(2), -1);
}

TEST_F(PlanOfADiamond, ABlockedTaskStaysBlockedWhenItsOtherInputsAreDone) {
  run(0);
  fail(1);
  run(2);
  EXPECT_EQ(plan_.state(3), TaskState::blocked);
  EXPECT_EQ(plan_.blocked_by(3), 1);
}

TEST_F(PlanOfADiamond, TheFirstFailureIsTheReasonForABlockedTask) {
  run(0);
  fail(2);
  fail(1);
  EXPECT_EQ(plan_.blocked_by(3), 2);
  EXPECT_EQ(plan_.count(TaskState::failed), 2U);
  EXPECT_EQ(plan_.count(TaskState::blocked), 2U);
}

TEST_F(PlanOfADiamond, AFailedAttemptWithARetryLeftIsReadyAgain) {
  plan_.started(0);
  plan_.attempt_failed(0, true);
  EXPECT_THAT(plan_.ready(), ElementsAre(0, 5));
  EXPECT_EQ(plan_.state(1), TaskState::waiting);
}

TEST_F(PlanOfADiamond, AResultThatCannotBeKeptFailsItsTask) {
  plan_.started(0);
  plan_.finished(0);
  plan_.attempt_failed(0, false);
  EXPECT_EQ(plan_.state(4), TaskState::blocked);
}

TEST_F(PlanOfADiamond, AnInterruptedTaskIsReadyAgain) {
  plan_.started(5);
  plan_.interrupted(5);
  EXPECT_THAT(plan_.ready(), ElementsAre(0, 5));
}

TEST_F(PlanOfADiamond, ATaskThatIsSetAsideBlocksItsDependents) {
  plan_.set_aside(5);
  EXPECT_EQ(plan_.state(5), TaskState::set_aside);
  EXPECT_EQ(plan_.state(6), TaskState::blocked);
  EXPECT_EQ(plan_.blocked_by(6), 5);
  EXPECT_THAT(plan_.ready(), ElementsAre(0));
}

TEST_F(PlanOfADiamond, IsOverWhenNothingCanGoOn) {
  fail(0);
  EXPECT_FALSE(plan_.over());
  run(5);
  plan_.started(6);
  EXPECT_FALSE(plan_.over());
  plan_.finished(6);
  EXPECT_FALSE(plan_.over());
  plan_.done(6);
  EXPECT_TRUE(plan_.over());
}

TEST_F(PlanOfADiamond, WhatWasDoneBeforeReleasesItsDependents) {
  plan_.mark_done_before(0);
  EXPECT_THAT(plan_.ready(), ElementsAre(1, 2, 5));
  EXPECT_EQ(plan_.count(TaskState::done), 1U);
}

TEST_F(PlanOfADiamond, AncestorsOfWhatIsDoneAreNotNeeded) {
  plan_.mark_done_before(6);
  EXPECT_EQ(plan_.state(5), TaskState::unneeded);
  EXPECT_THAT(plan_.ready(), ElementsAre(0));
}

TEST_F(PlanOfADiamond, AnAncestorThatSomebodyElseReadsIsNeeded) {
  plan_.mark_done_before(1);
  EXPECT_EQ(plan_.state(0), TaskState::ready) << "task 2 reads it";
  plan_.mark_done_before(3);
  EXPECT_EQ(plan_.state(2), TaskState::unneeded);
  EXPECT_EQ(plan_.state(0), TaskState::unneeded) << "only done and unneeded tasks would read it";
  EXPECT_THAT(plan_.ready(), ElementsAre(4, 5));
}

TEST_F(PlanOfADiamond, EverythingDoneBeforeIsOver) {
  for (TaskIndex task = graph_.size(); task-- > 0;) plan_.mark_done_before(task);
  EXPECT_TRUE(plan_.over());
  EXPECT_EQ(plan_.count(TaskState::done), 7U);
  EXPECT_EQ(plan_.count(TaskState::unneeded), 0U);
  EXPECT_THAT(plan_.ready(), IsEmpty());
}

TEST_F(PlanOfADiamond, FailuresLeaveUnneededTasksAlone) {
  plan_.mark_done_before(3);
  fail(5);
  EXPECT_EQ(plan_.state(1), TaskState::unneeded);
  EXPECT_EQ(plan_.state(6), TaskState::blocked);
}

TEST_F(PlanOfADiamond, AnImpossibleTransitionIsOurMistake) {
  EXPECT_THROW(plan_.started(3), Bug);
  EXPECT_THROW(plan_.finished(0), Bug);
  EXPECT_THROW(plan_.done(0), Bug);
  EXPECT_THROW(plan_.interrupted(0), Bug);
  EXPECT_THROW(plan_.attempt_failed(0, true), Bug);
  EXPECT_THROW(plan_.set_aside(3), Bug);
}

TEST(TaskGraph, KnowsNeedsAndDependentsOnceEach) {
  const TaskGraph graph = graph_of({{}, {}, {1, 0, 1}});
  EXPECT_THAT(graph.needs(2), ElementsAre(0, 1));
  EXPECT_THAT(graph.dependents(1), ElementsAre(2));
  EXPECT_EQ(graph.find("2"), std::optional<TaskIndex>(2));
  EXPECT_EQ(graph.find("none"), std::nullopt);
}

TEST(TaskGraph, RefusesTasksBeforeTheirInputs) { EXPECT_THROW(graph_of({{1}, {}}), Bug); }

TEST(TaskState, IsCalledAsPeopleSay) {
  EXPECT_STREQ(to_text(TaskState::set_aside), "set aside");
  EXPECT_STREQ(to_text(TaskState::unneeded), "unneeded");
}

// 0 -> 1 by order alone; 0 -> 2 by data where `read`.
TaskGraph graph_with_order(bool read) {
  std::vector<Task> tasks(3);
  for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i].name = std::to_string(i);
  tasks[1].after = {0};
  if (read) tasks[2].inputs["port"] = {0};
  return TaskGraph(std::move(tasks));
}

TEST(PlanWithOrder, ATaskWaitsForWhatItComesAfterAndIsBlockedWithIt) {
  const TaskGraph graph = graph_with_order(false);
  Plan plan(graph);
  EXPECT_THAT(plan.ready(), ElementsAre(0, 2));
  plan.started(0);
  plan.attempt_failed(0, false);
  EXPECT_EQ(plan.state(1), TaskState::blocked);
}

TEST(PlanWithOrder, ATaskThatNothingReadsIsWantedForItself) {
  const TaskGraph graph = graph_with_order(false);
  Plan plan(graph);
  plan.mark_done_before(1);
  EXPECT_EQ(plan.state(0), TaskState::ready);
}

TEST(PlanWithOrder, ATaskIsNeededWhileSomethingComesAfterIt) {
  const TaskGraph graph = graph_with_order(true);
  Plan plan(graph);
  plan.mark_done_before(2);
  EXPECT_EQ(plan.state(0), TaskState::ready);
  plan.mark_done_before(1);
  EXPECT_EQ(plan.state(0), TaskState::unneeded);
}

}  // namespace
}  // namespace vitriflow
