// What becomes of dynamics that runs away: with engines that are asked to, and with those that really do.
#include "stages/md/rescue.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "hpc/base/error.hpp"
#include "stages/md/leg_run.hpp"
#include "tests/mpi/md/md_task.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

constexpr const char* kOne = "000000000000000000000000000000aa";
constexpr const char* kOther = "000000000000000000000000000000bb";

RemedyPolicy all(std::int64_t most) {
  RemedyPolicy policy{most, {}};
  for (const auto& name : remedy_names()) policy.allowed.push_back(remedy_named(name));
  return policy;
}

// Legs of argon at constant temperature, each of a segment of its own: `fine` of them have half the timestep and twice
// the steps.
std::vector<Segment> legs_of_argon(int coarse, int fine) {
  std::vector<Segment> segments;
  for (int i = 0; i < coarse + fine; ++i) {
    const int parts = i < coarse ? 1 : 2;
    Segment segment;
    segment.phase = "holding";
    segment.steps = 100 * parts;
    segment.request.ensemble = Ensemble::nvt;
    segment.request.timestep_fs = 2.0 / parts;
    segment.request.thermostat_ps = 0.1;
    segment.request.temperature_from_K = segment.request.temperature_to_K = 40;
    segment.thermo_every = 10 * parts;
    segment.frames_every = 50 * parts;
    segments.push_back(segment);
  }
  return segments;
}

struct Ended {
  Course course;
  System system;
  std::vector<Frame> frames;
};

// Runs legs of an argon crystal of this name, which a faulty engine takes for its orders.
class Ward {
 public:
  explicit Ward(const std::string& name) : task_(name) {}

  std::string engine = "faulty";
  std::string orders = "quiet";
  RemedyPolicy policy = all(3);
  std::int64_t stop_after_leg = -1;
  std::vector<EarlierDeath> deaths;
  std::vector<std::string> journal;  // "leg 3", "remedy smaller-timestep"

  Ended run(const std::string& fingerprint, const std::vector<Segment>& segments) {
    StopToken stop;
    StageContext context = context_of(world(), task_.store, stop, fingerprint);
    context.task = "glass";
    context.log_path = "engine.log";
    context.checkpoints = kAtEveryLegEnd;
    context.deaths = deaths;
    context.journal = [&](const std::string& event, const std::map<std::string, std::string>& values) {
      if (event == "checkpoint") return;
      journal.push_back(event + " " + values.at(event == "leg" ? "leg" : "remedy"));
      if (event == "leg" && std::stoll(values.at("leg")) == stop_after_leg) stop.request();
    };
    System system = argon();
    system.name = orders;
    std::unique_ptr<Engine> doctor;
    const auto open = [&]() -> Engine& {
      doctor = open_engine(engine, context.group, {});
      doctor->load(system);
      return *doctor;
    };
    open().draw_velocities(40, 1);
    LegRun run(context, *doctor, system, segments);
    run.may_be_rescued(policy, open);
    Ended ended;
    ended.course = run.run();
    ended.system = doctor->system();
    task_.store.read_frames(fingerprint, [&](const TrajectoryParticles&, std::int64_t, const Frame& frame) {
      ended.frames.push_back(frame);
    });
    return ended;
  }

 private:
  MdTask task_;
};

void expect_same_bits(const Ended& a, const Ended& b) {
  EXPECT_EQ(a.system.positions, b.system.positions);
  EXPECT_EQ(a.system.velocities, b.system.velocities);
  EXPECT_EQ(a.course.thermo.temperature_K, b.course.thermo.temperature_K);
  EXPECT_EQ(a.course.thermo.potential_eV, b.course.thermo.potential_eV);
  EXPECT_EQ(a.course.thermo.conserved_eV, b.course.thermo.conserved_eV);
  ASSERT_EQ(a.frames.size(), b.frames.size());
  for (std::size_t i = 0; i < a.frames.size(); ++i) {
    EXPECT_EQ(a.frames[i].positions, b.frames[i].positions) << i;
    EXPECT_NEAR(a.frames[i].time_ps, b.frames[i].time_ps, 1e-12) << i;
  }
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

// The bits are those of a run that was asked for the smaller timestep from that leg on.
MPI_TEST(Rescue, GoesBackToTheLegsBeginningWithASmallerTimestep, 1, 2) {
  Ward ward("back");
  ward.orders = "hot-at-step-250 above-1-fs";
  const Ended rescued = ward.run(kOne, legs_of_argon(5, 0));
  EXPECT_THAT(ward.journal,
              ElementsAre("leg 0", "leg 1", "leg 2", "remedy smaller-timestep", "leg 2", "leg 3", "leg 4"));
  ASSERT_EQ(rescued.course.remedies.size(), 1U);
  EXPECT_EQ(rescued.course.remedies[0].step, 200);
  EXPECT_DOUBLE_EQ(rescued.course.remedies[0].time_ps, 0.4);
  EXPECT_THAT(
      rescued.course.remedies[0].account,
      StartsWith("Remedy 1 of at most 3, at step 200 (0.4 ps, holding): smaller timestep, 1 fs instead of 2 fs, "
                 "because at step 250 the temperature is "));
  std::vector<std::int64_t> steps;
  for (std::int64_t step = 10; step <= 500; step += 10) steps.push_back(step);
  EXPECT_EQ(rescued.course.thermo.step, steps);
  EXPECT_DOUBLE_EQ(rescued.course.thermo.time_ps.back(), 1.0);

  Ward planned("planned");
  planned.engine = "reference";
  expect_same_bits(rescued, planned.run(kOne, legs_of_argon(2, 3)));
  EXPECT_EQ(rescued.frames.size(), 10U);
}

MPI_TEST(Rescue, ARunStoppedAtAnyLegTakesTheSameRemediesAtTheSameSteps, 1, 2) {
  Ward ward("stopped");
  ward.orders = "hot-at-step-250 above-1-fs";
  const Ended whole = ward.run(kOther, legs_of_argon(5, 0));
  Ward halted("halted");
  halted.orders = ward.orders;
  for (std::int64_t leg = 0; leg < 4; ++leg) {
    halted.stop_after_leg = leg;
    EXPECT_THROW(halted.run(kOther, legs_of_argon(5, 0)), Stopped);
  }
  halted.stop_after_leg = -1;
  const Ended resumed = halted.run(kOther, legs_of_argon(5, 0));
  expect_same_bits(resumed, whole);
  ASSERT_EQ(resumed.course.remedies.size(), 1U);
  EXPECT_EQ(resumed.course.remedies[0].account, whole.course.remedies[0].account);
}

MPI_TEST(Rescue, SaysWhatWasTriedWhenNothingIsLeft, 1, 2) {
  Ward ward("given-up");
  ward.orders = "hot-at-step-1";
  EXPECT_THAT(
      message_of([&] { ward.run(kOne, legs_of_argon(5, 0)); }),
      ::testing::MatchesRegex(
          "the trajectory of task 'glass' ran away after step 0 \\(0 ps, holding\\): at step 10 the temperature is "
          ".* K; 1259 K is the most to be expected where the thermostat and the start are at no more than 40 K. "
          "Tried in vain: minimise at step 0, smaller-timestep at step 0, smaller-timestep at step 0; "
          "'remedies: 3' allows no other. Use a smaller 'timestep', bring the input to rest with md.minimize, or "
          "allow more remedies. Log: engine.log"));
  ward.policy = all(0);
  EXPECT_THAT(message_of([&] { ward.run(kOther, legs_of_argon(5, 0)); }),
              ::testing::HasSubstr(" No remedy was taken; 'remedies: 0' allows no other. "));
}

MPI_TEST(Rescue, WhatIsNoMatterOfTheTrajectoryIsLeftAlone, 1, 2) {
  Ward ward("alone");
  ward.orders = "fail-at-step-250";
  EXPECT_THAT(message_of([&] { ward.run(kOne, legs_of_argon(5, 0)); }), StartsWith("faulty, command 'run 250': "));
  EXPECT_THAT(ward.journal, ElementsAre("leg 0", "leg 1", "leg 2"));
}

namespace {

Parameters sampled(double timestep_fs, double duration_ps) {
  return {{"temperature", 40.0},  {"ensemble", std::string("nvt")}, {"timestep", timestep_fs},
          {"equilibration", 2.0}, {"duration", duration_ps},        {"thermo_every", 100.0},
          {"frames_every", 10.0}};
}

Result sample_of(const std::string& engine, const System& system, const Parameters& parameters) {
  constexpr const char* kInput = "00000000000000000000000000000002";
  MdTask task("sample");
  task.engine = engine;
  Result input;
  put_system(input, system);
  task.keep(kInput, input);
  return task.run("md.sample", parameters, kOne, kInput);
}

}  // namespace

// An engine that took the pool down in a leg: the next attempt comes from wherever a checkpoint was, and changes the
// dynamics in that leg and not before.
MPI_TEST(Rescue, ADeathIsAnsweredInTheLegInWhichItWasMet, 1, 2) {
  Ward ward("death");
  ward.engine = "reference";
  ward.deaths = {{"faulty, step 250: Lost atoms: original 2 current 1", 2}, {"segmentation fault (signal 11)", 3}};
  const Ended whole = ward.run(kOne, legs_of_argon(5, 0));
  EXPECT_THAT(ward.journal, ElementsAre("leg 0", "leg 1", "remedy smaller-timestep", "leg 2", "leg 3", "leg 4"));
  EXPECT_EQ(whole.course.remedies.at(0).account,
            "Remedy 1 of at most 3, at step 200 (0.4 ps, holding): smaller timestep, 1 fs instead of 2 fs, because "
            "faulty, step 250: Lost atoms: original 2 current 1");
  Ward planned("planned");
  planned.engine = "reference";
  expect_same_bits(whole, planned.run(kOne, legs_of_argon(2, 3)));
  for (std::int64_t leg = 0; leg < 4; ++leg) {
    ward.stop_after_leg = leg;
    EXPECT_THROW(ward.run(kOther, legs_of_argon(5, 0)), Stopped);
  }
  ward.stop_after_leg = -1;
  expect_same_bits(ward.run(kOther, legs_of_argon(5, 0)), whole);
}

// Argon four hundred times lighter than it is, at 10 fs: its fastest oscillations are cut into three steps.
MPI_TEST(Rescue, TooLongATimestepIsShortenedUntilItHolds, 1, 2) {
  System light = argon();
  for (auto& type : light.types) type.mass = 0.1;
  for (const std::string engine : {"reference", "lammps"}) {
    Parameters parameters = sampled(10, 20);
    parameters["remedies"] = std::int64_t{6};
    const Result rescued = sample_of(engine, light, parameters);
    for (const auto& notice : rescued.notices) std::printf("%s: %s\n", engine.c_str(), notice.c_str());
    ASSERT_TRUE(rescued.has("remedies/name")) << engine;
    EXPECT_EQ(rescued.names("remedies/name").back(), "smaller-timestep");
    EXPECT_EQ(rescued.vector("thermo/time").size(), 200U);
    EXPECT_NEAR(rescued.estimate("temperature").value, 40, 4) << engine;
  }
}

// The averages of a run with a rescued leg in its middle are those of a run that needed none.
MPI_TEST(Rescue, AveragesStayWhatTheyAre, 1) {
  System orderly = argon();
  orderly.name = "hot-at-step-30000 above-1-fs";  // in the second leg of the sampling
  const Result rescued = sample_of("faulty", orderly, sampled(2, 80));
  ASSERT_TRUE(rescued.has("remedies/name"));
  EXPECT_THAT(rescued.names("remedies/name"), ElementsAre("smaller-timestep"));
  EXPECT_GT(rescued.integers("remedies/step").front(), 10000);
  const Result clean = sample_of("faulty", argon(), sampled(2, 80));
  ASSERT_FALSE(clean.has("remedies/name"));
  EXPECT_NE(rescued.estimate("potential").value, clean.estimate("potential").value);
  for (const std::string quantity : {"temperature", "potential", "pressure"}) {
    const Estimate one = rescued.estimate(quantity), other = clean.estimate(quantity);
    const double apart = (one.value - other.value) / std::hypot(one.standard_error, other.standard_error);
    std::printf("%s %.5g(%.2g) and %.5g(%.2g): %.2f standard errors apart\n", quantity.c_str(), one.value,
                one.standard_error, other.value, other.standard_error, apart);
    EXPECT_LT(std::abs(apart), 4) << quantity;
  }
}

// Two atoms at a tenth of their distance: 1e10 eV.
MPI_TEST(Rescue, OverlappingAtomsAreMinimisedApart, 1, 2) {
  System crowded = argon();
  for (std::size_t c = 0; c < 3; ++c)
    crowded.positions[3 + c] = 0.9 * crowded.positions[c] + 0.1 * crowded.positions[3 + c];
  const Result rescued = sample_of("lammps", crowded, sampled(2, 40));
  for (const auto& notice : rescued.notices) std::printf("%s\n", notice.c_str());
  ASSERT_TRUE(rescued.has("remedies/name"));
  EXPECT_THAT(rescued.names("remedies/name"), ElementsAre("minimise"));
  EXPECT_THAT(rescued.integers("remedies/step"), ElementsAre(0));
  EXPECT_NEAR(rescued.estimate("temperature").value, 40, 6);
}

// A crystal that becomes a gas: its volume grows a thousandfold within some damping times of the barostat.
MPI_TEST(Rescue, EvaporationNeedsNoRemedy, 1, 2) {
  Parameters parameters = sampled(2, 40);
  parameters["ensemble"] = std::string("npt");
  parameters["temperature"] = 300.0;
  const Result gas = sample_of("lammps", argon(), parameters);
  EXPECT_FALSE(gas.has("remedies/name"));
  const auto& volume = gas.vector("thermo/volume");
  std::printf("volume from %.4g to %.4g A3\n", volume.front(), volume.back());
  EXPECT_GT(*std::max_element(volume.begin(), volume.end()), 100 * argon().box.volume());
}

}  // namespace vitriflow::testing
