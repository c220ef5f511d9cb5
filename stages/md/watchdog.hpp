// Watchdog: notices that a leg of dynamics has run away, before anybody takes it for a result.
//
// Its bounds are wide enough for everything that is physics, melting, ramps and evaporation included; a trajectory that
// blows up passes them within some tens of steps.
//   finite       every number of the thermodynamics is one.
//   temperature  With a thermostat, at most 5 T + 10 s(T) + 1000 K, where T is the highest of the leg's targets and of
//                the temperature it began with, and s(T) = T sqrt(2 / (3 N - 3)) the canonical fluctuation. The 1000 K
//                stand for strain that the input releases as heat, some 0.1 eV per particle. Without a thermostat
//                nothing bounds it but the energy.
//   drift        Where temperature and pressure are to stay, and the box is not moved: the conserved energy may leave
//                its first value of the leg by e (1 + t / 1 ps) per particle, with e the larger of 0.02 eV and kT / 2.
//                Potentials that are cut without a shift cost up to about 0.02 eV per particle when a crystal melts.
//   volume       Between two looks that are t apart, by at most a factor of 2 exp(20 t / tau), tau the barostat's
//                damping time. Its mass is (3 N) kT tau^2 (Martyna, Tobias & Klein, J. Chem. Phys. 101, 4177 (1994)),
//                so an ideal gas let into the void speeds ln V up by 3 / tau^2; when a crystal has become a gas at
//                1 bar (ln V = 7) the rate is about 6 / tau. The factor of 2 stands for the ringing of a cold crystal
//                under a wrong pressure, fast but of little width.
#pragma once

#include <cstdint>
#include <optional>

#include "stages/engines/engine.hpp"

namespace vitriflow {

// The temperature that velocities mean, with 3 N - 3 degrees of freedom; 0 where nothing moves.
double kinetic_temperature_K(const System& system);

class Watchdog {
 public:
  // `request` is the leg's; `start_K` the temperature that it begins with.
  Watchdog(const DynamicsRequest& request, std::int64_t particles, double start_K, double start_volume_A3);

  // Throws Unstable that says what ran away, at which of the thermo's steps and how far it might have gone.
  void look(const Thermo& thermo);

 private:
  void check_temperature(const Thermo& thermo) const;
  void check_volume(const Thermo& thermo) const;
  void check_drift(const Thermo& thermo) const;

  DynamicsRequest request_;
  double particles_;
  double expected_K_;
  double volume_A3_;  // at the last look
  std::int64_t step_;
  std::optional<double> first_conserved_eV_;
  std::int64_t first_conserved_step_ = 0;
};

}  // namespace vitriflow
