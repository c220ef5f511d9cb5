#include <gtest/gtest.h>

#include "hpc/store/record_log.hpp"
#include "runner/edits.hpp"
#include "runner/plan.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

using testing::task_with;

// a -> b -> d <- c
class HeldTasks : public ::testing::Test {
 protected:
  TaskGraph graph_{{task_with("a", {}), task_with("b", {0}), task_with("c", {}), task_with("d", {1, 2})}};
  Plan plan_{graph_};
};

TEST_F(HeldTasks, AHeldTaskIsNotReadyAndItsDependentsWait) {
  plan_.hold(0);
  EXPECT_EQ(plan_.ready(), (std::set<TaskIndex>{2}));
  EXPECT_EQ(plan_.state(1), TaskState::waiting);
  plan_.release(0);
  EXPECT_EQ(plan_.ready(), (std::set<TaskIndex>{0, 2}));
}

TEST_F(HeldTasks, ATaskThatIsHeldWhileItWaitsStaysSoWhenItsInputsAreDone) {
  plan_.hold(1);
  plan_.started(0);
  plan_.done(0);
  EXPECT_EQ(plan_.state(1), TaskState::held);
  plan_.release(1);
  EXPECT_EQ(plan_.state(1), TaskState::ready);
}

TEST_F(HeldTasks, CancellingBlocksWhatNeedsItAndReleasingUndoesThat) {
  plan_.cancel(0);
  EXPECT_EQ(plan_.state(3), TaskState::blocked);
  EXPECT_EQ(plan_.blocked_by(3), 0);
  plan_.release(0);
  EXPECT_EQ(plan_.state(0), TaskState::ready);
  EXPECT_EQ(plan_.state(1), TaskState::waiting);
  EXPECT_EQ(plan_.state(3), TaskState::waiting);
}

TEST_F(HeldTasks, WhatAnotherLostTaskBlocksStaysBlocked) {
  plan_.cancel(0);
  plan_.started(2);
  plan_.attempt_failed(2, false);
  plan_.release(0);
  EXPECT_EQ(plan_.state(1), TaskState::waiting);
  EXPECT_EQ(plan_.state(3), TaskState::blocked);
  EXPECT_EQ(plan_.blocked_by(3), 2);
}

TEST_F(HeldTasks, EditsAreReadOnceInTheOrderTheyWereMade) {
  testing::MemoryFiles files;
  testing::FakeClock clock;
  EditReader reader("campaign", files);
  EXPECT_TRUE(reader.read_new().empty());
  write_edits("campaign", {{EditAction::hold, "a"}, {EditAction::cancel, "c"}}, files, clock);
  clock.sleep_s(1);
  write_edits("campaign", {{EditAction::release, "a"}, {EditAction::hold, "unknown"}}, files, clock);
  const auto edits = reader.read_new();
  ASSERT_EQ(edits.size(), 4U);
  EXPECT_EQ(edits[2].action, EditAction::release);
  EXPECT_TRUE(reader.read_new().empty());
  apply_edits(edits, graph_, plan_);
  EXPECT_EQ(plan_.state(0), TaskState::ready);
  EXPECT_EQ(plan_.state(2), TaskState::cancelled);
}

TEST_F(HeldTasks, EditsOfOtherTypesArePassedOver) {
  testing::MemoryFiles files;
  testing::FakeClock clock;
  write_edits("campaign", {{EditAction::hold, "a"}}, files, clock);
  const std::string path = "campaign/edits/" + files.list("campaign/edits").front();
  for (const char* json : {R"({"action":7,"task":"a"})", R"({"action":"hold","task":["a"]})", "7", "[]", "torn"})
    files.append(path)->write(record_line(json));
  files.append(path)->write(record_line(R"({"action":"cancel","task":"c"})"));
  const auto edits = EditReader("campaign", files).read_new();
  ASSERT_EQ(edits.size(), 2U);
  EXPECT_EQ(edits[1].task, "c");
}

TEST_F(HeldTasks, AHeldTaskStaysHeldWhenWhatBlockedItIsReleased) {
  const std::vector<Edit> edits{{EditAction::cancel, "a"}, {EditAction::hold, "b"}, {EditAction::release, "a"}};
  apply_edits(edits, graph_, plan_);
  EXPECT_EQ(plan_.state(0), TaskState::ready);
  EXPECT_EQ(plan_.state(1), TaskState::held);
}

}  // namespace

}  // namespace vitriflow
