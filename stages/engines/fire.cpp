#include "stages/engines/fire.hpp"

#include <algorithm>
#include <cmath>

namespace vitriflow {

namespace {

// The paper's parameters; unit masses, the time in units of sqrt(A2/eV).
constexpr double kGrow = 1.1, kShrink = 0.5, kMixing = 0.1, kMixingDecay = 0.99, kFirstStep = 0.02, kLongestStep = 0.2;
constexpr int kPatience = 5;
constexpr double kLongestMove_A = 0.1;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace

MinimizeOutcome descend(std::vector<double>& positions, const MinimizeRequest& request,
                        const std::function<PotentialTerms(const std::vector<double>&)>& evaluate) {
  auto terms = evaluate(positions);
  MinimizeOutcome outcome;
  outcome.energy_before_eV = terms.energy_eV;
  outcome.stopped_by = "max iterations";
  std::vector<double> velocity(positions.size(), 0.0);
  double dt = kFirstStep;
  double mixing = kMixing;
  int downhill = 0;
  for (;; ++outcome.iterations) {
    outcome.max_force_eV_A = largest(terms.forces_eV_A);
    outcome.converged = outcome.max_force_eV_A <= request.force_tolerance_eV_A;
    if (outcome.converged) outcome.stopped_by = "force tolerance";
    outcome.limit_reached = !outcome.converged && outcome.iterations == request.max_iterations;
    if (outcome.converged || outcome.limit_reached) break;
    const auto& force = terms.forces_eV_A;
    if (dot(force, velocity) > 0) {
      const double turn = mixing * std::sqrt(dot(velocity, velocity) / dot(force, force));
      for (std::size_t i = 0; i < velocity.size(); ++i) velocity[i] = (1 - mixing) * velocity[i] + turn * force[i];
      if (++downhill > kPatience) {
        dt = std::min(kGrow * dt, kLongestStep);
        mixing *= kMixingDecay;
      }
    } else {
      std::fill(velocity.begin(), velocity.end(), 0.0);
      dt *= kShrink;
      mixing = kMixing;
      downhill = 0;
    }
    for (std::size_t i = 0; i < velocity.size(); ++i) velocity[i] += dt * force[i];
    const double scale = std::min(1.0, kLongestMove_A / std::max(1e-300, dt * largest(velocity)));
    for (std::size_t i = 0; i < positions.size(); ++i) positions[i] += scale * dt * velocity[i];
    terms = evaluate(positions);
  }
  outcome.energy_after_eV = terms.energy_eV;
  return outcome;
}

}  // namespace vitriflow
