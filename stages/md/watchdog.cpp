#include "stages/md/watchdog.hpp"

#include <algorithm>
#include <cmath>

#include "stages/engines/engine_units.hpp"
#include "stages/engines/instability.hpp"

namespace vitriflow {

namespace {

constexpr double kTimesTarget = 5.0;
constexpr double kDeviations = 10.0;
constexpr double kReleasedHeat_K = 1000.0;
constexpr double kVolumeFactor = 2.0;
constexpr double kVolumeRate = 20.0;  // of the logarithm, in units of 1 / tau
constexpr double kLeastDrift_eV = 0.02;

double degrees(double particles) { return std::max(1.0, 3 * particles - 3); }

// The highest that the thermostat is set to within the leg.
double highest_target_K(const DynamicsRequest& request) {
  return std::max(target_temperature(request, request.first_step),
                  target_temperature(request, request.first_step + request.steps));
}

double passed_ps(const DynamicsRequest& request, std::int64_t from_step, std::int64_t to_step) {
  return static_cast<double>(to_step - from_step) * request.timestep_fs * 1e-3;
}

bool conserves(const DynamicsRequest& request) {
  if (request.ensemble == Ensemble::nve) return true;
  return request.temperature_from_K == request.temperature_to_K && !request.towards_cube;
}

bool finite(const Thermo& thermo) {
  for (const double value : {thermo.temperature_K, thermo.potential_eV, thermo.kinetic_eV, thermo.conserved_eV,
                             thermo.pressure_bar, thermo.volume_A3}) {
    if (!std::isfinite(value)) return false;
  }
  return thermo.volume_A3 > 0;
}

}  // namespace

double kinetic_temperature_K(const System& system) {
  double doubled_eV = 0;
  for (std::size_t i = 0; i < system.velocities.size(); ++i) {
    const auto type = static_cast<std::size_t>(system.type[i / 3]);
    doubled_eV += system.types[type].mass * system.velocities[i] * system.velocities[i] * kEvPerMassVelocity2;
  }
  return doubled_eV / (degrees(static_cast<double>(system.size())) * kBoltzmann);
}

Watchdog::Watchdog(const DynamicsRequest& request, std::int64_t particles, double start_K, double start_volume_A3)
    : request_(request),
      particles_(static_cast<double>(particles)),
      expected_K_(request.ensemble == Ensemble::nve ? start_K : std::max(start_K, highest_target_K(request))),
      volume_A3_(start_volume_A3),
      step_(request.first_step) {}

void Watchdog::look(const Thermo& thermo) {
  if (!finite(thermo)) {
    throw Unstable(
        Instability::not_finite,
        fmt::format("at step {} temperature, energy, pressure or volume is not a finite number "
                    "({:.4g} K, {:.6g} eV, {:.4g} bar, {:.6g} A3)",
                    thermo.step, thermo.temperature_K, thermo.potential_eV, thermo.pressure_bar, thermo.volume_A3));
  }
  if (request_.ensemble != Ensemble::nve) check_temperature(thermo);
  if (has_barostat(request_.ensemble)) check_volume(thermo);
  if (conserves(request_)) {
    if (!first_conserved_eV_) {
      first_conserved_eV_ = thermo.conserved_eV;
      first_conserved_step_ = thermo.step;
    }
    check_drift(thermo);
  }
  volume_A3_ = thermo.volume_A3;
  step_ = thermo.step;
}

void Watchdog::check_temperature(const Thermo& thermo) const {
  const double deviation_K = expected_K_ * std::sqrt(2 / degrees(particles_));
  const double most_K = kTimesTarget * expected_K_ + kDeviations * deviation_K + kReleasedHeat_K;
  if (thermo.temperature_K <= most_K) return;
  throw Unstable(Instability::too_hot,
                 fmt::format("at step {} the temperature is {:.4g} K; {:.4g} K is the most to be expected where the "
                             "thermostat and the start are at no more than {:.4g} K",
                             thermo.step, thermo.temperature_K, most_K, expected_K_));
}

void Watchdog::check_volume(const Thermo& thermo) const {
  const double passed = passed_ps(request_, step_, thermo.step);
  const double most = std::log(kVolumeFactor) + kVolumeRate * passed / request_.barostat_ps;
  if (std::abs(std::log(thermo.volume_A3 / volume_A3_)) <= most) return;
  throw Unstable(Instability::volume,
                 fmt::format("at step {} the volume is {:.6g} A3, and {:.4g} ps before it was {:.6g} A3: no barostat "
                             "with a damping time of {:.4g} ps is as fast",
                             thermo.step, thermo.volume_A3, passed, volume_A3_, request_.barostat_ps));
}

void Watchdog::check_drift(const Thermo& thermo) const {
  const double passed = passed_ps(request_, first_conserved_step_, thermo.step);
  const double each_eV = std::max(kLeastDrift_eV, 0.5 * kBoltzmann * expected_K_);
  const double most_eV = each_eV * (1 + passed);
  const double drift_eV = std::abs(thermo.conserved_eV - *first_conserved_eV_) / particles_;
  if (drift_eV <= most_eV) return;
  throw Unstable(Instability::drift,
                 fmt::format("at step {} the conserved energy is {:.4g} eV per particle away from where it was {:.4g} "
                             "ps before; {:.4g} eV is the most to be expected",
                             thermo.step, drift_eV, passed, most_eV));
}

}  // namespace vitriflow
