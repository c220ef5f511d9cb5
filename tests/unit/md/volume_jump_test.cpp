#include "stages/md/volume_jump.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/unit/md/planted_noise.hpp"

namespace vitriflow {
namespace {

struct Curve {
  std::vector<double> temperature, volume;
};

// A cell of 4300 A3 heated from 300 to 900 K that changes its volume by `step` at `at_K`, within `over_K`.
Curve planted(std::uint32_t seed, double at_K, double step, double over_K, double noise) {
  Curve curve;
  const auto deviations = testing::PlantedNoise(seed).oscillating(600, 14.0, 10.0);
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    const double t = 300.0 + static_cast<double>(i + 1);
    const double part = over_K > 0 ? 1.0 / (1.0 + std::exp(-(t - at_K) / over_K)) : (t >= at_K ? 1.0 : 0.0);
    const double line = 4300.0 * (1.0 + 4e-5 * (t - 300.0));
    curve.temperature.push_back(t);
    curve.volume.push_back(line * (1.0 + step * part) + 4300.0 * noise * deviations[i]);
  }
  return curve;
}

TEST(VolumeJump, IntervalCoversThePlantedTemperature) {
  int covered = 0;
  double width = 0.0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    const double at_K = 480.0 + 0.61 * static_cast<double>(seed);  // anywhere within a bin
    const Curve curve = planted(seed, at_K, -0.04, 0.0, 0.015);
    const VolumeJump jump = find_volume_jump(curve.temperature, curve.volume);
    covered += jump.low_K <= at_K && at_K <= jump.high_K;
    width += (jump.high_K - jump.low_K) / 400;
  }
  std::printf("volume jump: %d of 400 intervals of 95 %% cover, mean width %.1f K\n", covered, width);
  EXPECT_GE(covered, 364);  // 91 %
  EXPECT_LE(covered, 396);  // 99 %
}

TEST(VolumeJump, SharpJumpIsFoundWithinABin) {
  const Curve curve = planted(7, 523.0, -0.14, 0.0, 0.002);
  const VolumeJump jump = find_volume_jump(curve.temperature, curve.volume);
  EXPECT_TRUE(jump.found);
  EXPECT_NEAR(jump.temperature_K, 523.0, 6.0);
  EXPECT_NEAR(jump.relative_change, -0.14, 0.005);
  EXPECT_LE(jump.low_K, 523.0);
  EXPECT_GE(jump.high_K, 523.0);
  EXPECT_EQ(jump.estimate().unit, "K");
}

TEST(VolumeJump, GradualCollapseIsPlacedInItsMiddle) {
  const Curve curve = planted(8, 560.0, -0.15, 15.0, 0.004);
  const VolumeJump jump = find_volume_jump(curve.temperature, curve.volume);
  EXPECT_TRUE(jump.found);
  EXPECT_NEAR(jump.temperature_K, 560.0, 25.0);
}

TEST(VolumeJump, StraightExpansionHasNone) {
  int found = 0;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    const Curve curve = planted(1000 + seed, 600.0, 0.0, 0.0, 0.01);
    found += find_volume_jump(curve.temperature, curve.volume).found;
  }
  std::printf("volume jump: found in %d of 200 curves without one\n", found);
  EXPECT_LE(found, 10);  // 5 %
}

TEST(VolumeJump, SmoothBendIsNoJump) {
  Curve curve = planted(9, 600.0, 0.0, 0.0, 0.003);
  for (std::size_t i = 0; i < curve.volume.size(); ++i) {
    const double t = (curve.temperature[i] - 300.0) / 600.0;
    curve.volume[i] += 4300.0 * 0.03 * t * t;
  }
  EXPECT_FALSE(find_volume_jump(curve.temperature, curve.volume).found);
}

TEST(VolumeJump, SaysWhatWasNotFound) {
  const std::vector<double> few(79, 1.0);
  EXPECT_EQ(find_volume_jump(few, few).sentence,
            "no volume jump can be looked for: fewer than 80 points were recorded");
  const Curve curve = planted(3, 600.0, 0.0, 0.0, 0.01);
  EXPECT_EQ(find_volume_jump(curve.temperature, curve.volume).sentence.substr(0, 49),
            "no significant volume jump: the largest step is -");
}

TEST(VolumeJump, BinsAreMeansOfWhatFallsIntoThem) {
  const std::vector<double> temperature = {300, 310, 320, 400}, volume = {1, 2, 3, 10};
  const BinnedCurve curve = bin_by_temperature(temperature, volume, 4);  // 25 K wide
  EXPECT_EQ(curve.temperature_K, (std::vector<double>{310, 400}));
  EXPECT_EQ(curve.values, (std::vector<double>{2, 10}));
}

}  // namespace
}  // namespace vitriflow
