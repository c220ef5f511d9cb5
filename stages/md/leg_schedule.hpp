// LegSchedule: which legs a simulation consists of. It follows from the task's parameters and the particle count alone,
// never from a clock, so that a resumed run cuts its path at the same steps as the run that was never stopped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/engines/engine.hpp"

namespace vitriflow {

// A phase of a simulation: "heating" from one temperature to another, "equilibrating" at one.
struct Segment {
  std::string phase;
  std::int64_t steps = 0;
  DynamicsRequest request;        // its steps and its ramp's ends are set by leg_request
  std::int64_t thermo_every = 0;  // steps; 0: nothing is recorded
  std::int64_t frames_every = 0;  // steps; 0: no trajectory
};

struct Leg {
  std::int64_t number = 0;  // from 0, over all segments
  std::size_t segment = 0;
  std::int64_t first_step = 0;  // absolute
  std::int64_t steps = 0;
};

// The length that legs aim at: about 2e6 particle steps, between 100 and 20000 steps, a multiple of 100. On one core
// that is about ten seconds with a molecular force field: short enough to end on request, long enough to cost nothing.
std::int64_t leg_target(std::int64_t particles);

// The legs of all segments in order. No leg crosses the end of a segment. Within a segment they are as equal as can be
// when every inner boundary lies on a multiple of the segment's intervals (thermo and frames, else 100 steps).
std::vector<Leg> schedule_legs(const std::vector<Segment>& segments, std::int64_t particles);

// What the engine is asked for a leg; a segment's temperature runs linearly over the whole segment.
DynamicsRequest leg_request(const std::vector<Segment>& segments, const Leg& leg);

// Absolute step at which a segment begins, and the time that has passed until an absolute step (segments may differ in
// their timestep), ps.
std::int64_t first_step_of(const std::vector<Segment>& segments, std::size_t segment);
double time_at_ps(const std::vector<Segment>& segments, std::int64_t step);
// What the thermostat is set to at an absolute step, K.
double target_temperature_K(const std::vector<Segment>& segments, std::int64_t step);

}  // namespace vitriflow
