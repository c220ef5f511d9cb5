#include "stages/md/leg_schedule.hpp"

#include <algorithm>
#include <numeric>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr std::int64_t kGrain = 100;  // steps
constexpr std::int64_t kShortest = 100;
constexpr std::int64_t kLongest = 20000;
constexpr std::int64_t kParticleSteps = 2'000'000;

// The steps between places where a leg may end without cutting an interval of the observers.
std::int64_t grain_of(const Segment& segment) {
  const std::int64_t thermo = std::max<std::int64_t>(1, segment.thermo_every);
  const std::int64_t frames = std::max<std::int64_t>(1, segment.frames_every);
  const std::int64_t both = std::lcm(thermo, frames);
  if (both > 1 && both <= kLongest) return both;
  return thermo > 1 && thermo <= kLongest ? thermo : kGrain;
}

// The segment that holds an absolute step; a boundary belongs to the segment that ends there.
std::size_t segment_at(const std::vector<Segment>& segments, std::int64_t step) {
  std::int64_t end = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    end += segments[i].steps;
    if (step <= end) return i;
  }
  return segments.size() - 1;
}

}  // namespace

std::int64_t leg_target(std::int64_t particles) {
  ENSURE(particles > 0, "{} particles", particles);
  return std::clamp(kParticleSteps / particles / kGrain * kGrain, kShortest, kLongest);
}

std::vector<Leg> schedule_legs(const std::vector<Segment>& segments, std::int64_t particles) {
  const std::int64_t target = leg_target(particles);
  std::vector<Leg> legs;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::int64_t steps = segments[i].steps;
    ENSURE(steps > 0, "segment '{}' has {} steps", segments[i].phase, steps);
    const std::int64_t grain = grain_of(segments[i]);
    const std::int64_t count = std::max<std::int64_t>(1, (steps + target / 2) / target);
    std::int64_t begin = 0;
    for (std::int64_t k = 1; k <= count; ++k) {
      // Inner boundaries lie on absolute multiples of the grain, where the observers are called.
      const std::int64_t ideal = first + steps * k / count;
      const std::int64_t end = k == count ? steps : ideal / grain * grain - first;
      if (end <= begin) continue;
      legs.push_back({static_cast<std::int64_t>(legs.size()), i, first + begin, end - begin});
      begin = end;
    }
    first += steps;
  }
  return legs;
}

DynamicsRequest leg_request(const std::vector<Segment>& segments, const Leg& leg) {
  const Segment& segment = segments.at(leg.segment);
  DynamicsRequest request = segment.request;
  request.first_step = leg.first_step;
  request.steps = leg.steps;
  request.ramp_first = first_step_of(segments, leg.segment);
  request.ramp_last = request.ramp_first + segment.steps;
  return request;
}

std::int64_t first_step_of(const std::vector<Segment>& segments, std::size_t segment) {
  std::int64_t first = 0;
  for (std::size_t i = 0; i < segment; ++i) first += segments.at(i).steps;
  return first;
}

double time_at_ps(const std::vector<Segment>& segments, std::int64_t step) {
  double time_fs = 0.0;
  for (const Segment& segment : segments) {
    const std::int64_t inside = std::min(step, segment.steps);
    time_fs += static_cast<double>(inside) * segment.request.timestep_fs;
    step -= inside;
  }
  return time_fs * 1e-3;
}

double target_temperature_K(const std::vector<Segment>& segments, std::int64_t step) {
  const std::size_t i = segment_at(segments, step);
  const DynamicsRequest& request = segments.at(i).request;
  const double part = static_cast<double>(step - first_step_of(segments, i)) / static_cast<double>(segments[i].steps);
  return request.temperature_from_K + part * (request.temperature_to_K - request.temperature_from_K);
}

}  // namespace vitriflow
