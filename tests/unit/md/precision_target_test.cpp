// When a sampling may end: at which legs it is looked, what is asked for, and how often the intervals hold the truth.
#include "stages/md/precision_target.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace vitriflow {
namespace {

constexpr std::uint32_t kRepeats = 400;
constexpr double kTruth = 10.0;

// A series that keeps `memory` of its last value at every sample, with variance 1.
std::vector<double> remembering(std::mt19937_64& generator, std::size_t points, double memory) {
  std::normal_distribution<double> white;
  const double strength = std::sqrt(1.0 - memory * memory);
  std::vector<double> series(points);
  double x = white(generator);
  for (double& value : series) value = x = memory * x + strength * white(generator);
  return series;
}

struct Planted {
  double memory = 0;
  std::size_t leg = 0;    // points
  std::int64_t most = 0;  // legs
};

struct Coverage {
  double covered = 0, met = 0, half_width = 0, legs = 0;  // parts of one; means
};

// Samples one series leg by leg as md.sample does and adds what it found.
void sample_once(const PrecisionTarget& target, const Planted& planted, std::uint32_t seed, Coverage& coverage) {
  std::mt19937_64 noise(seed);
  std::vector<double> whole = remembering(noise, planted.leg * static_cast<std::size_t>(planted.most), planted.memory);
  for (double& value : whole) value += kTruth;
  const EarlyEnd enough = early_end(target, 1.0);
  ThermoSeries thermo;
  std::int64_t legs = 0;
  do {
    ++legs;
    const auto points = static_cast<std::ptrdiff_t>(planted.leg) * legs;
    thermo.temperature_K.assign(whole.begin(), whole.begin() + points);
  } while (legs < planted.most && !enough(thermo, legs));
  const Precision found = precision_of(target, thermo.temperature_K);
  coverage.covered += std::abs(found.mean.value - kTruth) <= found.half_width ? 1.0 / kRepeats : 0.0;
  coverage.met += found.met ? 1.0 / kRepeats : 0.0;
  coverage.half_width += found.half_width / kRepeats;
  coverage.legs += static_cast<double>(legs) / kRepeats;
}

void expect_promise_kept(double wanted, const Planted& planted) {
  const PrecisionTarget target{"temperature", 0.0, wanted};
  Coverage found;
  for (std::uint32_t seed = 1; seed <= kRepeats; ++seed) sample_once(target, planted, seed, found);
  std::printf("memory %g, wanted %g: covered %.1f %%, half width %.3f, met %.1f %%, %.1f legs\n", planted.memory,
              wanted, 100 * found.covered, found.half_width, 100 * found.met, found.legs);
  EXPECT_GE(found.covered, 0.91);
  EXPECT_LE(found.covered, 0.99);
  EXPECT_GE(found.met, 0.95);
  EXPECT_LT(found.legs, 0.9 * static_cast<double>(planted.most));
}

TEST(PrecisionTarget, IntervalsHoldTheTruthAsOftenAsPromised) {
  for (const double wanted : {0.4, 0.2, 0.15}) expect_promise_kept(wanted, {0.9, 100, 256});
  for (const double wanted : {0.4, 0.25}) expect_promise_kept(wanted, {0.97, 300, 128});
}

TEST(PrecisionTarget, ConfidenceSetsTheWidth) {
  std::mt19937_64 noise(7);
  const std::vector<double> series = remembering(noise, 20000, 0.8);
  const double at95 = precision_of({"temperature", 0, 1, 0.95}, series).half_width;
  // Quantiles of the normal distribution, reached by Student's t with some thousand degrees of freedom.
  EXPECT_NEAR(precision_of({"temperature", 0, 1, 0.99}, series).half_width / at95, 2.5758 / 1.9600, 3e-3);
  EXPECT_NEAR(precision_of({"temperature", 0, 1, 0.68}, series).half_width / at95, 0.9945 / 1.9600, 3e-3);
}

TEST(PrecisionTarget, NarrowerOfTwoErrorsCounts) {
  const std::vector<double> series{9, 11, 9, 11, 9, 11, 9, 11, 9, 11};
  EXPECT_DOUBLE_EQ(precision_of({"temperature", 0.01, 0.5}, series).wanted, 0.1);
  EXPECT_DOUBLE_EQ(precision_of({"temperature", 0.1, 0.5}, series).wanted, 0.5);
  EXPECT_DOUBLE_EQ(precision_of({"temperature", 0.1, 0}, series).wanted, 1.0);
}

TEST(PrecisionTarget, FewIndependentSamplesAreNeverEnough) {
  std::mt19937_64 noise(3);
  const std::vector<double> series = remembering(noise, 200, 0.8);
  const Precision precision = precision_of({"temperature", 0, 100}, series);
  EXPECT_LT(precision.half_width, precision.wanted);
  EXPECT_LT(precision.mean.effective_samples, kFewestEffective);
  EXPECT_FALSE(precision.met);
}

TEST(PrecisionTarget, LooksDouble) {
  std::vector<std::int64_t> looks;
  for (std::int64_t legs = 0; legs <= 70; ++legs) {
    if (is_look(legs)) looks.push_back(legs);
  }
  EXPECT_EQ(looks, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64}));
}

TEST(PrecisionTarget, MissedTargetIsSaid) {
  ThermoSeries thermo;
  std::mt19937_64 noise(3);
  thermo.temperature_K = remembering(noise, 200, 0.8);
  for (double& value : thermo.temperature_K) value += 300;
  Result result;
  put_precision(result, {"temperature", 0, 0.01}, thermo, 1.0);
  EXPECT_EQ(result.text("until/met"), "no");
  ASSERT_EQ(result.notices.size(), 1U);
  EXPECT_EQ(result.notices[0].rfind("Precision not reached: the temperature was to be known to within 0.01 K at 95 % "
                                    "confidence; after the whole 'duration' it is known to within ",
                                    0),
            0U)
      << result.notices[0];
}

TEST(PrecisionTarget, ErrorsAreReadInAnyUnitOfTheObservable) {
  EXPECT_DOUBLE_EQ(absolute_error("density", "5 kg/m3"), 0.005);
  EXPECT_DOUBLE_EQ(absolute_error("a", "0.001 nm"), 0.01);
  EXPECT_EQ(absolute_error_problem("density", "0.01 g/cm3"), "");
  for (const char* wrong : {"0.01 K", "0.01", "-1 g/cm3", "0 g/cm3", "little"}) {
    EXPECT_EQ(absolute_error_problem("density", wrong),
              std::string("the error '") + wrong +
                  "' of 'density' must be a positive quantity in 'g/cm3'. Write for example '0.01 g/cm3'.");
  }
}

}  // namespace
}  // namespace vitriflow
