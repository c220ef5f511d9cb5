// Pair counting against brute force, published curves and exact lattices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <numeric>
#include <random>

#include "hpc/base/error.hpp"
#include "stages/analysis/pair_counts.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"

namespace vitriflow {
namespace {

using Edges = std::vector<double>;

std::vector<std::int64_t> all(std::size_t n) {
  std::vector<std::int64_t> members(n);
  std::iota(members.begin(), members.end(), 0);
  return members;
}

std::vector<double> random_points(const Edges& edges, std::size_t n, unsigned seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> fraction(-1.0, 2.0);  // any image
  std::vector<double> points(3 * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double s = fraction(generator);
      for (std::size_t k = 0; k < 3; ++k) points[3 * i + k] += s * edges[3 * a + k];
    }
  }
  return points;
}

// Looks at 5 x 5 x 5 images of everything: slow and without a thought.
std::vector<std::int64_t> brute_force(const Edges& edges, const std::vector<double>& points,
                                      const std::vector<std::int64_t>& centres, const std::vector<std::int64_t>& others,
                                      double bin_width, std::size_t bins) {
  std::vector<std::int64_t> counts(bins, 0);
  const PeriodicCell cell(edges);
  for (const auto i : centres) {
    for (const auto j : others) {
      if (i == j) continue;
      const auto from = cell.wrapped_fraction(&points[3 * static_cast<std::size_t>(i)]);
      const auto to = cell.wrapped_fraction(&points[3 * static_cast<std::size_t>(j)]);
      double least = 1e300;
      for (int image = 0; image < 125; ++image) {
        const double shift[3] = {image % 5 - 2.0, image / 5 % 5 - 2.0, image / 25 - 2.0};
        double square = 0.0;
        for (std::size_t k = 0; k < 3; ++k) {
          double d = 0.0;
          for (std::size_t a = 0; a < 3; ++a) d += (to[a] - from[a] + shift[a]) * edges[3 * a + k];
          square += d * d;
        }
        least = std::min(least, square);
      }
      const auto bin = static_cast<std::size_t>(std::sqrt(least) / bin_width);
      if (bin < bins) ++counts[bin];
    }
  }
  return counts;
}

std::vector<std::int64_t> counted(const Edges& edges, const std::vector<double>& points,
                                  const std::vector<std::int64_t>& centres, const std::vector<std::int64_t>& others,
                                  double r_max, std::size_t bins) {
  const PeriodicCell cell(edges);
  const SpeciesGrid a(cell, points, centres, r_max), b(cell, points, others, r_max);
  std::vector<std::int64_t> counts(bins, 0);
  count_pairs(a, centres == others ? a : b, r_max / static_cast<double>(bins), counts);
  return counts;
}

const Edges kCube{11, 0, 0, 0, 12, 0, 0, 0, 13};
const Edges kTilted{11, 0, 0, 3, 12, 0, -2, 4, 13};
const Edges kRotated{6, 8, 0, -8, 6, 1, 0.5, -1, 11};
const Edges kLongBox{30, 0, 0, 0, 9, 0, 0, 0, 21};

TEST(PairCounts, EqualBruteForceInCellsOfAnyShape) {
  for (const auto& edges : {kCube, kTilted, kRotated, kLongBox}) {
    const auto points = random_points(edges, 60, 5);
    const auto everything = all(60);
    const std::vector<std::int64_t> some(everything.begin(), everything.begin() + 20),
        rest(everything.begin() + 20, everything.end());
    const double r_max = PeriodicCell(edges).half_width();
    EXPECT_EQ(counted(edges, points, everything, everything, r_max, 40),
              brute_force(edges, points, everything, everything, r_max / 40, 40));
    EXPECT_EQ(counted(edges, points, some, rest, r_max, 40), brute_force(edges, points, some, rest, r_max / 40, 40));
  }
}

TEST(PairCounts, EqualBruteForceWhereManyCellsAreUsed) {
  for (const auto& edges : {kCube, kTilted, kLongBox}) {
    const auto points = random_points(edges, 400, 6);
    EXPECT_EQ(counted(edges, points, all(400), all(400), 2.0, 25),
              brute_force(edges, points, all(400), all(400), 0.08, 25));
  }
}

TEST(PairCounts, DoNotDependOnRotationTranslationOrOrder) {
  const auto points = random_points(kTilted, 200, 7);
  const auto expected = counted(kTilted, points, all(200), all(200), 4.0, 50);
  auto moved = points;
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += 3.7 - static_cast<double>(i % 3);
  EXPECT_EQ(counted(kTilted, moved, all(200), all(200), 4.0, 50), expected);

  const auto turned = [](const std::vector<double>& vectors) {  // about z, then about x
    const double c = std::cos(0.6), s = std::sin(0.6), d = std::cos(1.1), t = std::sin(1.1);
    std::vector<double> result;
    for (std::size_t i = 0; i < vectors.size(); i += 3) {
      const double x = c * vectors[i] - s * vectors[i + 1], y = s * vectors[i] + c * vectors[i + 1], z = vectors[i + 2];
      result.insert(result.end(), {x, d * y - t * z, t * y + d * z});
    }
    return result;
  };
  EXPECT_EQ(counted(turned(kTilted), turned(points), all(200), all(200), 4.0, 50), expected);

  std::vector<double> shuffled(points.size());
  for (std::size_t i = 0; i < 200; ++i) {
    for (std::size_t k = 0; k < 3; ++k) shuffled[3 * ((i * 37 + 11) % 200) + k] = points[3 * i + k];
  }
  EXPECT_EQ(counted(kTilted, shuffled, all(200), all(200), 4.0, 50), expected);
}

TEST(PairCounts, DoubleWithTheCell) {
  const auto points = random_points(kCube, 100, 8);
  auto twice = points;
  for (std::size_t i = 0; i < 100; ++i)
    twice.insert(twice.end(), {points[3 * i] + 11, points[3 * i + 1], points[3 * i + 2]});
  auto expected = counted(kCube, points, all(100), all(100), 5.0, 50);
  for (auto& count : expected) count *= 2;
  EXPECT_EQ(counted({22, 0, 0, 0, 12, 0, 0, 0, 13}, twice, all(200), all(200), 5.0, 50), expected);
}

TEST(RadialDistribution, AgreesWithFreudForALennardJonesFluid) {
  const auto path = testing::reference_file("data/md/LJ_freud.lammpstrj");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const auto trajectory = testing::read_dump(path);
  ASSERT_EQ(trajectory.frames.size(), 10U);
  std::vector<std::int64_t> counts(100, 0);
  double ideal = 0.0, centres = 0.0;
  for (const auto& frame : trajectory.frames) {
    const PeriodicCell cell(frame.edges);
    const SpeciesGrid grid(cell, frame.positions, all(1000), 5.0);
    count_pairs(grid, grid, 0.05, counts);
    ideal += 1e6 / cell.volume();
    centres += 1000.0;
  }
  const auto found = radial_distribution(counts, 0.05, ideal, centres);
  std::ifstream reference(testing::reference_file("data/md/LJ_freud_rdf.csv"));
  std::string line;
  std::getline(reference, line);
  double largest = 0.0;
  for (std::size_t b = 0; b < 100; ++b) {
    ASSERT_TRUE(std::getline(reference, line));
    largest = std::max(largest, std::abs(found.g[b] - std::stod(line)));
  }
  EXPECT_LT(largest, 7e-6);  // the reference is in single precision
  const auto peak = std::max_element(found.g.begin(), found.g.end());
  EXPECT_NEAR(*peak, 2.29349, 1e-5);
  EXPECT_NEAR(found.r[static_cast<std::size_t>(peak - found.g.begin())], 1.075, 1e-12);
}

// Shells of a face-centred cubic lattice of edge 4: 12 at 2.83, 6 at 4, 24 at 4.90.
TEST(RadialDistribution, CountsTheShellsOfALattice) {
  std::vector<double> points;
  for (int cell = 0; cell < 27; ++cell) {
    for (const auto& [x, y, z] : {std::array{0, 0, 0}, {2, 2, 0}, {2, 0, 2}, {0, 2, 2}}) {
      points.insert(points.end(), {4.0 * (cell % 3) + x, 4.0 * (cell / 3 % 3) + y, 4.0 * (cell / 9) + z});
    }
  }
  const Edges edges{12, 0, 0, 0, 12, 0, 0, 0, 12};
  const auto counts = counted(edges, points, all(108), all(108), 6.0, 60);
  const auto found = radial_distribution(counts, 0.1, 108.0 * 108.0 / 1728.0, 108.0);
  EXPECT_DOUBLE_EQ(found.neighbours[27], 0.0);
  EXPECT_DOUBLE_EQ(found.neighbours[28], 12.0);  // up to 2.9
  EXPECT_DOUBLE_EQ(found.neighbours[40], 18.0);  // up to 4.1
  EXPECT_DOUBLE_EQ(found.neighbours[49], 42.0);  // up to 5.0
  EXPECT_DOUBLE_EQ(found.r_upper[28], 0.1 * 29);
}

TEST(RadialDistribution, OfAnIdealGasIsOneAndTheIntegralIsTheVolume) {
  const Edges edges{40, 0, 0, 0, 40, 0, 0, 0, 40};
  const auto points = random_points(edges, 4000, 9);
  const auto counts = counted(edges, points, all(4000), all(4000), 10.0, 20);
  const auto found = radial_distribution(counts, 0.5, 4000.0 * 4000.0 / 64000.0, 4000.0);
  for (std::size_t b = 4; b < 20; ++b)
    EXPECT_NEAR(found.g[b], 1.0, 5.0 * std::sqrt(2.0 / static_cast<double>(counts[b])));
  EXPECT_NEAR(found.neighbours.back(), 4.0 / 3.0 * std::numbers::pi * 1000.0 / 16.0, 1.5);
}

RadialDistribution curve(const std::vector<double>& g) {
  RadialDistribution result;
  for (std::size_t b = 0; b < g.size(); ++b) {
    result.r.push_back(0.1 * (static_cast<double>(b) + 0.5));
    result.r_upper.push_back(0.1 * static_cast<double>(b + 1));
  }
  result.g = g;
  return result;
}

TEST(FirstMinimum, LiesBetweenTheFirstTwoShells) {
  std::vector<double> liquid;
  for (int b = 0; b < 80; ++b) {
    const double r = 0.1 * (b + 0.5);
    liquid.push_back(r < 1.0 ? 0.0
                             : 1.0 + 1.5 * std::cos(2.0 * std::numbers::pi * (r - 2.0) / 2.0) * std::exp(-r / 3.0));
  }
  EXPECT_NEAR(first_minimum(curve(liquid)), 3.0, 0.15);
}

TEST(FirstMinimum, IsTheMiddleOfAnEmptyGap) {
  std::vector<double> g(60, 0.0);
  g[19] = 5.0, g[20] = 20.0, g[21] = 5.0;  // bonds at 2.05
  for (std::size_t b = 40; b < 60; ++b) g[b] = 1.5;
  EXPECT_NEAR(first_minimum(curve(g)), 0.5 * (2.35 + 3.85), 1e-12);  // from 2.3 to 3.9, less one bin of smoothing each
}

TEST(FirstMinimum, IsNoneWithoutASecondRise) {
  EXPECT_TRUE(std::isnan(first_minimum(curve(std::vector<double>(50, 0.0)))));
  std::vector<double> peak(50, 0.0);
  peak[20] = 9.0;
  EXPECT_TRUE(std::isnan(first_minimum(curve(peak))));
}

TEST(PeriodicCell, KnowsItsWidthsAndVolume) {
  const PeriodicCell cube(kCube);
  EXPECT_TRUE(cube.orthogonal());
  EXPECT_DOUBLE_EQ(cube.volume(), 11.0 * 12 * 13);
  EXPECT_DOUBLE_EQ(cube.half_width(), 5.5);
  const PeriodicCell tilted(Edges{10, 0, 0, 5, 10, 0, 0, 0, 20});
  EXPECT_FALSE(tilted.orthogonal());
  EXPECT_DOUBLE_EQ(tilted.volume(), 2000.0);
  EXPECT_NEAR(tilted.half_width(), 0.5 * 10.0 / std::sqrt(1.25), 1e-12);
}

TEST(PeriodicCell, RefusesABoxWithoutVolume) {
  try {
    PeriodicCell(std::vector<double>{1, 0, 0, 2, 0, 0, 0, 0, 1});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a frame's box has no volume; its trajectory is damaged or was written without a box");
  }
}

}  // namespace
}  // namespace vitriflow
