// StraightLine: a least-squares line through points, with what its errors are made of.
#pragma once

#include <span>

namespace vitriflow {

struct StraightLine {
  double mean_x = 0.0, mean_y = 0.0, slope = 0.0;
  double points = 0.0;
  double spread = 0.0;            // sum of (x - mean_x)^2
  double residual_squares = 0.0;  // sum of squared distances in y
  double at(double x) const { return mean_y + slope * (x - mean_x); }
  // Variance of at(x) for independent points of unit variance.
  double variance_at(double x) const { return 1.0 / points + (x - mean_x) * (x - mean_x) / spread; }
};

// At least two points with different x.
StraightLine fit_line(std::span<const double> x, std::span<const double> y);

}  // namespace vitriflow
