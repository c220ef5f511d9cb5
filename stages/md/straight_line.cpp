#include "stages/md/straight_line.hpp"

#include <cstddef>

#include "hpc/base/error.hpp"

namespace vitriflow {

StraightLine fit_line(std::span<const double> x, std::span<const double> y) {
  ENSURE(x.size() == y.size() && x.size() >= 2, "{} and {} values", x.size(), y.size());
  StraightLine line;
  line.points = static_cast<double>(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.mean_x += x[i] / line.points;
    line.mean_y += y[i] / line.points;
  }
  double products = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.spread += (x[i] - line.mean_x) * (x[i] - line.mean_x);
    products += (x[i] - line.mean_x) * (y[i] - line.mean_y);
  }
  ENSURE(line.spread > 0.0, "all {} points have the same x", x.size());
  line.slope = products / line.spread;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double distance = y[i] - line.at(x[i]);
    line.residual_squares += distance * distance;
  }
  return line;
}

}  // namespace vitriflow
