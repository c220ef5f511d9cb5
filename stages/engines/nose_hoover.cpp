#include "stages/engines/nose_hoover.hpp"

#include <cmath>
#include <cstddef>

namespace vitriflow {

namespace {

// Thermal inertia of a link, eV ps2: the first carries all degrees of freedom.
double inertia(std::size_t link, double kT, int degrees, double damping_ps) {
  return (link == 0 ? degrees : 1) * kT * damping_ps * damping_ps;
}

}  // namespace

double NoseHooverChain::half_step(double kinetic, double target_kT, int degrees, double damping_ps,
                                  double timestep_ps) {
  const double quarter = 0.25 * timestep_ps;
  const double eighth = 0.125 * timestep_ps;
  double scale = 1.0;
  const auto pull = [&](std::size_t link) {
    const double q = inertia(link, target_kT, degrees, damping_ps);
    if (link == 0) return (2 * kinetic * scale * scale - degrees * target_kT) / q;
    const double outer = inertia(link - 1, target_kT, degrees, damping_ps);
    return (outer * rates[link - 1] * rates[link - 1] - target_kT) / q;
  };
  const auto push = [&](std::size_t link) {
    const double friction = link + 1 < rates.size() ? std::exp(-eighth * rates[link + 1]) : 1.0;
    rates[link] = (rates[link] * friction + quarter * pull(link)) * friction;
  };
  for (std::size_t link = rates.size(); link-- > 0;) push(link);
  scale = std::exp(-2 * quarter * rates[0]);
  for (std::size_t link = 0; link < positions.size(); ++link) positions[link] += 2 * quarter * rates[link];
  for (std::size_t link = 0; link < rates.size(); ++link) push(link);
  return scale;
}

double NoseHooverChain::energy(double target_kT, int degrees, double damping_ps) const {
  double sum = 0;
  for (std::size_t link = 0; link < rates.size(); ++link) {
    sum += 0.5 * inertia(link, target_kT, degrees, damping_ps) * rates[link] * rates[link];
    sum += (link == 0 ? degrees : 1) * target_kT * positions[link];
  }
  return sum;
}

}  // namespace vitriflow
