#include "runner/graph.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

using Path = std::vector<int>;

TEST(Graph, FreeVerticesKeepTheirOrder) { EXPECT_EQ(dependency_order({{}, {}, {}}), (Path{0, 1, 2})); }

TEST(Graph, WhatIsNeededComesFirst) { EXPECT_EQ(dependency_order({{2}, {0}, {}}), (Path{2, 0, 1})); }

TEST(Graph, ADiamondIsVisitedOnce) { EXPECT_EQ(dependency_order({{}, {0}, {0}, {1, 2}}), (Path{0, 1, 2, 3})); }

TEST(Graph, AnEmptyGraphHasAnOrderAndNoCircle) {
  EXPECT_EQ(dependency_order({}), Path{});
  EXPECT_TRUE(circles({}).empty());
}

TEST(Graph, AnAcyclicGraphHasNoCircle) { EXPECT_TRUE(circles({{}, {0}, {0, 1}}).empty()); }

TEST(Graph, ACircleIsAPathThatFollowsTheNeeds) {
  EXPECT_EQ(circles({{1}, {2}, {0}}), (std::vector<Path>{{0, 1, 2, 0}}));
}

TEST(Graph, AVertexThatNeedsItselfIsACircle) { EXPECT_EQ(circles({{}, {1}}), (std::vector<Path>{{1, 1}})); }

TEST(Graph, TheShortestCircleIsShown) { EXPECT_EQ(circles({{1, 2}, {2}, {0}}), (std::vector<Path>{{0, 2, 0}})); }

TEST(Graph, EachGroupShowsOneCircle) {
  EXPECT_EQ(circles({{1}, {0}, {3}, {2}, {0}}), (std::vector<Path>{{0, 1, 0}, {2, 3, 2}}));
}

}  // namespace
}  // namespace vitriflow
