// ThermoSeries: what the dynamics recorded of itself, point by point, kept in checkpoints and written into results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hpc/result.hpp"
#include "hpc/store/archive.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

struct ThermoSeries {
  std::vector<std::int64_t> step;  // absolute, ascending
  std::vector<double> time_ps, temperature_K, potential_eV, kinetic_eV, conserved_eV, pressure_bar, volume_A3;

  std::size_t size() const noexcept { return step.size(); }
  std::int64_t last_step() const noexcept { return step.empty() ? -1 : step.back(); }
  void append(const Thermo& thermo, double time);
  void exchange(Archive& archive);  // under "thermo/"
  // The points with first < step <= last.
  ThermoSeries between(std::int64_t first, std::int64_t last) const;
  // Every n-th point, so that at most `most` are left; the first stays.
  ThermoSeries thinned(std::size_t most) const;
};

// Densities of a cell of `true_mass_g_mol` at these volumes, g/cm3.
double density_g_cm3(double true_mass_g_mol, double volume_A3);
std::vector<double> densities_g_cm3(double true_mass_g_mol, const std::vector<double>& volumes_A3);

// Writes "thermo/step", "thermo/time" and so on, at most 4000 points.
void put_thermo(Result& result, const ThermoSeries& series, double true_mass_g_mol);

}  // namespace vitriflow
