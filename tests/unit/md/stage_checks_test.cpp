// What validation says about whole stages of dynamics.
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "stages/kind.hpp"

namespace vitriflow {
namespace {

std::vector<StageProblem> problems_of(const std::string& name, const Parameters& given) {
  const KindDescription* kind = KindRegistry::instance().find(name);
  ENSURE(kind != nullptr, "no kind '{}'", name);
  Parameters complete;
  for (const auto& parameter : kind->parameters) {
    const auto it = given.find(parameter.name);
    complete[parameter.name] = it == given.end() ? parameter.fallback.value() : it->second;
  }
  return kind->check(complete);
}

Parameters anneal(double from, double to, double rate) {
  return {{"from", from}, {"to", to}, {"rate", rate}, {"hold", 10.0}};
}

TEST(AnnealCheck, GentleRampHasNothingToSay) { EXPECT_TRUE(problems_of("md.anneal", anneal(300, 900, 4.8)).empty()); }

TEST(AnnealCheck, FastRampIsAWarningAtTheRate) {
  const auto problems = problems_of("md.anneal", anneal(300, 900, 20));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_TRUE(problems[0].warning);
  EXPECT_EQ(problems[0].parameter, "rate");
}

TEST(AnnealCheck, NothingToHeatIsAnError) {
  const auto problems = problems_of("md.anneal", anneal(300, 300, 4.8));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_FALSE(problems[0].warning);
  EXPECT_EQ(problems[0].parameter, "to");
  EXPECT_EQ(problems[0].message, "'to' (300 K) is not above 'from' (300 K): there is nothing to heat.");
}

TEST(AnnealCheck, EndAboveTheTopIsAnError) {
  Parameters given = anneal(300, 900, 4.8);
  given["end"] = 1000.0;
  const auto problems = problems_of("md.anneal", given);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].parameter, "end");
  EXPECT_EQ(problems[0].message, "'end' (1000 K) is above 'to' (900 K): there is nothing to cool.");
}

TEST(AnnealCheck, RampShorterThanAStepIsAnError) {
  const auto problems = problems_of("md.anneal", anneal(300, 300.1, 1e6));
  ASSERT_GE(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "at 1000000 K/ps the heating takes less than one step of 0.5 fs. Use a lower rate.");
}

TEST(AnnealCheck, CubeNeedsItsTimeOfTheHold) {
  Parameters given = anneal(300, 900, 4.8);
  given["shape"] = std::string("cubic");
  const auto problems = problems_of("md.anneal", given);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].parameter, "shape");
  EXPECT_EQ(problems[0].message,
            "the box becomes a cube within 'shape_time' (50 ps), but 'hold' is only 10 ps. Hold for longer, or set a "
            "shorter 'shape_time'.");
  given["shape_time"] = 10.0;
  EXPECT_TRUE(problems_of("md.anneal", given).empty());
}

TEST(AnnealCheck, FineTimestepMustBeFinerAndFitTheIntervals) {
  Parameters given = anneal(300, 900, 4.8);
  given["timestep_above.temperature"] = 700.0;
  EXPECT_TRUE(problems_of("md.anneal", given).empty());
  given["timestep_above.timestep"] = 0.5;
  auto problems = problems_of("md.anneal", given);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].parameter, "timestep_above.timestep");
  EXPECT_EQ(problems[0].message, "'timestep_above.timestep' (0.5 fs) is not below 'timestep' (0.5 fs).");
  given["timestep_above.timestep"] = 0.3;  // 50 fs are no whole number of steps
  problems = problems_of("md.anneal", given);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.back().parameter, "frames_every");
}

std::vector<StageProblem> until(Parameters given) {
  given["temperature"] = 300.0;
  given["duration"] = 10.0;
  return problems_of("md.sample", given);
}

TEST(SampleCheck, TargetNeedsOneErrorAndAnObservableThatChanges) {
  const Parameters density{{"until.observable", std::string("density")}};
  EXPECT_EQ(until(density).at(0).message,
            "'until' names no error. Add 'relative_error: 1 %', or 'absolute_error' in g/cm3.");
  Parameters given = density;
  given["until.relative_error"] = 0.01;
  EXPECT_TRUE(until(given).empty());
  given["ensemble"] = std::string("nvt");
  EXPECT_EQ(until(given).at(0).message,
            "'density' does not change in this ensemble: there is nothing to wait for. Choose another observable.");
  given["ensemble"] = std::string("npt");
  given["until.observable"] = std::string("gamma");
  EXPECT_EQ(until(given).at(0).parameter, "until.observable");
  given["coupling"] = std::string("tri");
  EXPECT_TRUE(until(given).empty());
  given["until.absolute_error"] = std::string("1 degree");
  EXPECT_EQ(until(given).at(0).message,
            "'until' names two errors. Keep 'relative_error' or 'absolute_error', not both.");
  given["until.relative_error"] = 0.0;
  EXPECT_TRUE(until(given).empty());
  given["until.absolute_error"] = std::string("1 K");
  EXPECT_EQ(until(given).at(0).parameter, "until.absolute_error");
}

TEST(SampleCheck, CouplingIsTheBarostats) {
  const auto problems = problems_of("md.sample", {{"temperature", 300.0},
                                                  {"duration", 10.0},
                                                  {"ensemble", std::string("nvt")},
                                                  {"coupling", std::string("aniso")}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message,
            "'coupling: aniso' is the barostat's, and ensemble 'nvt' has none. Use 'ensemble: npt' or leave 'coupling' "
            "out.");
}

TEST(SampleCheck, EveryBrokenIntervalIsListed) {
  const auto problems = problems_of("md.sample", {{"temperature", 300.0},
                                                  {"duration", 10.0002},
                                                  {"equilibration", 1.0001},
                                                  {"thermo_every", 0.7},
                                                  {"frames_every", 0.0013}});
  std::vector<std::string> names;
  for (const auto& problem : problems) names.push_back(problem.parameter);
  EXPECT_EQ(names, (std::vector<std::string>{"duration", "equilibration", "thermo_every", "frames_every"}));
}

TEST(SampleCheck, RunTooShortToRecordAnythingIsAnError) {
  const auto problems = problems_of("md.sample", {{"temperature", 300.0}, {"duration", 0.04}});
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].message, "'thermo_every' is longer than 'duration': nothing would be recorded.");
  EXPECT_FALSE(problems[0].warning);
  EXPECT_EQ(problems[1].message, "'frames_every' is longer than 'duration': there would be no trajectory.");
  EXPECT_TRUE(problems[1].warning);
}

}  // namespace
}  // namespace vitriflow
