#include "stages/md/energy_drift.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"
#include "tests/unit/md/planted_noise.hpp"

namespace vitriflow {
namespace {

constexpr double kDrift = 0.02;  // eV/ns/atom
constexpr std::int64_t kAtoms = 272;

Estimate planted(std::uint32_t seed, double noise) {
  std::vector<double> time, energy;
  const auto deviations = testing::PlantedNoise(seed).oscillating(600, 9.0, 6.0);
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    time.push_back(0.05 * static_cast<double>(i));
    energy.push_back(-1234.5 + kDrift * kAtoms * 1e-3 * time.back() + noise * deviations[i]);
  }
  return estimate_drift(time, energy, kAtoms);
}

TEST(EnergyDrift, SlopeWithoutNoiseIsExact) {
  const Estimate drift = planted(1, 0.0);
  EXPECT_NEAR(drift.value, kDrift, 1e-9);  // rounding of -1234.5 eV
  EXPECT_EQ(drift.unit, "eV/ns/atom");
}

TEST(EnergyDrift, IntervalCoversThePlantedDrift) {
  int covered = 0;
  double width = 0.0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    const Estimate drift = planted(seed, 0.05);
    const double half = half_width_95(drift);
    covered += std::abs(drift.value - kDrift) <= half;
    width += half / 400;
  }
  std::printf("drift: %d of 400 intervals of 95 %% cover, mean half width %.4f eV/ns/atom\n", covered, width);
  EXPECT_GE(covered, 364);  // 91 %
  EXPECT_LE(covered, 396);  // 99 %
}

TEST(EnergyDrift, FewPointsGiveNoUncertainty) {
  const std::vector<double> time = {0, 1, 2, 3}, energy = {0, 1, 2, 4};
  const Estimate drift = estimate_drift(time, energy, 1);
  EXPECT_TRUE(std::isnan(drift.standard_error));
  EXPECT_EQ(drift.note, "too few independent points for an uncertainty");
}

}  // namespace
}  // namespace vitriflow
