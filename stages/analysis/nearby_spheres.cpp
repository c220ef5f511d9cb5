#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3", "no-math-errno", "no-trapping-math")
#endif

#include "stages/analysis/nearby_spheres.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitriflow {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

NearbySpheres::NearbySpheres(std::vector<Sphere> spheres) {
  std::stable_sort(spheres.begin(), spheres.end(), [](const auto& a, const auto& b) { return a.radius < b.radius; });
  for (const auto& sphere : spheres) {
    if (groups_.empty() || groups_.back().radius != sphere.radius) groups_.push_back({sphere.radius, {}, {}, {}});
    groups_.back().x.push_back(sphere.centre[0]);
    groups_.back().y.push_back(sphere.centre[1]);
    groups_.back().z.push_back(sphere.centre[2]);
  }
}

double NearbySpheres::distance(const Vector3& place) const {
  double least = kInfinity;
  for (const auto& group : groups_) {
    double square = kInfinity;
    for (std::size_t i = 0; i < group.x.size(); ++i) {
      const double x = group.x[i] - place[0], y = group.y[i] - place[1], z = group.z[i] - place[2];
      square = std::min(square, x * x + y * y + z * z);
    }
    least = std::min(least, std::sqrt(square) - group.radius);
  }
  return least;
}

void NearbySpheres::distances(const Vector3& first, const Vector3& step, double* found) const {
  std::array<double, kRow> x{}, y{}, z{}, squares{};
  for (std::size_t p = 0; p < kRow; ++p) {
    const auto along = static_cast<double>(p);
    x[p] = first[0] + along * step[0];
    y[p] = first[1] + along * step[1];
    z[p] = first[2] + along * step[2];
    found[p] = kInfinity;
  }
  for (const auto& group : groups_) {
    squares.fill(kInfinity);
    for (std::size_t i = 0; i < group.x.size(); ++i) {
      const double cx = group.x[i], cy = group.y[i], cz = group.z[i];
      for (std::size_t p = 0; p < kRow; ++p) {
        const double dx = cx - x[p], dy = cy - y[p], dz = cz - z[p];
        const double square = dx * dx + dy * dy + dz * dz;
        squares[p] = square < squares[p] ? square : squares[p];
      }
    }
    for (std::size_t p = 0; p < kRow; ++p) {
      const double distance = std::sqrt(squares[p]) - group.radius;
      found[p] = distance < found[p] ? distance : found[p];
    }
  }
}

Vector3 NearbySpheres::outward(const Vector3& place) const {
  double least = kInfinity;
  Vector3 towards{};
  for (const auto& group : groups_) {
    for (std::size_t i = 0; i < group.x.size(); ++i) {
      const Vector3 d{place[0] - group.x[i], place[1] - group.y[i], place[2] - group.z[i]};
      const double length = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      if (length - group.radius >= least || length == 0.0) continue;
      least = length - group.radius;
      towards = {d[0] / length, d[1] / length, d[2] / length};
    }
  }
  return towards;
}

NearbySpheres NearbySpheres::narrowed(const Vector3& place, double extent) const {
  const double most = distance(place) + 2.0 * extent;
  std::vector<Sphere> found;
  for (const auto& group : groups_) {
    const double square = (most + group.radius) * (most + group.radius);
    for (std::size_t i = 0; i < group.x.size(); ++i) {
      const Vector3 d{group.x[i] - place[0], group.y[i] - place[1], group.z[i] - place[2]};
      if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= square) found.push_back({d, group.radius});
    }
  }
  return NearbySpheres(std::move(found));
}

double NearbySpheres::largest_near_centre(double reach, int halvings) const {
  Vector3 place{};
  double largest = distance(place);
  for (double step = reach / 2; halvings > 0; --halvings, step /= 2) {
    const auto centre = place;
    for (int direction = 0; direction < 27; ++direction) {
      const int x = direction % 3 - 1, y = direction / 3 % 3 - 1, z = direction / 9 - 1;
      const Vector3 trial{centre[0] + step * x, centre[1] + step * y, centre[2] + step * z};
      const double found = distance(trial);
      if (found <= largest) continue;
      largest = found;
      place = trial;
    }
  }
  return largest;
}

// Steps that shrink slowly find the top of ridges, where those along fixed directions would stop.
double NearbySpheres::largest_uphill(double first_step) const {
  Vector3 place{};
  double largest = distance(place);
  double step = first_step;
  while (step > 1e-5) {
    const auto uphill = outward(place);
    for (std::size_t c = 0; c < 3; ++c) place[c] += step * uphill[c];
    largest = std::max(largest, distance(place));
    step *= 0.98;
  }
  return largest;
}

}  // namespace vitriflow
