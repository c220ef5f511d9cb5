#include "stages/structure/lattice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace vitriflow {

namespace {

double wrapped(double value, double edge) {
  const double inside = value - edge * std::floor(value / edge);
  return inside < edge ? inside : 0.0;
}

// Exact at the angles that cells have, so that a cell of right angles has no tilts of 1e-16.
double cosine_of(double degrees) {
  if (degrees == 90.0) return 0.0;
  if (degrees == 60.0) return 0.5;
  if (degrees == 120.0) return -0.5;
  return std::cos(degrees * std::numbers::pi / 180.0);
}

// The tilt next to zero that differs by whole edges. Rounding must not leave one that is a little over a half.
double least_tilt(double tilt, double edge) {
  constexpr double kRounding = 1e-12;
  const double half = 0.5 * edge;
  const bool small = std::abs(tilt) <= half * (1.0 + kRounding);
  return std::clamp(small ? tilt : tilt - edge * std::round(tilt / edge), -half, half);
}

}  // namespace

double length(const Vector& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

std::array<Vector, 3> Lattice::vectors() const {
  return {{{edges[0], 0, 0}, {tilts[0], edges[1], 0}, {tilts[1], tilts[2], edges[2]}}};
}

Vector Lattice::lengths() const {
  const auto all = vectors();
  return {length(all[0]), length(all[1]), length(all[2])};
}

Vector Lattice::widths() const {
  // Volume over the area of a face.
  const auto& [xy, xz, yz] = tilts;
  const double bc = length({edges[1] * edges[2], -xy * edges[2], xy * yz - edges[1] * xz});
  const double ca = edges[0] * std::hypot(edges[2], yz);
  return {volume() / bc, volume() / ca, edges[2]};
}

Vector Lattice::cartesian(const Fraction& f) const {
  return {f[0] * edges[0] + f[1] * tilts[0] + f[2] * tilts[1], f[1] * edges[1] + f[2] * tilts[2], f[2] * edges[2]};
}

Fraction Lattice::fraction(const Vector& position) const {
  const double c = position[2] / edges[2];
  const double b = (position[1] - c * tilts[2]) / edges[1];
  return {(position[0] - b * tilts[0] - c * tilts[1]) / edges[0], b, c};
}

Vector Lattice::inside(const Vector& position) const {
  // An orthogonal cell is folded without going through fractions, which would cost the last digit.
  if (tilts == Vector{}) {
    return {wrapped(position[0], edges[0]), wrapped(position[1], edges[1]), wrapped(position[2], edges[2])};
  }
  Fraction f = fraction(position);
  for (double& x : f) x = wrapped(x, 1.0);
  return cartesian(f);
}

Vector Lattice::shortest(const Vector& a, const Vector& b) const {
  Vector d{a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  const double along_c = std::round(d[2] / edges[2]);
  d[2] -= edges[2] * along_c;
  d[1] -= tilts[2] * along_c;
  d[0] -= tilts[1] * along_c;
  const double along_b = std::round(d[1] / edges[1]);
  d[1] -= edges[1] * along_b;
  d[0] -= tilts[0] * along_b;
  d[0] -= edges[0] * std::round(d[0] / edges[0]);
  return d;
}

Lattice Lattice::repeated(const std::array<std::int64_t, 3>& n) const {
  const auto a = static_cast<double>(n[0]), b = static_cast<double>(n[1]), c = static_cast<double>(n[2]);
  return {{a * edges[0], b * edges[1], c * edges[2]}, {b * tilts[0], c * tilts[1], c * tilts[2]}};
}

Lattice Lattice::reduced() const {
  Lattice result = *this;
  auto& [xy, xz, yz] = result.tilts;
  xy = least_tilt(xy, edges[0]);
  const double rest = least_tilt(yz, edges[1]);
  xz -= std::round((yz - rest) / edges[1]) * xy;
  yz = rest;
  xz = least_tilt(xz, edges[0]);
  return result;
}

Lattice lattice_of(const Vector& lengths, const Vector& angles) {
  const double alpha = cosine_of(angles[0]), beta = cosine_of(angles[1]), gamma = cosine_of(angles[2]);
  const double xy = lengths[1] * gamma;
  const double y = std::sqrt(lengths[1] * lengths[1] - xy * xy);
  const double xz = lengths[2] * beta;
  const double yz = gamma == 0.0 ? lengths[2] * alpha : (lengths[1] * lengths[2] * alpha - xy * xz) / y;
  const double z = std::sqrt(lengths[2] * lengths[2] - xz * xz - yz * yz);
  return {{lengths[0], gamma == 0.0 ? lengths[1] : y, alpha == 0.0 && beta == 0.0 ? lengths[2] : z}, {xy, xz, yz}};
}

std::string angles_make_no_cell(const Vector& angles) {
  return fmt::format(
      "angles of {}, {} and {} degrees make no cell: each must lie above 0 and below the sum of the other two, and all "
      "together below 360.",
      angles[0], angles[1], angles[2]);
}

}  // namespace vitriflow
