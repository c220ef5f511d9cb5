#include "stages/md/thermo_series.hpp"

#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostPoints = 4000;
// (g/mol)/A3 in g/cm3: 1e24 / Avogadro's number.
constexpr double kDensity = 1.0e24 / 6.02214076e23;

constexpr ThermoQuantity kQuantities[] = {
    {"temperature", "K", &ThermoSeries::temperature_K, [](const Thermo& t) { return t.temperature_K; }},
    {"potential", "eV", &ThermoSeries::potential_eV, [](const Thermo& t) { return t.potential_eV; }},
    {"kinetic", "eV", &ThermoSeries::kinetic_eV, [](const Thermo& t) { return t.kinetic_eV; }},
    {"conserved", "eV", &ThermoSeries::conserved_eV, [](const Thermo& t) { return t.conserved_eV; }},
    {"pressure", "bar", &ThermoSeries::pressure_bar, [](const Thermo& t) { return t.pressure_bar; }},
    {"volume", "A3", &ThermoSeries::volume_A3, [](const Thermo& t) { return t.volume_A3; }},
    {"pressure_xx", "bar", &ThermoSeries::pressure_xx_bar, [](const Thermo& t) { return t.pressure_tensor_bar[0]; }},
    {"pressure_yy", "bar", &ThermoSeries::pressure_yy_bar, [](const Thermo& t) { return t.pressure_tensor_bar[1]; }},
    {"pressure_zz", "bar", &ThermoSeries::pressure_zz_bar, [](const Thermo& t) { return t.pressure_tensor_bar[2]; }},
    {"pressure_xy", "bar", &ThermoSeries::pressure_xy_bar, [](const Thermo& t) { return t.pressure_tensor_bar[3]; }},
    {"pressure_xz", "bar", &ThermoSeries::pressure_xz_bar, [](const Thermo& t) { return t.pressure_tensor_bar[4]; }},
    {"pressure_yz", "bar", &ThermoSeries::pressure_yz_bar, [](const Thermo& t) { return t.pressure_tensor_bar[5]; }},
    {"a", "A", &ThermoSeries::a_A, [](const Thermo& t) { return t.box.lengths()[0]; }},
    {"b", "A", &ThermoSeries::b_A, [](const Thermo& t) { return t.box.lengths()[1]; }},
    {"c", "A", &ThermoSeries::c_A, [](const Thermo& t) { return t.box.lengths()[2]; }},
    {"alpha", "degree", &ThermoSeries::alpha_degree, [](const Thermo& t) { return t.box.angles()[0]; }},
    {"beta", "degree", &ThermoSeries::beta_degree, [](const Thermo& t) { return t.box.angles()[1]; }},
    {"gamma", "degree", &ThermoSeries::gamma_degree, [](const Thermo& t) { return t.box.angles()[2]; }},
};

std::string path_of(const ThermoQuantity& quantity) { return std::string("thermo/") + quantity.name; }

void take(const ThermoSeries& from, std::size_t i, ThermoSeries& into) {
  into.step.push_back(from.step[i]);
  into.time_ps.push_back(from.time_ps[i]);
  for (const auto& quantity : kQuantities) (into.*quantity.values).push_back((from.*quantity.values)[i]);
}

}  // namespace

std::span<const ThermoQuantity> thermo_quantities() { return kQuantities; }

const ThermoQuantity& thermo_quantity(const std::string& name) {
  for (const auto& quantity : kQuantities) {
    if (name == quantity.name) return quantity;
  }
  ENSURE(false, "no thermodynamic quantity is called '{}'", name);
  return kQuantities[0];
}

void ThermoSeries::append(const Thermo& thermo, double time) {
  step.push_back(thermo.step);
  time_ps.push_back(time);
  for (const auto& quantity : kQuantities) (this->*quantity.values).push_back(quantity.of(thermo));
}

void ThermoSeries::exchange(Archive& archive) {
  archive.field("thermo/step", step);
  archive.field("thermo/time", time_ps, "ps");
  for (const auto& quantity : kQuantities) archive.field(path_of(quantity), this->*quantity.values, quantity.unit);
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
  result.put_vector("thermo/time", kept.time_ps, "ps");
  for (const auto& quantity : kQuantities) result.put_vector(path_of(quantity), kept.*quantity.values, quantity.unit);
  result.put_vector("thermo/density", densities_g_cm3(true_mass_g_mol, kept.volume_A3), "g/cm3");
}

}  // namespace vitriflow
