// NearbySpheres: the few spheres that matter in a neighbourhood, and distances to their surfaces.
#pragma once

#include <cstddef>
#include <vector>

#include "stages/analysis/periodic_cell.hpp"

namespace vitriflow {

// The spheres, with their images, that may be the nearest ones to any place near some centre.
class NearbySpheres {
 public:
  static constexpr std::size_t kRow = 8;
  struct Sphere {
    Vector3 centre{};  // from the centre of the neighbourhood, A
    double radius = 0.0;
  };
  explicit NearbySpheres(std::vector<Sphere> spheres);

  // Distance to the nearest surface, A, negative inside of a sphere; `place` as seen from the centre.
  double distance(const Vector3& place) const;
  // The same for kRow places at once.
  void distances(const Vector3& first, const Vector3& step, double* found) const;
  // The unit vector from the nearest surface's sphere to a place: where the distance grows.
  Vector3 outward(const Vector3& place) const;
  // Those that may be the nearest ones within `extent` of a place, seen from there.
  NearbySpheres narrowed(const Vector3& place, double extent) const;
  // The largest distance near the centre: among those that a search in steps of `reach` / 2, / 4, ... reaches within
  // about `reach` along every axis.
  double largest_near_centre(double reach, int halvings) const;
  // The distance at the top that steps away from the nearest surface lead to, the first of them this long (A).
  double largest_uphill(double first_step) const;

 private:
  struct Group {  // spheres of one radius: the nearest centre has the nearest surface
    double radius = 0.0;
    std::vector<double> x, y, z;
  };
  std::vector<Group> groups_;
};

}  // namespace vitriflow
