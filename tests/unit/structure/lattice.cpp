#include "stages/structure/lattice.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "stages/structure/neighbour_grid.hpp"

namespace vitriflow {
namespace {

double angle_between(const Vector& a, const Vector& b) {
  return std::acos((a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / (length(a) * length(b))) * 180.0 / std::numbers::pi;
}

Vector difference(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

const Lattice kTriclinic = lattice_of({9.0, 11.0, 14.0}, {75.0, 98.0, 112.0});

TEST(Lattice, HasTheLengthsAndAnglesItWasMadeOf) {
  const auto [a, b, c] = kTriclinic.vectors();
  EXPECT_NEAR(length(a), 9.0, 1e-12);
  EXPECT_NEAR(length(b), 11.0, 1e-12);
  EXPECT_NEAR(length(c), 14.0, 1e-12);
  EXPECT_NEAR(angle_between(b, c), 75.0, 1e-10);
  EXPECT_NEAR(angle_between(a, c), 98.0, 1e-10);
  EXPECT_NEAR(angle_between(a, b), 112.0, 1e-10);
}

TEST(Lattice, WidthsAreThoseOfKnownCells) {
  EXPECT_EQ(Lattice(Vector{3, 4, 5}).widths(), (Vector{3, 4, 5}));
  const Vector hexagonal = lattice_of({10, 10, 7}, {90, 90, 120}).widths();
  EXPECT_NEAR(hexagonal[0], 10 * std::sqrt(0.75), 1e-12);
  EXPECT_NEAR(hexagonal[1], 10 * std::sqrt(0.75), 1e-12);
  EXPECT_NEAR(hexagonal[2], 7.0, 1e-12);
  // The primitive cell of the body-centred lattice of edge 2: volume 4, faces in {110}, sqrt(2) apart.
  const double cosine = std::acos(-1.0 / 3.0) * 180.0 / std::numbers::pi;
  for (const double width :
       lattice_of({std::sqrt(3.0), std::sqrt(3.0), std::sqrt(3.0)}, {cosine, cosine, cosine}).widths())
    EXPECT_NEAR(width, std::sqrt(2.0), 1e-12);
}

TEST(Lattice, AnglesThatMakeNoCellHaveNoVolume) {
  EXPECT_FALSE(lattice_of({5, 5, 5}, {120, 120, 121}).volume() > 0.0);
  EXPECT_FALSE(lattice_of({5, 5, 5}, {30, 30, 90}).volume() > 0.0);
}

TEST(Lattice, FractionsAndPositionsAreInverse) {
  const Fraction f{0.1, 0.7, 0.4};
  const Fraction back = kTriclinic.fraction(kTriclinic.cartesian(f));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(back[i], f[i], 1e-14);
}

TEST(Lattice, ReducedTiltsDescribeTheSamePoints) {
  const Lattice skewed = lattice_of({9.0, 11.0, 14.0}, {35.0, 60.0, 40.0}).repeated({1, 2, 3});
  const Lattice reduced = skewed.reduced();
  EXPECT_EQ(reduced.edges, skewed.edges);
  EXPECT_LE(std::abs(reduced.tilts[0]), 0.5 * reduced.edges[0]);
  EXPECT_LE(std::abs(reduced.tilts[1]), 0.5 * reduced.edges[0]);
  EXPECT_LE(std::abs(reduced.tilts[2]), 0.5 * reduced.edges[1]);
  for (const Vector& vector : reduced.vectors()) {
    for (const double whole : skewed.fraction(vector)) EXPECT_NEAR(whole, std::round(whole), 1e-12);
  }
  EXPECT_EQ(lattice_of({10, 10, 7}, {90, 90, 120}).reduced().tilts, (Vector{-5, 0, 0}));
}

// By trying 343 images, which needs no rounding.
Vector nearest_of_many(const Lattice& lattice, const Vector& a, const Vector& b) {
  Vector best{1e9, 0, 0};
  for (int i = -3; i <= 3; ++i) {
    for (int j = -3; j <= 3; ++j) {
      for (int k = -3; k <= 3; ++k) {
        const Vector shift = lattice.cartesian({double(i), double(j), double(k)});
        const Vector image = difference(difference(a, b), shift);
        if (length(image) < length(best)) best = image;
      }
    }
  }
  return best;
}

TEST(Lattice, ShortestWayIsFoundBelowHalfTheSmallestEdge) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> anywhere(0.0, 1.0);
  int tried = 0;
  for (int n = 0; n < 2000; ++n) {
    const Vector a = kTriclinic.cartesian({anywhere(random), anywhere(random), anywhere(random)});
    const Vector b = kTriclinic.cartesian({anywhere(random), anywhere(random), anywhere(random)});
    const Vector best = nearest_of_many(kTriclinic, a, b);
    if (length(best) >= 4.5) continue;
    ++tried;
    EXPECT_NEAR(length(difference(kTriclinic.shortest(a, b), best)), 0.0, 1e-12);
  }
  EXPECT_GT(tried, 300);
}

TEST(NeighbourGrid, FindsThePairsOfATriclinicCell) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> anywhere(0.0, 1.0);
  std::vector<Vector> points;
  for (int n = 0; n < 80; ++n)
    points.push_back(kTriclinic.cartesian({anywhere(random), anywhere(random), anywhere(random)}));
  std::vector<std::pair<std::size_t, std::size_t>> expected, found;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      if (length(nearest_of_many(kTriclinic, points[i], points[j])) < 2.5) expected.emplace_back(i, j);
    }
  }
  visit_close_pairs(points, kTriclinic, 2.5,
                    [&](std::size_t i, std::size_t j, const Vector&) { found.emplace_back(i, j); });
  EXPECT_GT(expected.size(), 50U);
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace vitriflow
