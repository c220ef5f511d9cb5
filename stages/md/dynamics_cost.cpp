#include "stages/md/dynamics_cost.hpp"

#include <algorithm>
#include <cmath>

namespace vitriflow {

namespace {

constexpr double kParticleStepsPerSecond = 3e5;
constexpr std::int64_t kFewestSteps = 100;
constexpr std::int64_t kFrameSteps = 25, kThermoSteps = 5;
constexpr double kThermoColumns = 9, kMostThermoPoints = 4000;  // as put_thermo writes them
constexpr double kStateColumns = 6;                             // positions and velocities

double points(std::int64_t steps, std::int64_t every) { return every > 0 ? static_cast<double>(steps / every) : 0.0; }

}  // namespace

Cost dynamics_cost(const std::vector<Segment>& segments, const CostInputs& inputs) {
  const double particles = inputs.first("system").particles;
  double steps = 0, frames = 0, thermo = 0;
  for (const Segment& segment : segments) {
    steps += static_cast<double>(segment.steps);
    frames += points(segment.steps, segment.frames_every);
    thermo += points(segment.steps, segment.thermo_every);
  }
  Cost cost;
  cost.gives = {particles, frames};
  if (particles <= 0) return cost;
  cost.work = particles * steps;
  cost.stored = particles * (3 * frames + kStateColumns) + kThermoColumns * std::min(thermo, kMostThermoPoints);
  return cost;
}

std::int64_t rehearsal_steps(const CostInputs& inputs, double seconds) {
  const double particles = std::max(1.0, inputs.first("system").particles);
  return std::max<std::int64_t>(kFewestSteps, std::llround(seconds * kParticleStepsPerSecond / particles));
}

double cut_down_ps(double duration_ps, std::int64_t steps, double timestep_fs) {
  return std::min(duration_ps, static_cast<double>(steps) * timestep_fs * 1e-3);
}

void record_often(IntegrationParameters& p) {
  p.frames_every_ps = cut_down_ps(p.frames_every_ps, kFrameSteps, p.timestep_fs);
  p.thermo_every_fs = 1e3 * cut_down_ps(p.thermo_every_fs * 1e-3, kThermoSteps, p.timestep_fs);
}

}  // namespace vitriflow
