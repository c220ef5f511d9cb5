#include "stages/md/leg_run.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "hpc/base/error.hpp"
#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

Segment phase(const std::string& name, std::int64_t steps, double from_K, double to_K) {
  Segment segment;
  segment.phase = name;
  segment.steps = steps;
  segment.request.ensemble = Ensemble::nvt;
  segment.request.timestep_fs = 2.0;
  segment.request.thermostat_ps = 0.1;
  segment.request.temperature_from_K = from_K;
  segment.request.temperature_to_K = to_K;
  segment.thermo_every = 50;
  return segment;
}

MPI_TEST(LegRun, TemperatureFollowsTheRamps, 1) {
  MdTask task("ramps");
  StopToken stop;
  StageContext context = context_of(world, task.store, stop, "000000000000000000000000000000aa");
  context.checkpoints = kSeldom;
  const System system = argon();
  const auto engine = open_engine("reference", context.group, {});
  engine->load(system);
  engine->draw_velocities(20, 1);
  const std::vector<Segment> segments = {phase("heating", 20000, 20, 60), phase("holding", 5000, 60, 60),
                                         phase("cooling", 20000, 60, 20)};
  const ThermoSeries series = LegRun(context, *engine, system, segments).run().thermo;
  ASSERT_EQ(series.size(), 900U);
  for (const auto& [first, last, expected] :
       {std::tuple{6000, 14000, 40.0}, {20500, 24500, 60.0}, {31000, 39000, 40.0}}) {
    double mean = 0;
    const ThermoSeries part = series.between(first, last);
    for (const double t : part.temperature_K) mean += t / static_cast<double>(part.size());
    EXPECT_NEAR(mean, expected, 3.0) << first;  // 15 % of fluctuation, some forty independent points
  }
}

MPI_TEST(LegRun, CheckpointOfAnotherScheduleIsRefused, 1) {
  MdTask task("schedule");
  StopToken stop;
  stop.request();
  StageContext context = context_of(world, task.store, stop, "000000000000000000000000000000aa");
  context.task = "glass";
  const System system = argon();
  const auto engine = open_engine("reference", context.group, {});
  engine->load(system);
  engine->draw_velocities(20, 1);
  const std::vector<Segment> before = {phase("heating", 300, 20, 30), phase("cooling", 300, 30, 20)};
  EXPECT_THROW(LegRun(context, *engine, system, before).run(), Stopped);
  const std::vector<Segment> after = {phase("heating", 500, 20, 30), phase("cooling", 300, 30, 20)};
  try {
    LegRun(context, *engine, system, after).run();
    FAIL() << "the checkpoint ends inside a leg";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "the checkpoint of task 'glass' ends at step 300, where this program ends no leg. Use the build that "
                 "wrote it, or remove the checkpoint to start the task over.");
  }
}

MPI_TEST(LegRun, CheckpointsAreAsFarApartAsAsked, 1) {
  class CountedClock : public Clock {
   public:
    double wall_s() const override { return 0; }
    double monotonic_s() const override { return now_s; }
    void sleep_s(double) override {}
    double now_s = 0;
  };
  MdTask task("interval");
  CountedClock clock;
  StopToken stop;
  std::vector<std::int64_t> kept_before;  // newest checkpoint when a leg starts
  StageContext context = context_of(world, task.store, stop, "000000000000000000000000000000aa");
  context.clock = &clock;
  context.checkpoints = {std::numeric_limits<double>::infinity(), 26};
  context.journal = [&](const std::string& event, const std::map<std::string, std::string>&) {
    if (event != "leg") return;
    clock.now_s += 10;  // every leg takes 10 s
    std::int64_t newest = -1;
    for (const auto& name : posix_files().list(task.folder + "/checkpoints/" + context.fingerprint)) {
      if (name.find(".h5") != std::string::npos) newest = std::max<std::int64_t>(newest, std::stoll(name));
    }
    kept_before.push_back(newest);
  };
  const System system = argon();
  const auto engine = open_engine("reference", context.group, {});
  engine->load(system);
  engine->draw_velocities(20, 1);
  std::vector<Segment> segments;
  for (int i = 0; i < 7; ++i) segments.push_back(phase("holding", 100, 20, 20));
  LegRun(context, *engine, system, segments).run();
  EXPECT_THAT(kept_before, ::testing::ElementsAre(-1, -1, -1, 2, 2, 2, 5));
}

}  // namespace
}  // namespace vitriflow::testing
