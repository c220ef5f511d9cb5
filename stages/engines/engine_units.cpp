#include "stages/engines/engine_units.hpp"

#include <cmath>

#include "hpc/base/error.hpp"
#include "stages/engines/instability.hpp"

namespace vitriflow {

namespace {

constexpr double kRunaway_K = 1e5;

}  // namespace

void wrap_positions(std::vector<double>& positions, const Box& box) {
  const auto& [xy, xz, yz] = box.tilts;
  for (std::size_t i = 0; i + 2 < positions.size(); i += 3) {
    double* r = &positions[i];
    // From c to a: the upper-triangular cell lets each axis be folded on its own.
    const double along_c = std::floor((r[2] - box.origin[2]) / box.edges[2]);
    r[0] -= along_c * xz;
    r[1] -= along_c * yz;
    r[2] -= along_c * box.edges[2];
    const double s2 = (r[2] - box.origin[2]) / box.edges[2];
    const double along_b = std::floor((r[1] - box.origin[1] - s2 * yz) / box.edges[1]);
    r[0] -= along_b * xy;
    r[1] -= along_b * box.edges[1];
    const double s1 = (r[1] - box.origin[1] - s2 * yz) / box.edges[1];
    r[0] -= std::floor((r[0] - box.origin[0] - s1 * xy - s2 * xz) / box.edges[0]) * box.edges[0];
  }
}

double target_temperature(const DynamicsRequest& request, std::int64_t step) {
  if (step <= request.ramp_first || request.ramp_last <= request.ramp_first) {
    return step <= request.ramp_first ? request.temperature_from_K : request.temperature_to_K;
  }
  if (step >= request.ramp_last) return request.temperature_to_K;
  const double way =
      static_cast<double>(step - request.ramp_first) / static_cast<double>(request.ramp_last - request.ramp_first);
  return request.temperature_from_K + way * (request.temperature_to_K - request.temperature_from_K);
}

void check_thermo(const Thermo& thermo, const std::string& system) {
  if (std::isfinite(thermo.potential_eV) && std::isfinite(thermo.kinetic_eV) && thermo.temperature_K < kRunaway_K)
    return;
  throw Unstable(
      thermo.temperature_K >= kRunaway_K ? Instability::too_hot : Instability::not_finite,
      fmt::format("the trajectory of system '{}' blew up: at step {} its temperature is {:.4g} K and its potential "
                  "energy {:.6g} eV. Use a smaller timestep, or minimise before.",
                  system, thermo.step, thermo.temperature_K, thermo.potential_eV));
}

}  // namespace vitriflow
