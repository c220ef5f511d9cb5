#include "stages/md/run_length.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

TEST(RunLength, WholeStepsIgnoreTheLastBitsOfADivision) {
  EXPECT_EQ(whole_steps(10.0, 0.5), 20000);
  EXPECT_EQ(whole_steps(0.05, 0.5), 100);
  EXPECT_EQ(whole_steps(0.3, 0.1), 3000);
  EXPECT_EQ(whole_steps(750.0, 0.25), 3'000'000);
  EXPECT_EQ(whole_steps(0.0, 0.5), 0);
  EXPECT_FALSE(whole_steps(0.0007, 0.5).has_value());
}

TEST(RunLength, BrokenDurationNamesTheNearestWholeOnes) {
  std::vector<StageProblem> problems;
  check_whole_steps("duration", 10.0002, 0.5, problems);
  check_whole_steps("hold", 10.0, 0.5, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].parameter, "duration");
  EXPECT_EQ(problems[0].message,
            "'duration' of 10.0002 ps is not a whole number of steps of 0.5 fs. Use 10 ps or 10.0005 ps.");
  EXPECT_FALSE(problems[0].warning);
}

TEST(RunLength, DurationBelowOneStepOffersOneStep) {
  std::vector<StageProblem> problems;
  check_whole_steps("thermo_every", 0.0001, 0.5, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message,
            "'thermo_every' of 0.0001 ps is not a whole number of steps of 0.5 fs. Use 0.0005 ps.");
}

TEST(RunLength, StepsOfABrokenDurationThrowTheSameSentence) {
  try {
    steps_of("hold", 0.0007, 0.5);
    FAIL() << "0.0007 ps passed for whole steps";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "'hold' of 0.0007 ps is not a whole number of steps of 0.5 fs. Use 0.0005 ps or 0.001 ps.");
    EXPECT_EQ(error.failure(), Failure::invalid_input);
  }
}

TEST(RunLength, LongTimestepIsWarnedOf) {
  std::vector<StageProblem> problems;
  check_timestep(1.0, problems);
  EXPECT_TRUE(problems.empty());
  check_timestep(2.0, problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_TRUE(problems[0].warning);
  EXPECT_EQ(problems[0].message,
            "a timestep of 2 fs is too long for bonds to hydrogen, which vibrate with a period near 10 fs. "
            "Use at most 1 fs unless the system has no light particles.");
}

}  // namespace
}  // namespace vitriflow
