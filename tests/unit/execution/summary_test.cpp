#include "runner/execution/summary.hpp"

#include <gtest/gtest.h>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

using testing::task_with;

// a failed, b set aside; c and d need a, e needs both, f is done.
class SummaryTest : public ::testing::Test {
 protected:
  SummaryTest() {
    state_.tasks.resize(6);
    const TaskState states[] = {TaskState::failed,  TaskState::set_aside, TaskState::blocked,
                                TaskState::blocked, TaskState::blocked,   TaskState::done};
    for (std::size_t i = 0; i < 6; ++i) state_.tasks[i].state = states[i];
    state_.tasks[0].message = "no such potential.";
  }
  TaskGraph graph_{{task_with("a", {}), task_with("b", {}), task_with("c", {0}), task_with("d", {2}),
                    task_with("e", {1, 3}), task_with("f", {})}};
  CampaignState state_;
};

TEST_F(SummaryTest, EveryLossSaysWhatItBlocks) {
  const Losses losses = losses_of(graph_, state_, 20);
  ASSERT_EQ(losses.shown.size(), 2U);
  EXPECT_EQ(losses.shown[0].blocked, 3U);
  EXPECT_EQ(losses.shown[1].blocked, 1U);
  EXPECT_EQ(loss_text(losses.shown[0], false, false),
            "FAILED     a: no such potential.\n           3 tasks wait for it in vain\n");
}

TEST_F(SummaryTest, ManyLossesAreCounted) {
  const Losses losses = losses_of(graph_, state_, 1);
  EXPECT_EQ(losses.shown.size(), 1U);
  EXPECT_EQ(losses.all, 2U);
}

TEST_F(SummaryTest, WhatWasToldIsNotRepeated) {
  const Loss loss{1, "b", TaskState::set_aside, "it hung", "logs/b.log", 1};
  EXPECT_EQ(loss_text(loss, true, false), "SET ASIDE  b, log: logs/b.log\n           1 task waits for it in vain\n");
  EXPECT_EQ(
      loss_text(loss, false, true),
      "\x1b[1;31mSET ASIDE\x1b[0m  b: it hung\n           log: logs/b.log\n           1 task waits for it in vain\n");
}

TEST_F(SummaryTest, CountsNameWhatThereIs) {
  EXPECT_EQ(outcome_text(state_), "1 done, 2 failed or set aside, 3 blocked");
  state_.tasks[2].state = TaskState::skipped;
  state_.tasks[3].state = TaskState::cancelled;
  EXPECT_EQ(outcome_text(state_), "1 done, 2 failed or set aside, 1 blocked, 1 skipped, 1 cancelled");
}

}  // namespace

}  // namespace vitriflow
