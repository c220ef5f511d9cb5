// NoseHooverChain: a deterministic thermostat of three links for the reference engine.
#pragma once

#include <array>

namespace vitriflow {

// Martyna, Tuckerman, Tobias & Klein, Mol. Phys. 87, 1117 (1996), eq. 29-31, one Suzuki-Yoshida step. Energies eV,
// times ps.
class NoseHooverChain {
 public:
  // Moves the chain by half a timestep; returns the factor for all velocities. `kinetic` is of the particles, eV.
  double half_step(double kinetic, double target_kT, int degrees, double damping_ps, double timestep_ps);
  // What the chain adds to the conserved energy.
  double energy(double target_kT, int degrees, double damping_ps) const;

  std::array<double, 3> positions{};
  std::array<double, 3> rates{};  // 1/ps
};

}  // namespace vitriflow
