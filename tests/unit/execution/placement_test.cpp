#include "runner/execution/placement.hpp"

#include <gtest/gtest.h>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

using testing::task_with;

std::vector<int> ranks_of(const Placement& placement, TaskIndex task) {
  for (const auto& assignment : placement.assignments) {
    if (assignment.task == task) return assignment.ranks;
  }
  return {};
}

TEST(Placement, NothingIsPlacedWithoutFreeRanks) {
  EXPECT_TRUE(place({false, false}, {{0, 1, 1}}).assignments.empty());
}

TEST(Placement, LongestPathGoesFirst) {
  const auto placement = place({true}, {{0, 1, 1}, {1, 1, 5}, {2, 1, 3}});
  ASSERT_EQ(placement.assignments.size(), 1U);
  EXPECT_EQ(placement.assignments[0].task, 1);
}

TEST(Placement, EqualPathsGoByWidthThenByIndex) {
  const auto placement = place({true, true, true}, {{0, 1, 1}, {1, 1, 1}, {2, 2, 1}});
  EXPECT_EQ(ranks_of(placement, 2), (std::vector<int>{0, 1}));
  EXPECT_EQ(ranks_of(placement, 0), (std::vector<int>{2}));
  EXPECT_TRUE(ranks_of(placement, 1).empty());
}

TEST(Placement, TasksThatAreReadyGoBesideEachOtherBeforeAnyIsWidened) {
  const auto placement = place({true, true, true, true}, {{0, 1, 1, 4}, {1, 1, 1, 4}, {2, 1, 1, 4}, {3, 1, 1, 4}});
  ASSERT_EQ(placement.assignments.size(), 4U);
  for (const auto& assignment : placement.assignments) EXPECT_EQ(assignment.ranks.size(), 1U);
}

TEST(Placement, RanksThatNobodyNeedsWidenTheNarrowest) {
  const auto placement = place({true, true, true, true}, {{0, 1, 1, 8}, {1, 2, 1, 3}});
  EXPECT_EQ(ranks_of(placement, 1), (std::vector<int>{0, 1}));
  EXPECT_EQ(ranks_of(placement, 0), (std::vector<int>{2, 3}));
}

TEST(Placement, NoTaskGrowsBeyondWhatItCanUse) {
  EXPECT_EQ(ranks_of(place({true, true, true, true}, {{0, 1, 1, 3}}), 0), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(ranks_of(place({true, true, true, true}, {{0, 2, 1}}), 0), (std::vector<int>{0, 1}));
}

TEST(Placement, ATaskNeverWaitsForMoreRanksThanItNeeds) {
  EXPECT_EQ(ranks_of(place({false, true, false, true}, {{0, 1, 1, 4}}), 0), (std::vector<int>{1, 3}));
}

TEST(Placement, RanksThatAreKeptForAWideTaskWidenNobody) {
  const auto placement = place({true, true, false, true}, {{0, 4, 9}, {1, 1, 1, 4}});
  EXPECT_TRUE(placement.assignments.empty());
}

TEST(Placement, TasksThatRunTogetherFitTheMemory) {
  const auto placement = place({true, true, true}, {{0, 1, 3, 1, 6e9}, {1, 1, 2, 1, 6e9}, {2, 1, 1, 1, 1e9}}, 8e9);
  EXPECT_EQ(ranks_of(placement, 0).size(), 1U);
  EXPECT_TRUE(ranks_of(placement, 1).empty());
  EXPECT_TRUE(ranks_of(placement, 2).empty()) << "it would starve the larger one";
}

TEST(Placement, TasksWithoutMemoryDoNotWaitForIt) {
  const auto placement = place({true, true}, {{0, 1, 3, 1, 6e9}, {1, 1, 1}}, 1e9);
  EXPECT_EQ(ranks_of(placement, 1), (std::vector<int>{0}));
}

TEST(Placement, SmallestGapOfNeighboursIsPreferred) {
  const auto placement = place({true, true, true, false, true, true}, {{0, 2, 1}});
  EXPECT_EQ(ranks_of(placement, 0), (std::vector<int>{4, 5}));
}

TEST(Placement, ScatteredRanksAreTakenWhenNoGapIsWideEnough) {
  const auto placement = place({true, false, true, false, true}, {{0, 2, 1}});
  EXPECT_EQ(ranks_of(placement, 0), (std::vector<int>{0, 2}));
}

TEST(Placement, WideTaskKeepsItsRanksFreeOfNarrowerOnes) {
  // Task 0 needs 3 of 4 ranks; ranks 1 and 2 are busy: 0 and 3 are free, the window 0-2 is the first with one free
  // rank.
  const auto placement = place({true, false, false, true}, {{0, 3, 9}, {1, 1, 1}, {2, 1, 1}});
  EXPECT_EQ(placement.reserved, (std::vector<bool>{true, true, true, false}));
  EXPECT_EQ(ranks_of(placement, 1), (std::vector<int>{3}));
  EXPECT_TRUE(ranks_of(placement, 2).empty());
}

TEST(Placement, ReservedRanksStayReservedAsTheyBecomeFree) {
  std::vector<bool> free{true, false, false, false};
  const std::vector<Candidate> ready{{0, 3, 9}, {1, 1, 1}, {2, 1, 1}, {3, 1, 1}};
  for (const std::size_t next : {1U, 2U}) {
    const auto placement = place(free, ready);
    EXPECT_TRUE(placement.assignments.empty());
    EXPECT_EQ(placement.reserved, (std::vector<bool>{true, true, true, false}));
    free[next] = true;
  }
  EXPECT_EQ(ranks_of(place(free, ready), 0), (std::vector<int>{0, 1, 2}));
}

TEST(Placement, NarrowTaskOfHigherPriorityMayTakeARankOfTheWindow) {
  const auto placement = place({true, false}, {{0, 2, 1}, {1, 1, 2}});
  EXPECT_EQ(ranks_of(placement, 1), (std::vector<int>{0}));
}

TEST(PathLengths, CountTheLongestChainOfDependents) {
  const TaskGraph graph({task_with("a", {}), task_with("b", {0}), task_with("c", {1}), task_with("d", {0})});
  EXPECT_EQ(path_lengths(graph), (std::vector<int>{3, 2, 1, 1}));
}

}  // namespace

}  // namespace vitriflow
