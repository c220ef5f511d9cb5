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

// 1 ps of equilibration is one leg, 112 ps of sampling are three legs of 32 particles.
Parameters argon_at(double temperature_K, const std::string& ensemble = "nvt") {
  return {{"temperature", temperature_K}, {"ensemble", ensemble}, {"timestep", 2.0},
          {"equilibration", 1.0},         {"duration", 112.0},    {"thermo_every", 200.0},
          {"frames_every", 8.0},          {"thermostat", 0.1}};
}

Parameters brief_argon(const std::string& ensemble) {
  Parameters brief = argon_at(60, ensemble);
  brief["duration"] = 24.0;
  return brief;
}

struct KeptFrame {
  std::int64_t index = 0;
  Frame frame;
};

std::vector<KeptFrame> frames_of(MdTask& task, const Communicator& group, const std::string& fingerprint) {
  std::vector<KeptFrame> kept;
  group.on_root([&] { task.store.join_segments(fingerprint, "argon"); });
  task.store.visit_frames(group, fingerprint, [&](const TrajectoryParticles&, std::int64_t index, const Frame& frame) {
    kept.push_back({index, frame});
  });
  return kept;
}

MPI_TEST(Sample, RunStoppedAtEveryLegEndEqualsTheRunNeverStopped, 1, 2) {
  MdTask task("resume");
  const Result plain = task.run("md.sample", argon_at(60), kPlain);
  ASSERT_THAT(task.legs, ElementsAre(0, 1, 2, 3));
  task.legs.clear();
  for (std::int64_t leg = 0; leg < 3; ++leg) {
    task.stop_after_leg = leg;
    EXPECT_THROW(task.run("md.sample", argon_at(60), kHalted), Stopped) << leg;
  }
  task.stop_after_leg = -1;
  const Result halted = task.run("md.sample", argon_at(60), kHalted);
  EXPECT_THAT(task.legs, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(plain.to_bytes(), halted.to_bytes());
  const auto one = frames_of(task, world, kPlain), other = frames_of(task, world, kHalted);
  ASSERT_EQ(one.size(), other.size());
  EXPECT_GT(world.sum(static_cast<std::int64_t>(one.size())), 10);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].index, other[i].index);
    EXPECT_EQ(one[i].frame.step, other[i].frame.step);
    EXPECT_EQ(one[i].frame.time_ps, other[i].frame.time_ps);
    EXPECT_EQ(one[i].frame.positions, other[i].frame.positions);
  }
}

MPI_TEST(Sample, RunThatDiedBetweenCheckpointsEqualsTheRunNeverStopped, 1) {
  MdTask task("died");
  const Result plain = task.run("md.sample", argon_at(60), kPlain);
  task.stop_after_leg = 1;
  EXPECT_THROW(task.run("md.sample", argon_at(60), kHalted), Stopped);
  // The next attempt ends without warning inside its second leg: what it recorded since the checkpoint is lost.
  task.stop_after_leg = -1;
  task.legs.clear();
  Parameters parameters = argon_at(60);
  struct Killed : std::exception {};
  StopToken never;
  StageContext context = context_of(world, task.store, never, kHalted);
  context.engine = "reference";
  context.seed = 4711;
  context.checkpoints = kSeldom;
  context.inputs["system"] = {{"input", MdTask::kSystem, "structure.build"}};
  context.journal = [](const std::string&, const std::map<std::string, std::string>& values) {
    if (values.at("leg") == "3") throw Killed();
  };
  EXPECT_THROW(KindRegistry::instance().find("md.sample")->run(context, parameters_of("md.sample", parameters)),
               Killed);
  const Result resumed = task.run("md.sample", parameters, kHalted);
  EXPECT_THAT(task.legs, ElementsAre(2, 3));
  EXPECT_EQ(plain.to_bytes(), resumed.to_bytes());
}

// A target ends the run at the leg where it is reached, whether the run was stopped on its way or not.
MPI_TEST(Sample, TargetEndsTheRunAtTheSameLegHoweverItWasStopped, 1, 2) {
  MdTask task("until");
  Parameters parameters = argon_at(60);
  parameters["duration"] = 400.0;
  parameters["until.observable"] = std::string("potential");
  parameters["until.relative_error"] = 0.02;
  const Result plain = task.run("md.sample", parameters, kPlain);
  const std::vector<std::int64_t> legs = task.legs;
  EXPECT_EQ(plain.text("until/met"), "yes");
  EXPECT_LE(plain.scalar("until/half_width"), plain.scalar("until/wanted"));
  EXPECT_LT(plain.vector("thermo/time").back(), 300);
  ASSERT_GE(legs.size(), 3U);
  for (const std::int64_t leg : {std::int64_t{0}, legs.back() - 1}) {
    task.stop_after_leg = leg;
    EXPECT_THROW(task.run("md.sample", parameters, kHalted), Stopped);
  }
  task.stop_after_leg = -1;
  task.legs.clear();
  const Result halted = task.run("md.sample", parameters, kHalted);
  EXPECT_THAT(task.legs, ElementsAre(legs.back()));
  EXPECT_EQ(plain.to_bytes(), halted.to_bytes());
}

MPI_TEST(Sample, BoxThatChangesItsShapeIsDescribedInFull, 1, 2) {
  MdTask task("shape");
  task.engine = "lammps";
  Parameters parameters = argon_at(20, "npt");
  parameters["coupling"] = std::string("tri");
  parameters["duration"] = 10.0;
  const Result result = task.run("md.sample", parameters, kPlain);
  for (const std::string name : {"a", "b", "c", "alpha", "beta", "gamma"}) {
    const Estimate estimate = result.estimate("cell/" + name);
    EXPECT_EQ(estimate.unit, name.size() == 1 ? "A" : "degree");
    EXPECT_NEAR(estimate.value, name.size() == 1 ? 10.8 : 90.0, name.size() == 1 ? 0.5 : 4.0) << name;
    EXPECT_EQ(result.vector("thermo/" + name).size(), result.vector("thermo/time").size());
  }
  EXPECT_EQ(result.estimate("pressure_tensor/xy").unit, "bar");
  EXPECT_NE(result.vector("state/box_tilts")[0], 0);
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) EXPECT_TRUE(result.has(series.y)) << series.y;
  }
  task.store.visit_frames(world, kPlain, [](const TrajectoryParticles&, std::int64_t, const Frame& frame) {
    EXPECT_EQ(frame.edges[1], 0);
    EXPECT_NE(frame.edges[3], 0);
  });
  // What follows starts from the tilted box.
  task.keep(kPlain, result);
  parameters["coupling"] = std::string("iso");
  parameters["duration"] = 1.0;
  const Result next = task.run("md.sample", parameters, kHalted, kPlain);
  const auto& before = result.vector("state/box_tilts");
  const auto& edges = result.vector("state/box_edges");
  EXPECT_NEAR(next.vector("state/box_tilts")[0] / next.vector("state/box_edges")[0], before[0] / edges[0], 1e-9);
}

MPI_TEST(Sample, EveryPromisedPathIsWritten, 1, 2) {
  MdTask task("paths");
  const Result result = task.run("md.sample", brief_argon("nvt"), kPlain);
  const std::size_t points = result.integers("thermo/step").size();
  EXPECT_EQ(points, 120U);
  EXPECT_EQ(result.integers("thermo/step").front(), 600);  // after the equilibration's 500 steps
  for (const char* name :
       {"time", "temperature", "potential", "kinetic", "conserved", "pressure", "volume", "density"}) {
    EXPECT_EQ(result.vector(std::string("thermo/") + name).size(), points) << name;
  }
  EXPECT_DOUBLE_EQ(result.vector("thermo/time").front(), 1.2);
  EXPECT_EQ(result.scalar("target/temperature"), 60);
  EXPECT_EQ(result.scalar("target/pressure"), 1);
  EXPECT_EQ(result.text("system"), MdTask::kSystem);
  System after = argon();
  apply_state(result, after);
  EXPECT_NE(after.positions, argon().positions);
  EXPECT_EQ(after.velocities.size(), after.positions.size());
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) {
      EXPECT_TRUE(result.has(series.x)) << series.x;
      EXPECT_TRUE(result.has(series.y)) << series.y;
    }
  }
  const Estimate temperature = result.estimate("temperature");
  EXPECT_NEAR(temperature.value, 60, std::max(1.0, 4 * temperature.standard_error));
  EXPECT_EQ(result.estimate("density").unit, "g/cm3");
  EXPECT_EQ(result.estimate("potential").unit, "eV");
  EXPECT_EQ(result.estimate("pressure").unit, "bar");
  EXPECT_FALSE(result.has("drift"));
  if (world.is_root()) {
    EXPECT_EQ(task.progress.back().done, 12500);
    EXPECT_EQ(task.progress.back().total, 12500);
    EXPECT_EQ(task.progress.back().phase, "sampling");
  }
}

MPI_TEST(Sample, TrajectoryLeavesOutSitesWithoutAnElement, 1) {
  MdTask task("sites");
  task.run("md.sample", brief_argon("nvt"), kPlain);
  const std::int64_t frames = task.store.visit_frames(
      world, kPlain, [](const TrajectoryParticles& particles, std::int64_t, const Frame& frame) {
        EXPECT_EQ(particles.ids.size(), 28U);
        EXPECT_EQ(particles.ids.front(), 1);
        EXPECT_EQ(particles.elements.front(), "Ar");
        EXPECT_EQ(frame.positions.size(), 3U * 28U);
        EXPECT_EQ(frame.edges.size(), 9U);
      });
  EXPECT_EQ(frames, 3);  // every 4000 steps of 500 < step <= 12500
}

MPI_TEST(Sample, ConstantEnergyConservesIt, 1) {
  MdTask task("nve");
  const Result result = task.run("md.sample", brief_argon("nve"), kPlain);
  const Estimate drift = result.estimate("drift");
  EXPECT_EQ(drift.unit, "eV/ns/atom");
  std::printf("argon, NVE: drift %.2e +- %.2e eV/ns/atom\n", drift.value, drift.standard_error);
  // Measured 4e-6 +- 7e-5; a cutoff on a shell of neighbours (5.4 A) gives 8e-4.
  EXPECT_LT(std::abs(drift.value), 3e-4);
}

MPI_TEST(Sample, StateOfOneTaskIsTheStartOfTheNext, 1) {
  MdTask task("chain");
  Parameters brief = argon_at(60, "nve");
  brief["equilibration"] = 0.0;
  brief["duration"] = 2.0;
  const Result first = task.run("md.sample", brief, kPlain);
  task.keep(kPlain, first);
  const Result second = task.run("md.sample", brief, kHalted, kPlain);
  EXPECT_EQ(second.text("system"), MdTask::kSystem);
  // Where positions and velocities are kept, so is their energy; drawing anew would add about 0.1 eV.
  EXPECT_NEAR(second.vector("thermo/conserved").back(), first.vector("thermo/conserved").front(), 5e-3);
  brief["velocities"] = std::string("keep");
  try {
    task.run("md.sample", brief, "000000000000000000000000000000cc");
    FAIL() << "nothing moves in the crystal";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "task 'task' is to keep its input's velocities, but nothing moves there. Use 'velocities: draw'.");
  }
}

MPI_TEST(Sample, EngineWithoutTheEnsembleIsRefusedBeforeAnythingRuns, 1) {
  MdTask task("refused");
  try {
    task.run("md.sample", argon_at(60, "npt"), kPlain);
    FAIL() << "the reference engine has no barostat";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "engine 'reference' cannot do 'npt-isotropic', which task 'task' needs. "
                 "Use another engine for this stage.");
  }
  EXPECT_TRUE(task.legs.empty());
}

MPI_TEST(Minimize, DisplacedCrystalReturnsToItsMinimum, 1, 2) {
  MdTask task("minimize");
  System displaced = argon();
  displaced.positions[0] += 0.3;
  displaced.positions[50] -= 0.2;
  Result input;
  put_system(input, displaced);
  const std::string fingerprint = "00000000000000000000000000000002";
  task.keep(fingerprint, input);
  const Result result = task.run("md.minimize", {{"force_tolerance", 1e-4}}, kPlain, fingerprint);
  EXPECT_EQ(result.text("converged"), "yes");
  EXPECT_LE(result.scalar("max_force"), 1e-4);
  EXPECT_LT(result.scalar("energy/after"), result.scalar("energy/before"));
  EXPECT_EQ(result.text("system"), fingerprint);
  EXPECT_TRUE(result.notices.empty());
  System after = displaced;
  apply_state(result, after);
  EXPECT_TRUE(after.velocities.empty());
}

MPI_TEST(Minimize, UnfinishedMinimisationSaysSo, 1) {
  MdTask task("unfinished");
  System displaced = argon();
  displaced.positions[0] += 0.3;
  Result input;
  put_system(input, displaced);
  task.keep("00000000000000000000000000000002", input);
  const Result result = task.run("md.minimize", {{"force_tolerance", 1e-9}, {"max_iterations", std::int64_t{2}}},
                                 kPlain, "00000000000000000000000000000002");
  EXPECT_EQ(result.text("converged"), "no");
  ASSERT_EQ(result.notices.size(), 1U);
}

}  // namespace
}  // namespace vitriflow::testing
