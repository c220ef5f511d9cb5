// EnergyDrift: how fast a conserved energy runs away, as a slope with an uncertainty that knows of correlations.
#pragma once

#include <cstdint>
#include <span>

#include "hpc/result.hpp"

namespace vitriflow {

// Slope of `energy_eV` against `time_ps` by least squares, divided by the number of atoms, in eV/ns/atom. Its standard
// error is that of a straight line through independent points, with the points replaced by the effective samples of the
// residuals (n / 2 tau); NaN with fewer than 8 points or none independent.
Estimate estimate_drift(std::span<const double> time_ps, std::span<const double> energy_eV, std::int64_t atoms);

}  // namespace vitriflow
