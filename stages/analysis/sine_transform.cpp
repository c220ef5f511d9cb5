#include "stages/analysis/sine_transform.hpp"

#include <cmath>
#include <numbers>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(x) / x; }

std::vector<double> shell_volumes(std::size_t count, double r_max) {
  const double width = r_max / static_cast<double>(count);
  std::vector<double> volumes;
  for (std::size_t i = 0; i < count; ++i) {
    const double lower = width * static_cast<double>(i), upper = width * static_cast<double>(i + 1);
    volumes.push_back(4.0 / 3.0 * std::numbers::pi * (upper * upper * upper - lower * lower * lower));
  }
  return volumes;
}

}  // namespace

double window_at(Window window, double x) { return window == Window::lorch ? sinc(std::numbers::pi * x) : 1.0; }

SineTransform::SineTransform(std::vector<double> r, double r_max, std::vector<double> q)
    : r_(std::move(r)), q_(std::move(q)), shells_(shell_volumes(r_.size(), r_max)), r_max_(r_max) {
  sinc_.reserve(q_.size() * r_.size());
  for (const double at : q_) {
    for (const double distance : r_) sinc_.push_back(sinc(at * distance));
  }
}

std::vector<double> SineTransform::to_q(std::span<const double> h, double density, Window window) const {
  ENSURE(h.size() == r_.size(), "{} values at {} distances", h.size(), r_.size());
  std::vector<double> weighted(r_.size()), f(q_.size());
  for (std::size_t i = 0; i < r_.size(); ++i)
    weighted[i] = density * shells_[i] * h[i] * window_at(window, r_[i] / r_max_);
  for (std::size_t j = 0; j < q_.size(); ++j) {
    for (std::size_t i = 0; i < r_.size(); ++i) f[j] += weighted[i] * sinc_[j * r_.size() + i];
  }
  return f;
}

std::vector<double> SineTransform::to_r(std::span<const double> f, double q_min, Window window) const {
  ENSURE(f.size() == q_.size() && q_.size() > 1, "{} values at {} wave numbers", f.size(), q_.size());
  const double step = q_[1] - q_[0], q_max = q_.back();
  std::size_t first = 0;
  while (first < q_.size() && q_[first] < q_min - 1e-9 * step) ++first;
  std::vector<double> d(r_.size());
  for (std::size_t j = first; j < q_.size(); ++j) {
    const bool at_end = j == first || j + 1 == q_.size();
    const double weight = 2.0 / std::numbers::pi * step * (at_end ? 0.5 : 1.0) * window_at(window, q_[j] / q_max);
    for (std::size_t i = 0; i < r_.size(); ++i)
      d[i] += weight * q_[j] * q_[j] * f[j] * r_[i] * sinc_[j * r_.size() + i];
  }
  return d;
}

}  // namespace vitriflow
