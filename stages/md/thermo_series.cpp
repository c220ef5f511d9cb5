#include "stages/md/thermo_series.hpp"

#include <utility>

namespace vitriflow {

namespace {

constexpr std::size_t kMostPoints = 4000;
// (g/mol)/A3 in g/cm3: 1e24 / Avogadro's number.
constexpr double kDensity = 1.0e24 / 6.02214076e23;

using Column = std::vector<double> ThermoSeries::*;
struct NamedColumn {
  const char* name;
  const char* unit;
  Column values;
};
constexpr NamedColumn kColumns[] = {
    {"thermo/time", "ps", &ThermoSeries::time_ps},           {"thermo/temperature", "K", &ThermoSeries::temperature_K},
    {"thermo/potential", "eV", &ThermoSeries::potential_eV}, {"thermo/kinetic", "eV", &ThermoSeries::kinetic_eV},
    {"thermo/conserved", "eV", &ThermoSeries::conserved_eV}, {"thermo/pressure", "bar", &ThermoSeries::pressure_bar},
    {"thermo/volume", "A3", &ThermoSeries::volume_A3},
};

void take(const ThermoSeries& from, std::size_t i, ThermoSeries& into) {
  into.step.push_back(from.step[i]);
  for (const auto& column : kColumns) (into.*column.values).push_back((from.*column.values)[i]);
}

}  // namespace

void ThermoSeries::append(const Thermo& thermo, double time) {
  step.push_back(thermo.step);
  time_ps.push_back(time);
  temperature_K.push_back(thermo.temperature_K);
  potential_eV.push_back(thermo.potential_eV);
  kinetic_eV.push_back(thermo.kinetic_eV);
  conserved_eV.push_back(thermo.conserved_eV);
  pressure_bar.push_back(thermo.pressure_bar);
  volume_A3.push_back(thermo.volume_A3);
}

void ThermoSeries::exchange(Archive& archive) {
  archive.field("thermo/step", step);
  for (const auto& column : kColumns) archive.field(column.name, this->*column.values, column.unit);
}

ThermoSeries ThermoSeries::between(std::int64_t first, std::int64_t last) const {
  ThermoSeries part;
  for (std::size_t i = 0; i < size(); ++i) {
    if (step[i] > first && step[i] <= last) take(*this, i, part);
  }
  return part;
}

ThermoSeries ThermoSeries::thinned(std::size_t most) const {
  if (size() <= most) return *this;
  const std::size_t stride = (size() + most - 1) / most;
  ThermoSeries part;
  for (std::size_t i = 0; i < size(); i += stride) take(*this, i, part);
  return part;
}

double density_g_cm3(double true_mass_g_mol, double volume_A3) { return kDensity * true_mass_g_mol / volume_A3; }

std::vector<double> densities_g_cm3(double true_mass_g_mol, const std::vector<double>& volumes_A3) {
  std::vector<double> densities;
  densities.reserve(volumes_A3.size());
  for (const double volume : volumes_A3) densities.push_back(density_g_cm3(true_mass_g_mol, volume));
  return densities;
}

void put_thermo(Result& result, const ThermoSeries& series, double true_mass_g_mol) {
  const ThermoSeries kept = series.thinned(kMostPoints);
  result.put_integers("thermo/step", kept.step);
  for (const auto& column : kColumns) result.put_vector(column.name, kept.*column.values, column.unit);
  result.put_vector("thermo/density", densities_g_cm3(true_mass_g_mol, kept.volume_A3), "g/cm3");
}

}  // namespace vitriflow
