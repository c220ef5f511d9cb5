// DensityModes: the Fourier components of a frame's particles at the reciprocal lattice vectors of its own box, where
// they are exact.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stages/analysis/periodic_cell.hpp"

namespace vitriflow {

// rho_a(k) = sum over the particles of a species of exp(i k r).
struct DensityMode {
  std::span<const double> real, imaginary;  // [species]
  double q_per_A = 0.0;                     // |k|
};

// Calls `visit` for every reciprocal lattice vector k = 2 pi (h, k, l) of the box with 0 < |k| < q_max (1/A), of k and
// -k only one, always in the same order. `positions` [N][3], A; `species` holds the indices of each one's particles.
// The work is vectors times particles.
void visit_density_modes(const PeriodicCell& cell, std::span<const double> positions,
                         std::span<const std::vector<std::int64_t>> species, double q_max,
                         const std::function<void(const DensityMode&)>& visit);

}  // namespace vitriflow
