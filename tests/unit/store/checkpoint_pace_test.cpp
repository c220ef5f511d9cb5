#include "hpc/store/checkpoint_pace.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/support/fake_clock.hpp"

namespace vitriflow::testing {
namespace {

constexpr double kDay_s = 86400.0;

// The expected time of a run of one second of work, cut into intervals, where failures come at random and a restart
// costs nothing: Daly (2006), equation 20.
double expected_time(double interval_s, double cost_s, double failure_s) {
  return failure_s * std::expm1((interval_s + cost_s) / failure_s) / interval_s;
}

// Computes legs of equal length for a while; the numbers of those after which state was kept.
std::vector<int> kept_after(CheckpointPolicy policy, double leg_s, double cost_s, int legs) {
  FakeClock clock;
  CheckpointPace pace(policy, clock.monotonic_s());
  std::vector<int> kept;
  for (int leg = 0; leg < legs; ++leg) {
    clock.advance(leg_s);
    if (!pace.due_at_leg_end(clock.monotonic_s())) continue;
    const double begin_s = clock.monotonic_s();
    clock.advance(cost_s);
    pace.kept(begin_s, clock.monotonic_s());
    kept.push_back(leg);
  }
  return kept;
}

TEST(CheckpointPace, DalyIntervalMakesTheExpectedTimeLeast) {
  for (const double cost_s : {0.05, 1.0, 30.0, 300.0}) {
    for (const double failure_s : {1800.0, kDay_s}) {
      const double interval_s = daly_interval_s(cost_s, failure_s);
      const double least = expected_time(interval_s, cost_s, failure_s);
      for (const double factor : {0.8, 1.25}) EXPECT_LT(least, expected_time(factor * interval_s, cost_s, failure_s));
    }
  }
}

TEST(CheckpointPace, CheapStateIsKeptAsYoungFound) {
  EXPECT_NEAR(daly_interval_s(0.05, kDay_s), std::sqrt(2 * 0.05 * kDay_s), 0.05);
}

TEST(CheckpointPace, StateThatCostsMoreThanFailuresIsKeptEachMeanTimeToFailure) {
  EXPECT_EQ(daly_interval_s(300, 100), 100);
}

TEST(CheckpointPace, IntervalFollowsTheMeasuredCost) {
  CheckpointPace pace({kDay_s, 600}, 0.0);
  EXPECT_FALSE(pace.cost_s().has_value());
  EXPECT_EQ(pace.interval_s(), 30.0);
  pace.kept(30.0, 30.2);
  EXPECT_DOUBLE_EQ(pace.interval_s(), daly_interval_s(*pace.cost_s(), kDay_s));
  pace.kept(200.0, 200.1);
  EXPECT_NEAR(*pace.cost_s(), 0.15, 1e-9);
}

TEST(CheckpointPace, RareFailuresLeaveTheLongestInterval) {
  CheckpointPace pace({std::numeric_limits<double>::infinity(), 600}, 0.0);
  pace.kept(10.0, 10.01);
  EXPECT_EQ(pace.interval_s(), 600.0);
}

TEST(CheckpointPace, KeepingStateTakesAtMostAHundredthOfTheRun) {
  CheckpointPace pace({kDay_s, 600}, 0.0);
  pace.kept(0.0, 20.0);
  EXPECT_EQ(pace.interval_s(), 2000.0);
}

TEST(CheckpointPace, FailuresComeBeforeTheCost) {
  CheckpointPace pace({60, 600}, 0.0);
  pace.kept(0.0, 20.0);
  EXPECT_EQ(pace.interval_s(), 60.0);
}

TEST(CheckpointPace, WithoutTimeToFailureStateIsKeptAtEveryLegEnd) {
  EXPECT_EQ(kept_after({0.0}, 0.001, 5.0, 4), (std::vector<int>{0, 1, 2, 3}));
}

TEST(CheckpointPace, TheLegEndNearestToTheIntervalIsChosen) {
  const CheckpointPolicy policy{std::numeric_limits<double>::infinity(), 24};
  EXPECT_EQ(kept_after(policy, 10.0, 0.01, 8), (std::vector<int>{1, 3, 5, 7}));  // each 20 s, not each 30 s
  EXPECT_EQ(kept_after({policy.mean_time_to_failure_s, 26}, 10.0, 0.01, 8), (std::vector<int>{2, 5}));
}

TEST(CheckpointPace, LegsLongerThanTheIntervalAreAllKept) {
  EXPECT_EQ(kept_after({kDay_s}, 1000.0, 0.1, 3), (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace vitriflow::testing
