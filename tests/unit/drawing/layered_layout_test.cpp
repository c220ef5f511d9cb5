#include "runner/drawing/layered_layout.hpp"

#include <gtest/gtest.h>

#include <random>

namespace vitriflow {
namespace {

constexpr double kGapX = 50, kGapY = 10;

LayeredLayout laid_out(int boxes, const std::vector<LayoutEdge>& edges) {
  return lay_out(std::vector<LayoutBox>(static_cast<std::size_t>(boxes), {100, 40}), edges, kGapX, kGapY);
}

TEST(LayeredLayout, PutsAChainOnAStraightLine) {
  const LayeredLayout layout = laid_out(3, {{0, 1}, {1, 2}});
  EXPECT_EQ(layout.columns, (std::vector<int>{0, 1, 2}));
  EXPECT_DOUBLE_EQ(layout.corners[2].x, 300);
  EXPECT_NEAR(layout.corners[0].y, layout.corners[2].y, 1e-9);
  EXPECT_DOUBLE_EQ(layout.width, 400);
  EXPECT_NEAR(layout.height, 40, 1e-9);
}

TEST(LayeredLayout, UntanglesWhatNeedNotCross) {
  // three chains whose links arrive in the worst order
  const LayeredLayout layout = laid_out(9, {{0, 5}, {1, 4}, {2, 3}, {3, 8}, {4, 6}, {5, 7}});
  EXPECT_EQ(layout.crossings, 0);
}

TEST(LayeredLayout, CountsTheCrossingsThatMustBe) {
  EXPECT_EQ(laid_out(4, {{0, 2}, {0, 3}, {1, 2}, {1, 3}}).crossings, 1);  // K 2,2
  EXPECT_EQ(laid_out(6, {{0, 3}, {0, 4}, {0, 5}, {1, 3}, {1, 4}, {1, 5}, {2, 3}, {2, 4}, {2, 5}}).crossings,
            9);  // K 3,3
}

TEST(LayeredLayout, LeadsALongEdgeBetweenTheBoxesOfAColumn) {
  const LayeredLayout layout = laid_out(3, {{0, 1}, {1, 2}, {0, 2}});
  const auto& route = layout.routes[2];
  ASSERT_EQ(route.size(), 4U);
  EXPECT_DOUBLE_EQ(route[1].y, route[2].y);
  const double top = layout.corners[1].y, bottom = top + 40;
  EXPECT_TRUE(route[1].y < top || route[1].y > bottom);
}

TEST(LayeredLayout, KeepsBoxesApartAndEdgesGoingRight) {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    const int boxes = 2 + static_cast<int>(random() % 40);
    std::vector<LayoutEdge> edges;
    for (int to = 1; to < boxes; ++to) {
      for (unsigned k = random() % 3; k > 0; --k)
        edges.push_back({static_cast<int>(random() % static_cast<unsigned>(to)), to});
    }
    const LayeredLayout layout = laid_out(boxes, edges);
    for (std::size_t a = 0; a < layout.corners.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const bool beside = std::abs(layout.corners[a].x - layout.corners[b].x) >= 100;
        EXPECT_TRUE(beside || std::abs(layout.corners[a].y - layout.corners[b].y) >= 50 - 1e-6);
      }
      EXPECT_GE(layout.corners[a].y, -1e-9);
      EXPECT_LE(layout.corners[a].y + 40, layout.height + 1e-9);
    }
    for (const LayoutEdge& edge : edges) {
      EXPECT_LT(layout.columns[static_cast<std::size_t>(edge.from)], layout.columns[static_cast<std::size_t>(edge.to)]);
    }
  }
}

TEST(LayeredLayout, OfNothingIsNothing) { EXPECT_EQ(laid_out(0, {}).width, 0); }

}  // namespace
}  // namespace vitriflow
