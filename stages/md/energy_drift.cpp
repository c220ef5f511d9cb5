#include "stages/md/energy_drift.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/md/straight_line.hpp"

namespace vitriflow {

namespace {

constexpr const char* kUnit = "eV/ns/atom";
constexpr double kPerNanosecond = 1e3;  // ps in 1 ns

}  // namespace

Estimate estimate_drift(std::span<const double> time_ps, std::span<const double> energy_eV, std::int64_t atoms) {
  ENSURE(time_ps.size() == energy_eV.size() && atoms > 0, "{} times, {} energies, {} atoms", time_ps.size(),
         energy_eV.size(), atoms);
  const double scale = kPerNanosecond / static_cast<double>(atoms);
  const std::size_t n = time_ps.size();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (n < 3) return {nan, nan, static_cast<double>(n), kUnit, "too few points for a slope"};
  const StraightLine line = fit_line(time_ps, energy_eV);
  std::vector<double> residuals(n);
  for (std::size_t i = 0; i < n; ++i) residuals[i] = energy_eV[i] - line.at(time_ps[i]);
  const double effective = static_cast<double>(n) / (2.0 * correlation_time(residuals).integrated);
  if (n < kFewestSamples || effective <= 2.0) {
    return {line.slope * scale, nan, effective, kUnit, "too few independent points for an uncertainty"};
  }
  // Var(slope) = s^2 / Sxx with s^2 = SSR / (n_eff - 2) and Sxx scaled to n_eff points.
  const double error = std::sqrt(line.residual_squares / (effective - 2.0) / line.spread);
  return {line.slope * scale, error * scale, effective, kUnit,
          fmt::format("least squares over {} points, {:.0f} of them independent", n, effective)};
}

}  // namespace vitriflow
