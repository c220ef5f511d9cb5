// CostLine: seconds or bytes as a straight line in the work, fitted to what was measured, with its uncertainty.
#pragma once

#include <cstddef>
#include <vector>

namespace vitriflow {

struct CostPoint {
  double x = 0;  // work
  double y = 0;  // what it took
};

class CostLine {
 public:
  // Relative errors are minimised, since measurements span orders of magnitude; neither the constant nor the slope
  // becomes negative. Points that took nothing are left out. `least_error`: below it no scatter is believed.
  explicit CostLine(std::vector<CostPoint> points, double least_error = 0.10);
  bool known() const noexcept { return count_ > 0; }
  double at(double x) const noexcept { return constant_ + slope_ * x; }
  // Of a prediction, relative: from the scatter of four and more points; 25 % is assumed for fewer.
  double relative_error() const noexcept { return relative_error_; }
  bool error_is_assumed() const noexcept { return assumed_; }
  std::size_t count() const noexcept { return count_; }

 private:
  void fit(const std::vector<CostPoint>& points);
  void fit_weighted(const std::vector<CostPoint>& points, const std::vector<double>& heights);
  double constant_ = 0, slope_ = 0, relative_error_ = 0;
  std::size_t count_ = 0, freedoms_ = 1;
  bool assumed_ = true;
};

}  // namespace vitriflow
