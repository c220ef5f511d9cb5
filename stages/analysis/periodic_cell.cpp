#include "stages/analysis/periodic_cell.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector3 cross(const Vector3& a, const Vector3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector3 scaled(const Vector3& a, double factor) { return {a[0] * factor, a[1] * factor, a[2] * factor}; }

}  // namespace

PeriodicCell::PeriodicCell(std::span<const double> edges) {
  ENSURE(edges.size() == 9, "{} numbers for three box vectors", edges.size());
  for (std::size_t i = 0; i < 3; ++i) edges_[i] = {edges[3 * i], edges[3 * i + 1], edges[3 * i + 2]};
  const auto bc = cross(edges_[1], edges_[2]), ca = cross(edges_[2], edges_[0]), ab = cross(edges_[0], edges_[1]);
  const double determinant = dot(edges_[0], bc);
  volume_ = std::abs(determinant);
  if (!(volume_ > 0.0))
    throw Error("a frame's box has no volume; its trajectory is damaged or was written without a box");
  inverse_ = {scaled(bc, 1.0 / determinant), scaled(ca, 1.0 / determinant), scaled(ab, 1.0 / determinant)};
  for (std::size_t i = 0; i < 3; ++i) {
    widths_[i] = 1.0 / std::sqrt(dot(inverse_[i], inverse_[i]));
    lengths_[i] = std::sqrt(dot(edges_[i], edges_[i]));
  }
  metric_ = {dot(edges_[0], edges_[0]), dot(edges_[1], edges_[1]), dot(edges_[2], edges_[2]),
             dot(edges_[0], edges_[1]), dot(edges_[0], edges_[2]), dot(edges_[1], edges_[2])};
  orthogonal_ = edges[1] == 0 && edges[2] == 0 && edges[3] == 0 && edges[5] == 0 && edges[6] == 0 && edges[7] == 0 &&
                edges[0] > 0 && edges[4] > 0 && edges[8] > 0;
}

double PeriodicCell::half_width() const noexcept { return 0.5 * *std::min_element(widths_.begin(), widths_.end()); }

Vector3 PeriodicCell::fraction(const double* position) const {
  const Vector3 r{position[0], position[1], position[2]};
  return {dot(inverse_[0], r), dot(inverse_[1], r), dot(inverse_[2], r)};
}

Vector3 PeriodicCell::wrapped_fraction(const double* position) const {
  auto s = fraction(position);
  for (double& x : s) {
    x -= std::floor(x);
    if (x >= 1.0) x = 0.0;  // a tiny negative number rounds up to 1
  }
  return s;
}

Vector3 PeriodicCell::minimum_image(const Vector3& difference) const {
  auto s = fraction(difference.data());
  Vector3 image{};
  for (std::size_t i = 0; i < 3; ++i) {
    s[i] -= std::nearbyint(s[i]);
    for (std::size_t k = 0; k < 3; ++k) image[k] += s[i] * edges_[i][k];
  }
  return image;
}

}  // namespace vitriflow
