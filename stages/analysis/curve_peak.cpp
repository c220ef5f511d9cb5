#include "stages/analysis/curve_peak.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kHighEnough = 0.5, kTop = 0.7, kFall = 0.05;

std::vector<double> smoothed(std::span<const double> y) {
  std::vector<double> smooth(y.begin(), y.end());
  for (std::size_t i = 1; i + 1 < y.size(); ++i) smooth[i] = 0.25 * y[i - 1] + 0.5 * y[i] + 0.25 * y[i + 1];
  return smooth;
}

// The index of the first maximum that is high enough and from which the curve falls; its size without one.
std::size_t first_maximum(const std::vector<double>& y) {
  const double highest = *std::max_element(y.begin(), y.end());
  std::size_t top = 0;
  for (std::size_t i = 1; i < y.size() && highest > 0.0; ++i) {
    if (y[i] > y[top]) top = i;
    if (y[i] > y[top] - kFall * highest) continue;
    if (y[top] >= kHighEnough * highest && top > 0) return top;
    top = i;
  }
  return y.size();
}

// x where the least-squares parabola through the points has its vertex.
double vertex(std::span<const double> x, std::span<const double> y) {
  const double middle = x[x.size() / 2], width = x.back() - x.front();
  Eigen::MatrixXd powers(static_cast<Eigen::Index>(x.size()), 3);
  Eigen::VectorXd values(static_cast<Eigen::Index>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double t = (x[i] - middle) / width;
    powers.row(static_cast<Eigen::Index>(i)) << 1.0, t, t * t;
    values[static_cast<Eigen::Index>(i)] = y[i];
  }
  const Eigen::Vector3d fit = powers.colPivHouseholderQr().solve(values);
  return fit[2] < 0.0 ? std::clamp(middle - 0.5 * width * fit[1] / fit[2], x.front(), x.back()) : middle;
}

}  // namespace

double first_peak_position(std::span<const double> x, std::span<const double> y) {
  if (y.size() < 3) return kNaN;
  const auto smooth = smoothed(y);
  const auto top = first_maximum(smooth);
  if (top + 1 >= y.size()) return kNaN;
  std::size_t first = top - 1, last = top + 1;
  while (first > 0 && smooth[first - 1] >= kTop * smooth[top]) --first;
  while (last + 1 < y.size() && smooth[last + 1] >= kTop * smooth[top]) ++last;
  const auto count = last - first + 1;
  return vertex(x.subspan(first, count), y.subspan(first, count));
}

}  // namespace vitriflow
