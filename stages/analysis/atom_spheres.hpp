// AtomSpheres: the atoms of a frame as spheres, and how far any place is from the nearest surface.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "stages/analysis/atomic_radii.hpp"
#include "stages/analysis/nearby_spheres.hpp"
#include "stages/analysis/periodic_points.hpp"

namespace vitriflow {

// Which particles are atoms, and their radii; the same for all frames of a trajectory. Sites without an element ("X")
// are none.
struct SphereRadii {
  std::vector<std::int64_t> members;
  std::vector<double> radii;  // [members], A
};

// Throws Error when the set lacks elements (the sentence names them all).
SphereRadii sphere_radii(const std::vector<std::string>& elements, RadiusSet set);

class AtomSpheres {
 public:
  AtomSpheres(const PeriodicCell& cell, std::span<const double> positions, const SphereRadii& spheres);

  const PeriodicCell& cell() const noexcept { return *cell_; }
  // For places within `extent` (A) of one with these fractional coordinates.
  NearbySpheres near(const Vector3& place, double extent) const;

 private:
  const PeriodicCell* cell_;
  const SphereRadii* spheres_;
  PeriodicPoints points_;
  double largest_ = 0.0;
};

// What fractional coordinates (also outside of the cell) mean in A.
Vector3 cartesian(const PeriodicCell& cell, const Vector3& fraction);

}  // namespace vitriflow
