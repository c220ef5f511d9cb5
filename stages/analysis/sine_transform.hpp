// SineTransform: between a function of distance and one of Q, with the window that tames the end of the range.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vitriflow {

// Lorch's window sin(pi x) / (pi x) falls to 0 at the end (x = 1) of the range: E. Lorch, J. Phys. C 2, 229 (1969).
enum class Window { none, lorch };
double window_at(Window window, double x);

// Holds sin(Qr) / (Qr) on the two grids, so that many curves share the work.
class SineTransform {
 public:
  // `r` in A: the centres of equal shells that reach to r_max; `q` in 1/A: ascending, equally spaced.
  SineTransform(std::vector<double> r, double r_max, std::vector<double> q);

  const std::vector<double>& r() const noexcept { return r_; }
  const std::vector<double>& q() const noexcept { return q_; }

  // density * integral over 0..r_max of 4 pi r^2 h(r) w(r / r_max) sin(Qr) / (Qr) dr for h [r], density in 1/A3: with
  // h = g - 1 the Faber-Ziman partial structure factor less 1.
  std::vector<double> to_q(std::span<const double> h, double density, Window window) const;
  // 2 / pi * integral over q_min..q_max of Q F(Q) w(Q / q_max) sin(Qr) dQ for F [q], in units of F / A2, by the
  // trapezoidal rule on the grid: 4 pi r density G(r).
  std::vector<double> to_r(std::span<const double> f, double q_min, Window window) const;

 private:
  std::vector<double> r_, q_, shells_;  // shells_: volumes, A3
  double r_max_;
  std::vector<double> sinc_;  // [q][r]
};

}  // namespace vitriflow
