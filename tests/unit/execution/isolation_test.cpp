#include "runner/execution/isolation.hpp"

#include <gtest/gtest.h>

namespace vitriflow {

namespace {

std::vector<TaskIndex> tasks(const std::vector<Candidate>& candidates) {
  std::vector<TaskIndex> result;
  for (const auto& candidate : candidates) result.push_back(candidate.task);
  return result;
}

std::vector<Candidate> ready(const std::vector<TaskIndex>& numbers) {
  std::vector<Candidate> result;
  for (const TaskIndex task : numbers) result.push_back({task, 1, 100 - task, 1, 0});
  return result;
}

TEST(Isolation, SuspectedTasksGoAfterAllOthers) {
  Isolation isolation;
  isolation.put_last(1);
  const auto placement = place({true, true}, isolation.allowed(ready({1, 2, 3}), true));
  ASSERT_EQ(placement.assignments.size(), 2U);
  EXPECT_EQ(placement.assignments[0].task, 2);
  EXPECT_EQ(placement.assignments[1].task, 3);
}

TEST(Isolation, AloneMeansThatNothingElseRunsAndNothingElseIsReady) {
  Isolation isolation;
  isolation.put_alone(1);
  isolation.put_alone(2);
  EXPECT_EQ(tasks(isolation.allowed(ready({1, 2, 3}), true)), (std::vector<TaskIndex>{3}));
  EXPECT_TRUE(isolation.allowed(ready({1, 2}), false).empty());
  EXPECT_EQ(tasks(isolation.allowed(ready({1, 2}), true)), (std::vector<TaskIndex>{1}));
}

TEST(Isolation, NothingStartsBesideATaskThatRunsAlone) {
  Isolation isolation;
  isolation.put_alone(1);
  isolation.began(3);
  EXPECT_FALSE(isolation.occupied());
  isolation.began(1);
  EXPECT_TRUE(isolation.allowed(ready({2, 3}), false).empty());
  isolation.ended(3);
  EXPECT_TRUE(isolation.occupied());
  isolation.ended(1);
  EXPECT_EQ(tasks(isolation.allowed(ready({2, 3}), true)), (std::vector<TaskIndex>{2, 3}));
}

}  // namespace

}  // namespace vitriflow
