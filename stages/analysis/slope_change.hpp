// SlopeChange: where a curve that is two straight lines bends, if it does: the glass transition in energy against
// temperature.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace vitriflow {

struct SlopeChange {
  bool found = false;
  double place = 0.0, standard_error = 0.0;  // of the bend, in the unit of x
  double low = 0.0, high = 0.0;              // 95 % interval
  bool open = false;                         // the interval ends at the outermost places that were tried
  double slope_below = 0.0, slope_below_error = 0.0, slope_above = 0.0, slope_above_error = 0.0;
  double sigma = 0.0;              // the change of slope in its own standard errors
  double effective_samples = 0.0;  // points, less what their residuals remember
  double bend_value = 0.0;         // of y at the bend
  double at(double x) const { return bend_value + (x < place ? slope_below : slope_above) * (x - place); }
};

// The fewest points that are looked at: three on each side and two for the noise.
inline constexpr std::size_t kFewestForSlopes = 8;

// Continuous two-phase regression (D. V. Hinkley, Biometrika 56, 495 (1969)): a hinge at every place between the third
// and the third-last point, the one with the least squares wins. x ascending. `errors` of y, or empty: then the noise
// comes from the residuals and their correlation. With errors that are too small for the residuals both are scaled. The
// interval is where the squares stay below the profile's limit (G. A. F. Seber, C. J. Wild, "Nonlinear Regression",
// 1989, section 9.3.4). The bend counts from 4 standard errors of the change of slope on. Points of equal x are
// allowed. Fewer than kFewestForSlopes points: nothing is found, sigma is 0.
SlopeChange find_slope_change(std::span<const double> x, std::span<const double> y, std::span<const double> errors);

}  // namespace vitriflow
