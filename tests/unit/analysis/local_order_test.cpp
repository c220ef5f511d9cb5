// Neighbours and angles against the published ZIF-4 crystal and exact lattices.
#include "stages/analysis/local_order.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "stages/analysis/volume_fluctuation.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"

namespace vitriflow {
namespace {

std::vector<std::int64_t> members(const TrajectoryParticles& particles, const std::string& element) {
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    if (particles.elements[i] == element) found.push_back(static_cast<std::int64_t>(i));
  }
  return found;
}

// The values of shared/reference/known-answers.yaml, zif4_crystal: d_ZnN 2.02691 A, coordination 4, angle 109.4372
// degree with a standard deviation of 3.1751.
TEST(LocalOrder, OfTheZif4CrystalIsTheKnownOne) {
  const auto path = testing::reference_file("data/md/ZIF-4.xyz");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const auto crystal = testing::read_xyz(path);
  const auto& frame = crystal.frames.front();
  const PeriodicCell cell(frame.edges);
  const SpeciesGrid zinc(cell, frame.positions, members(crystal.particles, "Zn"), 2.5);
  const SpeciesGrid nitrogen(cell, frame.positions, members(crystal.particles, "N"), 2.5);
  std::vector<std::int64_t> coordination, angles(kAngleBins, 0);
  const auto found = survey_neighbours(zinc, nitrogen, 2.5, coordination);
  EXPECT_DOUBLE_EQ(found.coordination, 4.0);
  EXPECT_EQ(coordination, (std::vector<std::int64_t>{0, 0, 0, 0, 16}));
  EXPECT_NEAR(found.bonded_distance, 2.02691, 5e-6);
  const auto moments = survey_angles(zinc, nitrogen, nitrogen, frame.positions, 2.5, angles);
  EXPECT_NEAR(moments.mean, 109.4372, 5e-5);
  EXPECT_NEAR(std::sqrt(moments.mean_square - moments.mean * moments.mean), 3.1751, 5e-5);
  EXPECT_GT(moments.tau4, 0.9513);  // the two sites of the crystal have 0.9513 and 0.9621
  EXPECT_LT(moments.tau4, 0.9621);
  std::int64_t sum = 0;
  for (const auto count : angles) sum += count;
  EXPECT_EQ(sum, 16 * 6);
  // Each nitrogen has one zinc: the same bonds seen from the other side.
  std::vector<std::int64_t> other_side;
  EXPECT_DOUBLE_EQ(survey_neighbours(nitrogen, zinc, 2.5, other_side).bonded_distance, found.bonded_distance);
  EXPECT_EQ(other_side, (std::vector<std::int64_t>{0, 64}));
  // The four nearest zinc of a zinc, where the imidazolates bridge.
  const SpeciesGrid wide(cell, frame.positions, members(crystal.particles, "Zn"), 7.0);
  EXPECT_NEAR(nearest_distance(wide, wide, 4, 7.0), 5.95, 0.1);
}

struct Diamond {
  std::vector<double> points;
  std::vector<std::int64_t> everything;
  explicit Diamond(int cells, double edge = 5.431) {
    const double basis[8][3] = {{0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0}, {1, 1, 1}, {1, 3, 3}, {3, 1, 3}, {3, 3, 1}};
    for (int c = 0; c < cells * cells * cells; ++c) {
      const int corner[3] = {c % cells, c / cells % cells, c / cells / cells};
      for (const auto& atom : basis) {
        for (int k = 0; k < 3; ++k) points.push_back(edge * (corner[k] + 0.25 * atom[k]));
        everything.push_back(static_cast<std::int64_t>(everything.size()));
      }
    }
  }
};

// Each of the two sites of ZIF-4 by itself, to the four digits of the known answer.
TEST(LocalOrder, Tau4OfEachSiteOfZif4IsTheKnownOne) {
  const auto path = testing::reference_file("data/md/ZIF-4.xyz");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const auto crystal = testing::read_xyz(path);
  const auto& frame = crystal.frames.front();
  const PeriodicCell cell(frame.edges);
  const SpeciesGrid nitrogen(cell, frame.positions, members(crystal.particles, "N"), 2.5);
  std::set<double> found;
  for (const std::int64_t zinc : members(crystal.particles, "Zn")) {
    const std::vector<std::int64_t> one{zinc};
    std::vector<std::int64_t> angles(kAngleBins, 0);
    const SpeciesGrid centre(cell, frame.positions, one, 2.5);
    found.insert(std::round(1e4 * survey_angles(centre, nitrogen, nitrogen, frame.positions, 2.5, angles).tau4) / 1e4);
  }
  EXPECT_EQ(found, (std::set<double>{0.9513, 0.9621}));
}

// An angle Zn-Im-Zn for each of the 32 imidazolates; the mean from an independent loop over all pairs with NumPy.
TEST(LocalOrder, AnglesAtTheLinkersOfZif4AreThoseOfAnIndependentCount) {
  const auto path = testing::reference_file("data/md/ZIF-4.xyz");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is not set";
  const auto crystal = testing::read_xyz(path);
  const auto& frame = crystal.frames.front();
  const PeriodicCell cell(frame.edges);
  auto ring_atoms = members(crystal.particles, "C");
  for (const auto nitrogen : members(crystal.particles, "N")) ring_atoms.push_back(nitrogen);
  const auto linkers =
      find_linker_rings(SpeciesGrid(cell, frame.positions, ring_atoms, kLinkerBond_A), frame.positions);
  ASSERT_EQ(linkers.size(), 32U);
  const SpeciesGrid zinc(cell, frame.positions, members(crystal.particles, "Zn"), 2.5);
  std::vector<std::int64_t> angles(kAngleBins, 0);
  const auto moments = survey_linker_angles(linkers, zinc, frame.positions, 2.5, angles);
  EXPECT_EQ(std::accumulate(angles.begin(), angles.end(), std::int64_t{0}), 32);
  EXPECT_NEAR(moments.mean, 137.865036, 1e-6);
  EXPECT_NEAR(std::sqrt(moments.mean_square - moments.mean * moments.mean), 2.800258, 1e-6);
  EXPECT_TRUE(std::isnan(moments.tau4));
}

TEST(LinkerRings, LeaveOutMethylGroupsChainsAndOtherRings) {
  const std::vector<double> edges{30, 0, 0, 0, 30, 0, 0, 0, 30};
  std::vector<double> points;
  const auto ring = [&](int size, double radius, double x) {
    for (int k = 0; k < size; ++k) {
      const double a = 2.0 * M_PI * k / size;
      points.insert(points.end(), {x + radius * std::cos(a), radius * std::sin(a), 29.9});
    }
  };
  ring(5, 1.15, 5.0);                                   // atoms 0 to 4, across the face of the box
  points.insert(points.end(), {5.0 + 2.65, 0, 29.9});   // a methyl carbon on atom 0
  ring(6, 1.4, 15.0);                                   // benzene
  points.insert(points.end(), {22, 5, 5, 23.4, 5, 5});  // a chain of two
  std::vector<std::int64_t> all(points.size() / 3);
  std::iota(all.begin(), all.end(), 0);
  const PeriodicCell cell(edges);
  const auto rings = find_linker_rings(SpeciesGrid(cell, points, all, kLinkerBond_A), points);
  ASSERT_EQ(rings.size(), 1U);
  EXPECT_EQ(rings[0].atoms, (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  EXPECT_NEAR(rings[0].centroid[0], 5.0, 1e-12);
  EXPECT_NEAR(rings[0].centroid[1], 0.0, 1e-12);
}

TEST(LocalOrder, Tau4IsOneForATetrahedronAndNoneForASquare) {
  const double t = 109.47122063449069;
  EXPECT_NEAR(tau4(std::vector<double>{t, t, t, t, t, t}), 1.0, 5e-4);  // the definition rounds the angle to 109.5
  EXPECT_DOUBLE_EQ(tau4(std::vector<double>{90, 180, 90, 90, 180, 90}), 0.0);
}

TEST(LocalOrder, OfDiamondIsTetrahedral) {
  const Diamond silicon(2);
  const std::vector<double> edges{10.862, 0, 0, 0, 10.862, 0, 0, 0, 10.862};
  const PeriodicCell cell(edges);
  const SpeciesGrid grid(cell, silicon.points, silicon.everything, 2.9);
  std::vector<std::int64_t> coordination, angles(kAngleBins, 0);
  const auto found = survey_neighbours(grid, grid, 2.9, coordination);
  EXPECT_DOUBLE_EQ(found.coordination, 4.0);
  EXPECT_NEAR(found.bonded_distance, 5.431 * std::sqrt(3.0) / 4.0, 1e-12);
  const auto moments = survey_angles(grid, grid, grid, silicon.points, 2.9, angles);
  EXPECT_NEAR(moments.mean, 109.47122063449069, 1e-9);
  EXPECT_EQ(angles[109], 64 * 6);
}

TEST(LocalOrder, NearestNeighboursBeyondTheReachAreFoundAmongAllImages) {
  const Diamond silicon(2);
  const std::vector<double> edges{10.862, 0, 0, 0, 10.862, 0, 0, 0, 10.862};
  const PeriodicCell cell(edges);
  const SpeciesGrid grid(cell, silicon.points, silicon.everything, 3.0);
  EXPECT_NEAR(nearest_distance(grid, grid, 4, 3.0), 5.431 * std::sqrt(3.0) / 4.0, 1e-12);
  // The fifth lies in the second shell, beyond the reach.
  EXPECT_NEAR(nearest_distance(grid, grid, 5, 3.0), 5.431 * (std::sqrt(3.0) + 1.0 / std::sqrt(2.0)) / 5.0, 1e-12);
}

TEST(LocalOrder, WithoutNeighboursHasNoDistance) {
  const std::vector<double> edges{20, 0, 0, 0, 20, 0, 0, 0, 20}, points{1, 1, 1, 8, 8, 8};
  const PeriodicCell cell(edges);
  const std::vector<std::int64_t> one{0}, two{1};
  const SpeciesGrid a(cell, points, one, 2.5), b(cell, points, two, 2.5);
  std::vector<std::int64_t> coordination, angles(kAngleBins, 0);
  const auto found = survey_neighbours(a, b, 2.5, coordination);
  EXPECT_DOUBLE_EQ(found.coordination, 0.0);
  EXPECT_TRUE(std::isnan(found.bonded_distance));
  EXPECT_TRUE(std::isnan(survey_angles(a, b, b, points, 2.5, angles).mean));
}

TEST(LocalOrder, AnglesBetweenDifferentEndsCountEachPairOnce) {
  // A centre with one neighbour "a" along x and two "b" along y and -x.
  const std::vector<double> edges{20, 0, 0, 0, 20, 0, 0, 0, 20}, points{0, 0, 0, 1, 0, 0, 0, 1, 0, 19, 0, 0};
  const PeriodicCell cell(edges);
  const std::vector<std::int64_t> centre{0}, first{1}, last{2, 3};
  const SpeciesGrid c(cell, points, centre, 2), a(cell, points, first, 2), b(cell, points, last, 2);
  std::vector<std::int64_t> angles(kAngleBins, 0);
  EXPECT_NEAR(survey_angles(c, a, b, points, 2.0, angles).mean, 135.0, 1e-9);
  EXPECT_EQ(angles[90], 1);
  EXPECT_EQ(angles[kAngleBins - 1], 1);  // 180 degree belongs to the last bin
}

// Linear congruences far from the estimator: a Gaussian by the sum of twelve.
std::vector<double> planted_volumes(std::size_t n, double mean, double deviation, double memory) {
  std::vector<double> volumes;
  std::uint64_t state = 88172645463325252ULL;
  double x = 0.0;
  for (std::size_t i = 0; i < n + 1000; ++i) {
    double gauss = -6.0;
    for (int k = 0; k < 12; ++k) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      gauss += static_cast<double>(state >> 11) * 0x1p-53;
    }
    x = memory * x + std::sqrt(1.0 - memory * memory) * gauss;
    if (i >= 1000) volumes.push_back(mean + deviation * x);
  }
  return volumes;
}

// K = kB T <V> / var(V): 300 K, 4300 A3 and 4 GPa want a standard deviation of 66.7 A3.
TEST(BulkModulus, FindsThePlantedOneWithinItsError) {
  const double kBT = 8.617333262145e-5 * 300.0 * 160.2176634;  // GPa A3
  const auto volumes = planted_volumes(20000, 4300.0, std::sqrt(kBT * 4300.0 / 4.0), 0.9);
  const auto found = bulk_modulus(volumes, 300.0);
  EXPECT_EQ(found.unit, "GPa");
  EXPECT_NEAR(found.value, 4.0, 3.0 * found.standard_error);
  EXPECT_LT(found.standard_error, 0.25);
  EXPECT_NEAR(found.effective_samples, 20000.0 / 19.0, 200.0);
}

TEST(BulkModulus, OfAShortRunSaysHowLittleItKnows) {
  const auto found = bulk_modulus(planted_volumes(60, 4300.0, 60.0, 0.9), 300.0);
  EXPECT_LT(found.effective_samples, kFewestVolumes);
  EXPECT_TRUE(std::isnan(found.standard_error));
}

}  // namespace
}  // namespace vitriflow
