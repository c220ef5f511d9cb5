// ThermoSeries: what the dynamics recorded of itself, point by point, kept in checkpoints and written into results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "hpc/store/archive.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

struct ThermoSeries {
  std::vector<std::int64_t> step;  // absolute, ascending
  std::vector<double> time_ps, temperature_K, potential_eV, kinetic_eV, conserved_eV, pressure_bar, volume_A3;
  std::vector<double> pressure_xx_bar, pressure_yy_bar, pressure_zz_bar, pressure_xy_bar, pressure_xz_bar,
      pressure_yz_bar;
  std::vector<double> a_A, b_A, c_A, alpha_degree, beta_degree,
      gamma_degree;  // of the cell

  std::size_t size() const noexcept { return step.size(); }
  std::int64_t last_step() const noexcept { return step.empty() ? -1 : step.back(); }
  void append(const Thermo& thermo, double time);
  void exchange(Archive& archive);  // under "thermo/"
  // The points with first < step <= last.
  ThermoSeries between(std::int64_t first, std::int64_t last) const;
  // Every n-th point, so that at most `most` are left; the first stays.
  ThermoSeries thinned(std::size_t most) const;
};

// A quantity that the dynamics records: "temperature", "pressure_xx", "alpha" ..., under "thermo/" in results.
struct ThermoQuantity {
  const char* name;
  const char* unit;
  std::vector<double> ThermoSeries::*values;
  double (*of)(const Thermo&);
};
// All but time and density; throws Bug for a name that is none.
std::span<const ThermoQuantity> thermo_quantities();
const ThermoQuantity& thermo_quantity(const std::string& name);

// Densities of a cell of `true_mass_g_mol` at these volumes, g/cm3.
double density_g_cm3(double true_mass_g_mol, double volume_A3);
std::vector<double> densities_g_cm3(double true_mass_g_mol, const std::vector<double>& volumes_A3);

// Writes "thermo/step", "thermo/time" and so on, at most 4000 points.
void put_thermo(Result& result, const ThermoSeries& series, double true_mass_g_mol);

}  // namespace vitriflow
