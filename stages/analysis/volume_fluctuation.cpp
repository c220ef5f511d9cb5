#include "stages/analysis/volume_fluctuation.hpp"

#include "stages/analysis/statistics.hpp"

namespace vitriflow {

namespace {

constexpr double kBoltzmann_eV_K = 8.617333262145e-5;  // CODATA 2018
constexpr double kGPa_per_eV_A3 = 160.2176634;

}  // namespace

Estimate bulk_modulus(std::span<const double> volumes_A3, double temperature_K) {
  return estimate_from_moments(volumes_A3, "GPa", [temperature_K](double mean, double variance) {
    return kBoltzmann_eV_K * temperature_K * mean / variance * kGPa_per_eV_A3;
  });
}

}  // namespace vitriflow
