// What is read off a radial distribution, and how sure it is of it.
#include "stages/analysis/distribution_features.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "stages/analysis/blocked_counts.hpp"

namespace vitriflow {
namespace {

constexpr double kWidth = 0.05;
constexpr std::size_t kBins = 400;

// h(r) = 2 exp(-r / 3) cos(2 pi r / 5): |h| = 0.1 last near r = 10, at a crest.
double liquid(double r) { return r < 2.0 ? 0.0 : 1.0 + 2.0 * std::exp(-r / 3.0) * std::cos(2.0 * M_PI * r / 5.0); }

RadialDistribution curve(double (*g)(double)) {
  RadialDistribution made;
  for (std::size_t b = 0; b < kBins; ++b) {
    made.r.push_back(kWidth * (static_cast<double>(b) + 0.5));
    made.r_upper.push_back(kWidth * static_cast<double>(b + 1));
    made.g.push_back(g(made.r.back()));
    made.neighbours.push_back(0.0);
  }
  return made;
}

// Blocks of frames whose counts are Poisson around those of the liquid.
std::vector<FrameBlock> planted(std::size_t blocks, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<FrameBlock> made(blocks);
  constexpr double kDensity = 0.01, kCentres = 2000.0;
  for (auto& block : made) {
    block.ideal_pairs = kCentres * kDensity;
    block.centres = kCentres;
    block.frames = 1;
    for (std::size_t b = 0; b < kBins; ++b) {
      const double low = kWidth * static_cast<double>(b), high = low + kWidth;
      const double expected =
          block.ideal_pairs * 4.0 / 3.0 * M_PI * (high * high * high - low * low * low) * liquid(0.5 * (low + high));
      block.counts.push_back(expected > 0 ? std::poisson_distribution<std::int64_t>(expected)(random) : 0);
    }
  }
  return made;
}

TEST(SettlingDistance, IsWhereTheLastCrestLeavesTheBand) {
  const double found = settling_distance(curve(liquid), 0.1);
  double last = 0.0;  // the same from the formula, without smoothing
  for (double r = 2.0; r < 20.0; r += 0.001)
    if (std::abs(liquid(r) - 1.0) > 0.1) last = r;
  EXPECT_NEAR(found, last, 0.5);
  EXPECT_LT(settling_distance(curve(liquid), 0.3), found);
}

TEST(SettlingDistance, OfACurveThatDoesNotSettleIsUnknown) {
  EXPECT_TRUE(std::isnan(settling_distance(curve([](double r) { return 1.0 + 0.5 * std::cos(r); }), 0.1)));
  EXPECT_TRUE(std::isnan(settling_distance(curve([](double) { return 1.0; }), 0.1)));  // nor of one that never left
}

TEST(DistributionFeatures, ErrorsMatchTheScatterOfRepeats) {
  std::vector<double> values;
  double mean_error = 0.0;
  constexpr int kRepeats = 60;
  for (int k = 0; k < kRepeats; ++k) {
    const auto found = estimate_feature(planted(16, 100 + static_cast<std::uint64_t>(k)), kWidth, kBins, first_minimum);
    values.push_back(found.value);
    mean_error += found.standard_error / kRepeats;
  }
  double mean = 0.0, squares = 0.0;
  for (const double v : values) mean += v / kRepeats;
  for (const double v : values) squares += (v - mean) * (v - mean) / (kRepeats - 1);
  EXPECT_NEAR(mean, first_minimum(curve(liquid)), 0.2);
  EXPECT_GT(mean_error, 0.5 * std::sqrt(squares));
  EXPECT_LT(mean_error, 3.0 * std::sqrt(squares) + kWidth);
}

TEST(DistributionFeatures, ErrorOfGIsPoissonForIndependentCounts) {
  const auto blocks = planted(32, 7);
  const auto errors = standard_errors(blocks, kWidth, kBins);
  const auto curve = radial_distribution(blocks, kWidth, kBins);
  ASSERT_EQ(errors.size(), kBins);
  double ratio = 0.0;
  int counted = 0;
  for (std::size_t b = 100; b < kBins; ++b) {
    double counts = 0.0;
    for (const auto& block : blocks) counts += static_cast<double>(block.counts[b]);
    ratio += errors[b] / (curve.g[b] / std::sqrt(counts));
    ++counted;
  }
  EXPECT_NEAR(ratio / counted, 1.0, 0.05);
}

TEST(DistributionFeatures, FewBlocksGiveNoError) {
  const auto found = estimate_feature(planted(5, 1), kWidth, kBins, first_minimum);
  EXPECT_TRUE(std::isnan(found.standard_error));
  EXPECT_EQ(found.note, "5 blocks of frames are too few for an uncertainty");
  EXPECT_TRUE(standard_errors(planted(5, 1), kWidth, kBins).empty());
}

TEST(FrameBlocks, AreAtMostThirtyTwo) {
  EXPECT_EQ(frames_per_block(1), 1);
  EXPECT_EQ(frames_per_block(32), 1);
  EXPECT_EQ(frames_per_block(33), 2);
  EXPECT_EQ(frames_per_block(100000), 4096);
}

}  // namespace
}  // namespace vitriflow
