#include <gmock/gmock.h>

#include <cmath>

#include "hpc/base/error.hpp"
#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

using ::testing::ElementsAre;

constexpr const char* kPlain = "000000000000000000000000000000aa";
constexpr const char* kHalted = "000000000000000000000000000000bb";

// Solid argon from 20 to 60 K and back at 20 K/ps: 1000, 500 and 1000 steps of 2 fs, each phase one leg.
Parameters quick_anneal() {
  return {{"from", 20.0},         {"to", 60.0},          {"rate", 20.0},      {"hold", 1.0},    {"timestep", 2.0},
          {"thermo_every", 20.0}, {"frames_every", 0.2}, {"thermostat", 0.2}, {"barostat", 1.0}};
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

MPI_TEST(Anneal, RunStoppedAtEveryLegEndEqualsTheRunNeverStopped, 1, 2) {
  MdTask task("anneal-resume");
  task.engine = "lammps";
  const Result plain = task.run("md.anneal", quick_anneal(), kPlain);
  ASSERT_THAT(task.legs, ElementsAre(0, 1, 2));
  task.legs.clear();
  for (std::int64_t leg = 0; leg < 2; ++leg) {
    task.stop_after_leg = leg;
    EXPECT_THROW(task.run("md.anneal", quick_anneal(), kHalted), Stopped) << leg;
  }
  task.stop_after_leg = -1;
  const Result halted = task.run("md.anneal", quick_anneal(), kHalted);
  EXPECT_THAT(task.legs, ElementsAre(0, 1, 2));
  EXPECT_EQ(plain.to_bytes(), halted.to_bytes());
}

// Twice argon's cell along z, 64 atoms; half of the hold's 60000 steps make it a cube in legs of their own.
MPI_TEST(Anneal, WayToTheCubeMayBeStoppedAtEveryLegEnd, 1, 2) {
  MdTask task("anneal-cube");
  task.engine = "lammps";
  System tall = argon();
  const std::size_t n = tall.positions.size();
  for (std::size_t i = 0; i < n; ++i)
    tall.positions.push_back(tall.positions[i] + (i % 3 == 2 ? tall.box.edges[2] : 0));
  for (auto* labels : {&tall.type, &tall.molecule}) labels->insert(labels->end(), labels->begin(), labels->end());
  tall.box.edges[2] *= 2;
  tall.true_mass *= 2;
  const std::string fingerprint = "00000000000000000000000000000002";
  Result input;
  put_system(input, tall);
  task.keep(fingerprint, input);
  Parameters parameters = quick_anneal();
  parameters["hold"] = 120.0;
  parameters["shape"] = std::string("cubic");
  parameters["shape_time"] = 80.0;
  const Result plain = task.run("md.anneal", parameters, kPlain, fingerprint);
  const std::vector<std::int64_t> legs = task.legs;
  ASSERT_EQ(legs.size(), 5U);  // heating, two of shaping, holding, cooling
  task.legs.clear();
  for (std::int64_t leg = 0; leg + 1 < 5; ++leg) {
    task.stop_after_leg = leg;
    EXPECT_THROW(task.run("md.anneal", parameters, kHalted, fingerprint), Stopped) << leg;
  }
  task.stop_after_leg = -1;
  const Result halted = task.run("md.anneal", parameters, kHalted, fingerprint);
  EXPECT_EQ(task.legs, legs);
  EXPECT_EQ(plain.to_bytes(), halted.to_bytes());

  const auto& before = plain.vector("shape/lengths_before");
  const auto& after = plain.vector("shape/lengths_after");
  EXPECT_GT(before[2], 1.9 * before[0]);
  const double cube = std::cbrt(before[0] * before[1] * before[2]);
  for (const double length : after) EXPECT_NEAR(length, cube, 1e-6);
  const auto& end = plain.vector("state/box_edges");
  EXPECT_NEAR(end[2], end[0], 1e-6);  // the barostat scales isotropically
  EXPECT_EQ(plain.vector("state/positions").size(), 2 * n);
  for (const double energy : plain.vector("thermo/potential")) ASSERT_TRUE(std::isfinite(energy));
}

// Above 40 K the timestep is halved: the phases are cut there and the ramps go on as if they were not.
MPI_TEST(Anneal, FineTimestepAboveALimit, 1) {
  MdTask task("anneal-fine");
  task.engine = "lammps";
  Parameters parameters = quick_anneal();
  parameters["timestep_above.temperature"] = 40.0;
  parameters["timestep_above.timestep"] = 1.0;
  const Result result = task.run("md.anneal", parameters, kPlain);
  // 500 steps of 2 fs, 1000 of 1 fs, the hold's 1000 of 1 fs, and back.
  EXPECT_EQ(result.integers("thermo/step").back(), 4000);
  EXPECT_NEAR(result.vector("thermo/time").back(), 5.0, 1e-9);
  EXPECT_EQ(result.integers("thermo/step").size(), 250U);
  EXPECT_NEAR(result.vector("curve/heating/temperature").back(), 60, 0.5);
  EXPECT_GT(result.vector("curve/heating/temperature").size(), 60U);
}

MPI_TEST(Anneal, HeatsHoldsAndCools, 1) {
  MdTask task("anneal");
  task.engine = "lammps";
  const Result result = task.run("md.anneal", quick_anneal(), kPlain);
  EXPECT_EQ(result.integers("thermo/step").size(), 250U);
  const auto& temperature = result.vector("thermo/temperature");
  EXPECT_NEAR(mean_of({temperature.begin() + 120, temperature.begin() + 150}), 60, 10);
  EXPECT_NEAR(mean_of({temperature.end() - 10, temperature.end()}), 22, 6);
  const auto& heating = result.vector("curve/heating/temperature");
  const auto& cooling = result.vector("curve/cooling/temperature");
  EXPECT_GT(heating.front(), 20);
  EXPECT_NEAR(heating.back(), 60, 0.5);
  EXPECT_NEAR(cooling.front(), 20, 0.5);
  EXPECT_LT(cooling.back(), 60);
  // Solid argon expands: the hot end is larger than the cold end.
  const auto& volume = result.vector("curve/heating/volume");
  EXPECT_GT(mean_of({volume.end() - 20, volume.end()}), mean_of({volume.begin(), volume.begin() + 20}));
  EXPECT_EQ(result.scalar("target/temperature"), 20);
  EXPECT_EQ(result.text("volume_jump/finding").rfind("on heating: ", 0), 0U);
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) {
      EXPECT_TRUE(result.has(series.x)) << series.x;
      EXPECT_TRUE(result.has(series.y)) << series.y;
    }
  }
  EXPECT_EQ(task.store.visit_frames(world, kPlain, [](const TrajectoryParticles&, std::int64_t, const Frame&) {}), 25);
}

MPI_TEST(Anneal, FastRampIsSaidInTheResult, 1) {
  MdTask task("anneal-notice");
  task.engine = "lammps";
  const Result fast = task.run("md.anneal", quick_anneal(), kPlain);
  const std::string notice =
      "20 K/ps is above 5 K/ps: faster ramps damage the coordination of the metal (rule of Castel & Coudert, J. Phys. "
      "Chem. C 126, 19532 (2022), kept by Mendez & Semino 2024), so this glass cannot be compared with theirs. Use at "
      "most 5 K/ps for that.";
  EXPECT_THAT(fast.notices, ::testing::Contains("not comparable: " + notice));
  const auto& kind = *KindRegistry::instance().find("md.anneal");
  const auto problems = kind.check(parameters_of("md.anneal", quick_anneal()));
  ASSERT_EQ(problems.size(), 2U);  // and the timestep of 2 fs
  EXPECT_EQ(problems[0].message, notice);
  EXPECT_TRUE(problems[0].warning);
}

}  // namespace
}  // namespace vitriflow::testing
