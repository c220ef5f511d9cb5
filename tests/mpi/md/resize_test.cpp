#include <gtest/gtest.h>

#include <cmath>

#include "stages/md/leg_run.hpp"
#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

std::vector<Segment> two_legs() {
  Segment segment;
  segment.steps = 200;
  segment.request.ensemble = Ensemble::nvt;
  segment.request.timestep_fs = 2.0;
  segment.request.thermostat_ps = 0.1;
  segment.request.temperature_from_K = segment.request.temperature_to_K = 20;
  segment.thermo_every = 10;
  std::vector<Segment> segments{segment, segment};  // no leg crosses the end of a segment
  segments[0].phase = "before";
  segments[1].phase = "after";
  return segments;
}

// Runs legs of the task on the group's ranks, to the first leg end where `stopping`.
ThermoSeries run_on(const Communicator& group, MdTask& task, const std::string& fingerprint, bool stopping) {
  StopToken stop;
  if (stopping) stop.request();
  StageContext context = context_of(group, task.store, stop, fingerprint);
  const System system = argon();
  const auto engine = open_engine("lammps", context.group, {task.folder, task.folder + "/" + fingerprint + ".log", {}});
  engine->load(system);
  engine->draw_velocities(20, 1);
  try {
    return LegRun(context, *engine, system, two_legs()).run().thermo;
  } catch (const Stopped&) {
    return {};
  }
}

double mean_from(const std::vector<double>& values, std::size_t first) {
  double sum = 0;
  for (std::size_t i = first; i < values.size(); ++i) sum += values[i];
  return sum / static_cast<double>(values.size() - first);
}

MPI_TEST(Resize, KeptStateGoesOnOnAnotherNumberOfRanks, 2) {
  MdTask task("resize");
  const std::string narrow = "000000000000000000000000000000aa", widened = "000000000000000000000000000000ab";
  const bool root = world.is_root();
  ThermoSeries alone, together;
  if (root) {
    const Communicator self = world.create_group({0}, 1);
    run_on(self, task, narrow, true);
    run_on(self, task, widened, true);
    alone = run_on(self, task, narrow, false);
  }
  together = run_on(world, task, widened, false);
  if (!root) return;
  const std::size_t half = alone.size() / 2;
  ASSERT_EQ(together.size(), alone.size());
  ASSERT_GE(half, 20U);
  for (std::size_t i = 0; i <= half + 1; ++i) {  // the legs before are the same bits; then chaos begins to tell
    EXPECT_NEAR(together.potential_eV[i], alone.potential_eV[i], 1e-10 * std::abs(alone.potential_eV[i])) << i;
    EXPECT_NEAR(together.temperature_K[i], alone.temperature_K[i], 1e-10 * alone.temperature_K[i]) << i;
    EXPECT_NEAR(together.conserved_eV[i], alone.conserved_eV[i], 1e-10 * std::abs(alone.conserved_eV[i])) << i;
  }
  // The thermostat's state went along: what it conserves does not jump, and the temperature is held.
  EXPECT_NEAR(mean_from(together.conserved_eV, half), mean_from(alone.conserved_eV, half), 2e-3);
  EXPECT_NEAR(mean_from(together.temperature_K, half), mean_from(alone.temperature_K, half), 2);
}

}  // namespace
}  // namespace vitriflow::testing
