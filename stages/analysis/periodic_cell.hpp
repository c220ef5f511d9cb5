// PeriodicCell: a periodic box of any shape, as analysis sees it: lengths, volume and nearest images.
#pragma once

#include <array>
#include <span>

namespace vitriflow {

using Vector3 = std::array<double, 3>;

class PeriodicCell {
 public:
  // `edges`: the three box vectors as rows [3][3], A, not in one plane (Error otherwise).
  explicit PeriodicCell(std::span<const double> edges);

  const std::array<Vector3, 3>& edges() const noexcept { return edges_; }  // the vectors, A
  bool orthogonal() const noexcept { return orthogonal_; }                 // vectors along x, y, z
  double volume() const noexcept { return volume_; }                       // A3
  // Distances between opposite faces, A. A nearest image is unique and minimum_image finds it up to half the smallest.
  const Vector3& widths() const noexcept { return widths_; }
  double half_width() const noexcept;
  const Vector3& lengths() const noexcept { return lengths_; }  // of the three vectors, A
  // The products of the box vectors, aa, bb, cc, ab, ac, bc: r^2 = sum over fractional differences.
  const std::array<double, 6>& metric() const noexcept { return metric_; }

  // The reciprocal vectors without their factor of 2 pi, as rows, 1/A.
  const std::array<Vector3, 3>& reciprocal() const noexcept { return inverse_; }

  // In [0, 1).
  Vector3 wrapped_fraction(const double* position) const;
  // The image of `difference` that is nearest to the origin.
  Vector3 minimum_image(const Vector3& difference) const;

 private:
  Vector3 fraction(const double* position) const;
  std::array<Vector3, 3> edges_;
  std::array<Vector3, 3> inverse_;
  Vector3 widths_{}, lengths_{};
  std::array<double, 6> metric_{};
  double volume_ = 0.0;
  bool orthogonal_ = false;
};

}  // namespace vitriflow
