#include "runner/execution/placement.hpp"

#include <gtest/gtest.h>

#include <limits>

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
  const auto placement =
      place({true, true, true}, {{0, 1, 3, 1, 6e9}, {1, 1, 2, 1, 6e9}, {2, 1, 1, 1, 1e9}}, {}, {8e9});
  EXPECT_EQ(ranks_of(placement, 0).size(), 1U);
  EXPECT_TRUE(ranks_of(placement, 1).empty());
  EXPECT_TRUE(ranks_of(placement, 2).empty()) << "it would starve the larger one";
}

TEST(Placement, TasksWithoutMemoryDoNotWaitForIt) {
  const auto placement = place({true, true}, {{0, 1, 3, 1, 6e9}, {1, 1, 1}}, {}, {1e9});
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

// Ranks 0 to 3 on node a, 4 to 7 on node b, two to a socket.
PoolNodes two_nodes(double memory_bytes = std::numeric_limits<double>::infinity()) {
  return {{"a", "b"}, {}, {0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 1, 1, 0, 0, 1, 1}, 0, memory_bytes};
}

TEST(Placement, AGroupLiesInOneNodeWhereItFits) {
  const std::vector<bool> free{false, false, true, true, true, true, true, true};
  EXPECT_EQ(ranks_of(place(free, {{0, 3, 1}}, two_nodes()), 0), (std::vector<int>{4, 5, 6}));
  EXPECT_EQ(ranks_of(place(free, {{0, 5, 1}}, two_nodes()), 0), (std::vector<int>{2, 3, 4, 5, 6}));
}

TEST(Placement, AGroupLiesInOneSocketWhereItFits) {
  const std::vector<bool> free{false, true, true, false, false, true, true, true};
  EXPECT_EQ(ranks_of(place(free, {{0, 2, 1}}, two_nodes()), 0), (std::vector<int>{6, 7}))
      << "1 and 2 are neighbours in different sockets";
}

TEST(Placement, ScatteredRanksOfOneNodeComeBeforeNeighboursInTwo) {
  const std::vector<bool> free{true, false, false, true, true, false, false, false};
  EXPECT_EQ(ranks_of(place(free, {{0, 2, 1}}, two_nodes()), 0), (std::vector<int>{0, 3}));
}

TEST(Placement, TasksOfANodeFitItsMemory) {
  const std::vector<bool> free(8, true);
  const auto placed =
      place(free, {{0, 1, 3, 1, 6e9}, {1, 1, 2, 1, 6e9}, {2, 1, 1, 1, 6e9}}, two_nodes(8e9), {8e9, 8e9});
  EXPECT_EQ(ranks_of(placed, 0).front() / 4 + ranks_of(placed, 1).front() / 4, 1) << "one on each";
  EXPECT_TRUE(ranks_of(placed, 2).empty()) << "though both nodes together have 4 GB left";
}

TEST(Placement, ATaskThatNoNodeHoldsSpreadsOverSeveral) {
  const std::vector<bool> free(8, true);
  EXPECT_EQ(ranks_of(place(free, {{0, 4, 1, 4, 12e9}}, two_nodes(8e9), {8e9, 8e9}), 0), (std::vector<int>{0, 1, 4, 5}));
  EXPECT_TRUE(would_fit({0, 4, 1, 4, 12e9}, 8, two_nodes(8e9)));
  EXPECT_FALSE(would_fit({0, 1, 1, 1, 12e9}, 8, two_nodes(8e9)));
}

TEST(Placement, TheNodeWithTheMostMemoryIsKeptForTheLargeTaskThatWaits) {
  const std::vector<bool> free(8, true);
  const auto placed =
      place(free, {{0, 1, 3, 1, 7e9}, {1, 1, 2, 1, 2e9}, {2, 1, 1, 1, 2e9}}, two_nodes(8e9), {3e9, 5e9});
  EXPECT_TRUE(ranks_of(placed, 0).empty());
  EXPECT_LT(ranks_of(placed, 1).front(), 4) << "on the other node";
  EXPECT_TRUE(ranks_of(placed, 2).empty());
}

TEST(Placement, ATaskThatStatesMemoryGrowsOnItsNodeAlone) {
  const std::vector<bool> free(8, true);
  EXPECT_EQ(ranks_of(place(free, {{0, 1, 3, 8, 6e9}}, two_nodes(8e9), {8e9, 8e9}), 0), (std::vector<int>{0, 1, 2, 3}));
}

TEST(Placement, ANodeIsShunnedWhereOthersWouldDo) {
  const std::vector<bool> free(8, true);
  EXPECT_EQ(ranks_of(place(free, {{0, 1, 1, 2, 0, {"a"}}}, two_nodes()), 0), (std::vector<int>{4, 5}));
  EXPECT_EQ(ranks_of(place(free, {{0, 5, 1, 5, 0, {"a"}}}, two_nodes()), 0), (std::vector<int>{0, 1, 2, 3, 4}))
      << "it would never start otherwise";
  const std::vector<bool> others_are_busy{true, true, true, true, false, false, false, false};
  EXPECT_TRUE(place(others_are_busy, {{0, 1, 1, 1, 0, {"a"}}}, two_nodes()).assignments.empty()) << "it waits";
}

TEST(PathLengths, CountTheLongestChainOfDependents) {
  const TaskGraph graph({task_with("a", {}), task_with("b", {0}), task_with("c", {1}), task_with("d", {0})});
  EXPECT_EQ(path_lengths(graph), (std::vector<int>{3, 2, 1, 1}));
}

}  // namespace

}  // namespace vitriflow
