#include "runner/campaign_state.hpp"

#include <gtest/gtest.h>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

using testing::task_with;

JournalRecord record(const std::string& event, const std::string& task, std::int64_t epoch,
                     std::map<std::string, std::string> values = {}) {
  values["task"] = task;
  return {1.0, epoch, "coordinator-1", 0, event, std::move(values)};
}

class CampaignStateTest : public ::testing::Test {
 protected:
  TaskGraph graph_{{task_with("a", {}), task_with("b", {0}), task_with("c", {1}), task_with("d", {})}};
  Plan plan_{graph_};
};

TEST_F(CampaignStateTest, WhatNeedsAFailedTaskIsBlockedByIt) {
  const auto state = campaign_state(graph_, plan_, {record("failed", "a", 1, {{"message", "bad"}})}, false);
  EXPECT_EQ(state.tasks[0].state, TaskState::failed);
  EXPECT_EQ(state.tasks[0].message, "bad");
  EXPECT_EQ(state.tasks[2].state, TaskState::blocked);
  EXPECT_EQ(state.tasks[2].message, "it needs 'a', which failed");
  EXPECT_EQ(state.tasks[3].state, TaskState::waiting);
}

TEST_F(CampaignStateTest, WhatHasBegunIsRunningOnlyWhileARunnerHoldsTheCampaign) {
  const std::vector<JournalRecord> records{record("started", "a", 1, {{"ranks", "0,1"}})};
  EXPECT_EQ(campaign_state(graph_, plan_, records, true).tasks[0].state, TaskState::running);
  EXPECT_EQ(campaign_state(graph_, plan_, records, true).tasks[0].ranks, "0,1");
  EXPECT_EQ(campaign_state(graph_, plan_, records, false).tasks[0].state, TaskState::waiting);
}

TEST_F(CampaignStateTest, TheStoreHasTheLastWord) {
  plan_.mark_done_before(0);
  const auto state = campaign_state(graph_, plan_, {record("failed", "a", 1)}, false);
  EXPECT_EQ(state.tasks[0].state, TaskState::done);
  EXPECT_EQ(state.count(TaskState::waiting), 3U);
}

TEST_F(CampaignStateTest, FailuresOfAnEarlierRunDoNotCount) {
  const auto state = campaign_state(graph_, plan_, {record("failed", "a", 1), record("started", "d", 2)}, false);
  EXPECT_EQ(state.tasks[0].state, TaskState::waiting);
}

}  // namespace

}  // namespace vitriflow
