// Estimates: what is promised about intervals is checked against planted truths. The generators here are SplitMix64
// with Box-Muller and inversion; they share nothing with the estimators.
#include "stages/analysis/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <numbers>
#include <vector>

namespace vitriflow {
namespace {

class Noise {
 public:
  // The seed is mixed before use: counters a whole number of steps apart would give the same stream, shifted.
  explicit Noise(std::uint64_t seed) : state_(mixed(seed + 0x632be59bd9b4e019ULL)) {}
  double uniform() {  // in (0, 1)
    state_ += 0x9e3779b97f4a7c15ULL;
    return (static_cast<double>(mixed(state_) >> 11) + 0.5) * 0x1p-53;
  }
  double gauss() { return std::sqrt(-2.0 * std::log(uniform())) * std::cos(2.0 * std::numbers::pi * uniform()); }
  double exponential() { return -std::log(uniform()); }

 private:
  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

// Mean 3, variance 1, autocorrelation phi^t.
std::vector<double> ar1(Noise& noise, std::size_t n, double phi) {
  std::vector<double> series(n);
  double x = noise.gauss();
  for (double& y : series) {
    x = phi * x + std::sqrt(1.0 - phi * phi) * noise.gauss();
    y = 3.0 + x;
  }
  return series;
}

// Exponentially distributed (mean 1, variance 1, skewed), held for geometric times: autocorrelation (1 - p)^t.
std::vector<double> renewal(Noise& noise, std::size_t n, double p) {
  std::vector<double> series(n);
  double x = noise.exponential();
  for (double& y : series) {
    if (noise.uniform() < p) x = noise.exponential();
    y = x;
  }
  return series;
}

// A damped oscillator kicked at random: mean 0, autocorrelation that changes sign, as the volume under a barostat has.
std::vector<double> oscillator(Noise& noise, std::size_t n) {
  const double damping = 0.97, a = 2.0 * damping * std::cos(0.3), b = -damping * damping;
  std::vector<double> series;
  double x = 0.0, before = 0.0;
  for (std::size_t i = 0; i < n + 500; ++i) {
    const double next = a * x + b * before + noise.gauss();
    before = x;
    x = next;
    if (i >= 500) series.push_back(x);
  }
  return series;
}

struct Coverage {
  double covered = 0.0;  // fraction of the intervals that hold the truth
  double width = 0.0;    // mean half width
  int without = 0;       // estimates without an error
};

constexpr int kRepeats = 400;

Coverage coverage(const char* name, double truth, const std::function<Estimate(Noise&)>& estimate) {
  Coverage found;
  int with = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    Noise noise(20240117 + static_cast<std::uint64_t>(repeat));
    const auto e = estimate(noise);
    const double half = half_width_95(e);
    if (!std::isfinite(half)) {
      ++found.without;
      continue;
    }
    ++with;
    found.covered += std::abs(e.value - truth) <= half;
    found.width += half;
  }
  found.covered /= with;
  found.width /= with;
  std::printf("  %-44s covers %5.1f %%, half width %.4f, %d of %d without an error\n", name, 100.0 * found.covered,
              found.width, found.without, kRepeats);
  return found;
}

void expect_95(const Coverage& found) {
  EXPECT_GE(found.covered, 0.91);
  EXPECT_LE(found.covered, 0.99);
  EXPECT_LE(found.without, kRepeats / 50);
}

TEST(EstimateMean, IntervalsCoverTheTruthForIndependentSamples) {
  expect_95(
      coverage("mean, independent, n=200", 3.0, [](Noise& noise) { return estimate_mean(ar1(noise, 200, 0.0), "1"); }));
}

TEST(EstimateMean, IntervalsCoverTheTruthForAutoregressiveNoise) {
  expect_95(coverage("mean, AR(1) phi=0.9, n=200", 3.0,
                     [](Noise& noise) { return estimate_mean(ar1(noise, 200, 0.9), "1"); }));
  expect_95(coverage("mean, AR(1) phi=0.9, n=1000", 3.0,
                     [](Noise& noise) { return estimate_mean(ar1(noise, 1000, 0.9), "1"); }));
  expect_95(coverage("mean, AR(1) phi=0.98, n=4000", 3.0,
                     [](Noise& noise) { return estimate_mean(ar1(noise, 4000, 0.98), "1"); }));
}

TEST(EstimateMean, IntervalsCoverTheTruthForSkewedRenewalNoise) {
  expect_95(coverage("mean, renewal p=0.1, n=2000", 1.0,
                     [](Noise& noise) { return estimate_mean(renewal(noise, 2000, 0.1), "1"); }));
  expect_95(coverage("mean, renewal p=0.1, n=4000", 1.0,
                     [](Noise& noise) { return estimate_mean(renewal(noise, 4000, 0.1), "1"); }));
}

TEST(EstimateMean, IntervalsCoverTheTruthForOscillatingNoise) {
  expect_95(coverage("mean, oscillator, n=4000", 0.0,
                     [](Noise& noise) { return estimate_mean(oscillator(noise, 4000), "1"); }));
}

TEST(EstimateMean, WidthsAreThoseOfTheKnownCorrelationTime) {
  // AR(1): the error of the mean is sqrt((1 + phi) / (1 - phi) / n) in the limit of many samples.
  Noise noise(7);
  const std::size_t n = 200000;
  const auto e = estimate_mean(ar1(noise, n, 0.9), "A");
  EXPECT_NEAR(e.standard_error, std::sqrt(19.0 / n), 0.1 * std::sqrt(19.0 / n));
  EXPECT_NEAR(e.effective_samples, n / 19.0, 0.15 * n / 19.0);
  EXPECT_EQ(e.unit, "A");
}

TEST(EstimateVariance, IntervalsCoverTheTruth) {
  expect_95(coverage("variance, AR(1) phi=0.5, n=2000", 1.0,
                     [](Noise& noise) { return estimate_variance(ar1(noise, 2000, 0.5), "1"); }));
  expect_95(coverage("variance, AR(1) phi=0.9, n=10000", 1.0,
                     [](Noise& noise) { return estimate_variance(ar1(noise, 10000, 0.9), "1"); }));
  expect_95(coverage("variance, renewal p=0.2, n=10000", 1.0,
                     [](Noise& noise) { return estimate_variance(renewal(noise, 10000, 0.2), "1"); }));
}

TEST(EstimateVariance, LacksTheBiasOfThePlainVariance) {
  double ours = 0.0, plain = 0.0;
  for (std::uint64_t repeat = 0; repeat < kRepeats; ++repeat) {
    Noise noise(900 + repeat);
    const auto series = ar1(noise, 1000, 0.9);
    double mean = 0.0, squares = 0.0;
    for (const double x : series) mean += x / 1000.0;
    for (const double x : series) squares += (x - mean) * (x - mean) / 999.0;
    ours += estimate_variance(series, "1").value / kRepeats;
    plain += squares / kRepeats;
  }
  // The plain variance of n samples lacks the variance of their mean, 19/1000, but for the 1/1000 of n - 1. Both use
  // the same samples, so that the difference is sharper than either.
  EXPECT_NEAR(ours - plain, 0.018, 0.004);
}

Estimate ensemble_of(Noise& noise, int members, double between, double within) {
  std::vector<Estimate> estimates;
  for (int m = 0; m < members; ++m) {
    estimates.push_back({3.0 + between * noise.gauss() + within * noise.gauss(), within, 50.0, "1", ""});
  }
  return estimate_ensemble(estimates);
}

TEST(EstimateEnsemble, IntervalsCoverTheTruthWhateverTheSpreadIsMadeOf) {
  expect_95(
      coverage("ensemble of 2, mostly between", 3.0, [](Noise& noise) { return ensemble_of(noise, 2, 1.0, 0.1); }));
  expect_95(
      coverage("ensemble of 6, mostly between", 3.0, [](Noise& noise) { return ensemble_of(noise, 6, 1.0, 0.1); }));
  expect_95(coverage("ensemble of 6, only within", 3.0, [](Noise& noise) { return ensemble_of(noise, 6, 0.0, 1.0); }));
}

TEST(EstimateEnsemble, SaysHowManyMembersAndWhatTheirSpreadIs) {
  const std::vector<Estimate> members = {{1.0, 0.3, 40, "A", ""}, {2.0, 0.4, 30, "A", ""}, {3.0, 0.5, 20, "A", ""}};
  const auto e = estimate_ensemble(members);
  EXPECT_DOUBLE_EQ(e.value, 2.0);
  EXPECT_DOUBLE_EQ(e.standard_error, 1.0 / std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(e.effective_samples, 3.0);
  EXPECT_EQ(e.note, "3 members: standard deviation 1 between them, 0.408 within them");
  EXPECT_NEAR(half_width_95(e), 4.302652729911275 / std::sqrt(3.0), 1e-9);  // Student's t, 2 degrees of freedom
}

TEST(EstimateEnsemble, OneMemberKeepsItsErrorAndSaysWhatIsUnknown) {
  const std::vector<Estimate> members = {{1.5, 0.3, 40, "A", "autocorrelation time 2 of 160 samples"}};
  const auto e = estimate_ensemble(members);
  EXPECT_DOUBLE_EQ(e.value, 1.5);
  EXPECT_DOUBLE_EQ(e.standard_error, 0.3);
  EXPECT_EQ(e.note, "one member, the spread between members is unknown; autocorrelation time 2 of 160 samples");
}

TEST(EstimateEnsemble, MembersWithoutAValueAreLeftOutAndCounted) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Estimate> members = {{1.0, nan, 1, "A", ""}, {nan, nan, 0, "A", ""}, {2.0, nan, 1, "A", ""}};
  const auto e = estimate_ensemble(members);
  EXPECT_DOUBLE_EQ(e.value, 1.5);
  EXPECT_EQ(e.note, "2 members: standard deviation 0.707 between them; 1 without a value left out");
  EXPECT_EQ(estimate_ensemble({}).note, "no member has a value");
}

TEST(EstimateMean, GivesNoErrorWhereNoneCanBeGiven) {
  const auto expect = [](const std::vector<double>& series, double value, const std::string& note) {
    const auto e = estimate_mean(series, "K");
    if (std::isfinite(value)) {
      EXPECT_DOUBLE_EQ(e.value, value) << note;
    } else {
      EXPECT_TRUE(std::isnan(e.value)) << note;
    }
    EXPECT_TRUE(std::isnan(e.standard_error)) << note;
    EXPECT_TRUE(std::isnan(half_width_95(e))) << note;
    EXPECT_EQ(e.note, note);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect({}, nan, "no samples");
  expect({5.0}, 5.0, "1 sample: an uncertainty needs at least 8");
  expect({1, 2, 3, 4, 5, 6, 7}, 4.0, "7 samples: an uncertainty needs at least 8");
  expect(std::vector<double>(50, 4.0), 4.0, "all 50 samples are equal: their spread was not seen");
  expect({1, 2, 3, 4, nan, 6, 7, 8, 9}, nan, "a sample is not a finite number");
}

TEST(EstimateMean, SaysWhenTheSeriesIsShorterThanItsMemory) {
  std::vector<double> drift(100);
  for (std::size_t i = 0; i < drift.size(); ++i) drift[i] = static_cast<double>(i);
  const auto e = estimate_mean(drift, "K");
  EXPECT_NE(e.note.find("samples, which are too few to contain it: the error is a lower bound"), std::string::npos)
      << e.note;
  EXPECT_LT(e.effective_samples, 5.0);
}

TEST(EstimateMean, IsNotHurtByALargeOffset) {
  Noise one(3), two(3);
  auto series = ar1(one, 500, 0.5), shifted = ar1(two, 500, 0.5);
  for (double& x : shifted) x += 1e6;
  EXPECT_NEAR(estimate_mean(shifted, "eV").standard_error, estimate_mean(series, "eV").standard_error, 1e-8);
}

TEST(EstimateFromMoments, ReportsNoErrorFromFewerThanFourBlocks) {
  Noise noise(11);
  const auto e = estimate_variance(ar1(noise, 60, 0.95), "1");
  EXPECT_TRUE(std::isnan(e.standard_error));
  EXPECT_NE(e.note.find("independent samples do not make 4 blocks: no uncertainty"), std::string::npos) << e.note;
}

}  // namespace
}  // namespace vitriflow
