#include "stages/md/leg_schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vitriflow {
namespace {

Segment segment(const std::string& phase, std::int64_t steps, std::int64_t thermo = 100, std::int64_t frames = 400) {
  Segment s;
  s.phase = phase;
  s.steps = steps;
  s.thermo_every = thermo;
  s.frames_every = frames;
  return s;
}

TEST(LegSchedule, LengthFollowsFromTheParticleCountAlone) {
  EXPECT_EQ(leg_target(400), 5000);
  EXPECT_EQ(leg_target(1600), 1200);
  EXPECT_EQ(leg_target(25600), 100);
  EXPECT_EQ(leg_target(10'000'000), 100);
  EXPECT_EQ(leg_target(1), 20000);
}

TEST(LegSchedule, LegsCoverEverySegmentWithoutGapOrOverlap) {
  const std::vector<Segment> segments = {segment("heating", 60000), segment("holding", 20300),
                                         segment("cooling", 59999)};
  const std::vector<Leg> legs = schedule_legs(segments, 400);
  std::int64_t next = 0;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    EXPECT_EQ(legs[i].number, static_cast<std::int64_t>(i));
    EXPECT_EQ(legs[i].first_step, next);
    EXPECT_GT(legs[i].steps, 0);
    next += legs[i].steps;
    EXPECT_LE(next, first_step_of(segments, legs[i].segment) + segments[legs[i].segment].steps);
  }
  EXPECT_EQ(next, 60000 + 20300 + 59999);
}

TEST(LegSchedule, InnerBoundariesLieWhereObserversAreCalled) {
  const std::vector<Segment> segments = {segment("equilibrating", 12345, 0, 0), segment("sampling", 40000)};
  for (const Leg& leg : schedule_legs(segments, 400)) {
    const bool opens_segment = leg.first_step == first_step_of(segments, leg.segment);
    if (opens_segment || leg.segment != 1) continue;
    EXPECT_EQ(leg.first_step % 400, 0) << leg.number;
  }
}

TEST(LegSchedule, LegsOfASegmentAreNearlyEqual) {
  const std::vector<Leg> legs = schedule_legs({segment("sampling", 52000)}, 400);
  const auto [shortest, longest] =
      std::minmax_element(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) { return a.steps < b.steps; });
  EXPECT_EQ(legs.size(), 10U);
  EXPECT_LE(longest->steps - shortest->steps, 400);
}

TEST(LegSchedule, ShortSegmentIsOneLeg) {
  const std::vector<Leg> legs = schedule_legs({segment("sampling", 40)}, 400);
  ASSERT_EQ(legs.size(), 1U);
  EXPECT_EQ(legs.front().steps, 40);
}

TEST(LegSchedule, TemperatureOfARampFollowsTheAbsoluteStep) {
  std::vector<Segment> segments = {segment("heating", 60000), segment("holding", 20000), segment("cooling", 60000)};
  segments[0].request.temperature_from_K = 300;
  segments[0].request.temperature_to_K = 900;
  segments[1].request.temperature_from_K = segments[1].request.temperature_to_K = 900;
  segments[2].request.temperature_from_K = 900;
  segments[2].request.temperature_to_K = 300;
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 0), 300);
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 30000), 600);
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 60000), 900);
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 70000), 900);
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 110000), 600);
  EXPECT_DOUBLE_EQ(target_temperature_K(segments, 140000), 300);
  for (const Leg& leg : schedule_legs(segments, 400)) {
    const DynamicsRequest request = leg_request(segments, leg);
    EXPECT_EQ(request.ramp_first, first_step_of(segments, leg.segment));
    EXPECT_EQ(request.ramp_last, request.ramp_first + segments[leg.segment].steps);
    EXPECT_EQ(request.first_step, leg.first_step);
    EXPECT_EQ(request.steps, leg.steps);
  }
}

TEST(LegSchedule, TimeAddsUpOverSegmentsOfDifferentTimestep) {
  std::vector<Segment> segments = {segment("cold", 1000), segment("hot", 1000)};
  segments[0].request.timestep_fs = 0.5;
  segments[1].request.timestep_fs = 0.25;
  EXPECT_DOUBLE_EQ(time_at_ps(segments, 500), 0.25);
  EXPECT_DOUBLE_EQ(time_at_ps(segments, 1000), 0.5);
  EXPECT_DOUBLE_EQ(time_at_ps(segments, 2000), 0.75);
}

}  // namespace
}  // namespace vitriflow
