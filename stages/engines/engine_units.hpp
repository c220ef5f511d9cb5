// What every engine here shares: constants in metal units (CODATA 2018), periodic images, the ramp of a request, and
// the check that a trajectory is still sane.
#pragma once

#include <string>
#include <vector>

#include "stages/engines/engine.hpp"

namespace vitriflow {

inline constexpr double kBoltzmann = 8.617333262e-5;                // eV/K
inline constexpr double kEvPerMassVelocity2 = 1.03642696526805e-4;  // eV per (g/mol) (A/ps)^2
inline constexpr double kGPaPerEvA3 = 160.2176634;

// Moves positions [N][3] into the box.
void wrap_positions(std::vector<double>& positions, const Box& box);

// The thermostat's temperature at an absolute step, K.
double target_temperature(const DynamicsRequest& request, std::int64_t step);

// Throws Unstable when the energy or temperature is not finite or the temperature exceeds 100000 K.
void check_thermo(const Thermo& thermo, const std::string& system);

}  // namespace vitriflow
