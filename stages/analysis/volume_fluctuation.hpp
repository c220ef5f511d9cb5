// Volume fluctuation: the bulk modulus that the fluctuating volume of a barostatted run implies.
#pragma once

#include <span>

#include "hpc/result.hpp"

namespace vitriflow {

// Isothermal bulk modulus K = kB T <V> / (<V^2> - <V>^2) in GPa from the volumes (A3) of a run at constant temperature
// and pressure (M. P. Allen, D. J. Tildesley, "Computer Simulation of Liquids", 2nd edition, 2017, section 2.5). The
// error and the effective number of samples as in estimate_from_moments.
Estimate bulk_modulus(std::span<const double> volumes_A3, double temperature_K);

// Below this many independent samples of the volume its fluctuation is not known.
inline constexpr double kFewestVolumes = 20.0;

}  // namespace vitriflow
