#include "runner/forecast/cost_line.hpp"

#include <algorithm>
#include <cmath>

namespace vitriflow {
namespace {

constexpr double kAssumedError = 0.25;
constexpr std::size_t kFewestForScatter = 4;
constexpr int kRounds = 8;
constexpr double kSpread = 1.5;  // of work, for a constant and a slope to be told apart

// Of those that have work.
double mean_ratio(const std::vector<CostPoint>& points) {
  double sum = 0, count = 0;
  for (const CostPoint& p : points) {
    if (p.x > 0) sum += p.y / p.x, ++count;
  }
  return sum / count;
}

double mean_height(const std::vector<CostPoint>& points) {
  double sum = 0;
  for (const CostPoint& p : points) sum += p.y;
  return sum / static_cast<double>(points.size());
}

}  // namespace

CostLine::CostLine(std::vector<CostPoint> points, double least_error) {
  std::erase_if(points, [](const CostPoint& p) { return !(p.y > 0) || !(p.x >= 0); });
  count_ = points.size();
  if (points.empty()) return;
  fit(points);
  double squares = 0;
  for (const CostPoint& p : points) squares += std::pow(p.y / at(p.x) - 1, 2);
  assumed_ = count_ < kFewestForScatter;
  const double scatter =
      assumed_ ? 0
               : std::sqrt(squares / static_cast<double>(count_ - freedoms_) * (1 + 1.0 / static_cast<double>(count_)));
  relative_error_ = assumed_ ? kAssumedError : std::max(least_error, scatter);
}

void CostLine::fit(const std::vector<CostPoint>& points) {
  const auto [least, most] = std::minmax_element(points.begin(), points.end(),
                                                 [](const CostPoint& a, const CostPoint& b) { return a.x < b.x; });
  if (most->x <= kSpread * least->x || most->x == 0) {
    if (least->x > 0)
      slope_ = mean_ratio(points);
    else
      constant_ = mean_height(points);
    return;
  }
  // The weights 1 / y^2 would favour points that lie low; those of the fit before do not.
  std::vector<double> heights;
  for (const CostPoint& p : points) heights.push_back(p.y);
  for (int round = 0; round < kRounds; ++round) {
    fit_weighted(points, heights);
    for (std::size_t i = 0; i < points.size(); ++i) heights[i] = at(points[i].x);
  }
}

// Least squares with the weights 1 / height^2.
void CostLine::fit_weighted(const std::vector<CostPoint>& points, const std::vector<double>& heights) {
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [x, y] = points[i];
    const double weight = 1 / (heights[i] * heights[i]);
    w += weight, wx += weight * x, wy += weight * y, wxx += weight * x * x, wxy += weight * x * y;
  }
  slope_ = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  constant_ = (wy - slope_ * wx) / w;
  freedoms_ = 2;
  if (slope_ < 0) {
    slope_ = 0, constant_ = wy / w, freedoms_ = 1;
  } else if (constant_ <= 0) {
    constant_ = 0, slope_ = mean_ratio(points), freedoms_ = 1;
  }
}

}  // namespace vitriflow
