// Bends that were planted, and straight lines without one.
#include "stages/analysis/slope_change.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace vitriflow {
namespace {

struct Planted {
  std::vector<double> x, y, errors;
};

// Energies every 25 K from 300 to 900 K with a bend of 30 % of the slope at 610 K.
Planted points(double bend, double noise, std::uint64_t seed, double memory = 0.0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> gauss;
  Planted made;
  double remembered = gauss(random);
  for (double t = 300.0; t <= 900.0; t += 25.0) {
    made.x.push_back(t);
    remembered = memory * remembered + std::sqrt(1.0 - memory * memory) * gauss(random);
    made.y.push_back(0.01 * (t - 610.0) + bend * std::max(0.0, t - 610.0) + noise * remembered);
    made.errors.push_back(noise);
  }
  return made;
}

TEST(SlopeChange, OfAnExactHingeIsExact) {
  const auto p = points(0.003, 0.0, 1);
  const auto found = find_slope_change(p.x, p.y, {});
  EXPECT_TRUE(found.found);
  EXPECT_NEAR(found.place, 610.0, 0.5);
  EXPECT_NEAR(found.slope_below, 0.010, 1e-5);
  EXPECT_NEAR(found.slope_above, 0.013, 1e-5);
  EXPECT_NEAR(found.at(500.0), -1.1, 1e-2);
}

struct Coverage {
  double found = 0, covered = 0, width = 0;
};

Coverage coverage(double bend, bool with_errors) {
  Coverage c;
  constexpr int kRepeats = 400;
  for (int k = 0; k < kRepeats; ++k) {
    const auto p = points(bend, 0.03, 5000 + static_cast<std::uint64_t>(k));
    const auto change =
        find_slope_change(p.x, p.y, with_errors ? std::span<const double>(p.errors) : std::span<const double>());
    c.found += change.found ? 1.0 / kRepeats : 0.0;
    c.covered += change.low <= 610.0 && 610.0 <= change.high ? 1.0 / kRepeats : 0.0;
    c.width += (change.high - change.low) / kRepeats;
  }
  std::printf("  bend %.4f: found %.1f %%, 95 %% interval covers %.1f %%, width %.1f K\n", bend, 100 * c.found,
              100 * c.covered, c.width);
  return c;
}

TEST(SlopeChange, IntervalsCoverThePlantedBend) {
  for (const bool with_errors : {true, false}) {
    const auto c = coverage(0.003, with_errors);
    EXPECT_GT(c.found, 0.99);
    EXPECT_GT(c.covered, 0.91);
    EXPECT_LE(c.covered, 0.99);
  }
}

TEST(SlopeChange, IsRarelyFoundInAStraightLine) {
  EXPECT_LT(coverage(0.0, true).found, 0.01);
  EXPECT_LT(coverage(0.0, false).found, 0.02);
}

TEST(SlopeChange, NeedsEightPoints) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7}, y{1, 2, 3, 4, 6, 8, 10};
  EXPECT_FALSE(find_slope_change(x, y, {}).found);
}

}  // namespace
}  // namespace vitriflow
