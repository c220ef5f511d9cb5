#include "stages/analysis/atom_spheres.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr const char* kDummy = "X";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

SphereRadii sphere_radii(const std::vector<std::string>& elements, RadiusSet set) {
  SphereRadii spheres;
  std::set<std::string> lacking;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i] == kDummy) continue;
    const auto radius = atomic_radius(set, elements[i]);
    if (!radius) lacking.insert("'" + elements[i] + "'");
    spheres.members.push_back(static_cast<std::int64_t>(i));
    spheres.radii.push_back(radius.value_or(0.0));
  }
  if (!lacking.empty()) {
    const auto name = radius_set_names()[static_cast<std::size_t>(set)];
    throw Error(fmt::format("the radii '{}' have none for {}. Use another set of 'radii', such as '{}'", name,
                            fmt::join(lacking, ", "), set == RadiusSet::uff ? "bondi" : "uff"),
                Failure::invalid_input);
  }
  if (spheres.members.empty()) throw Error("there are no atoms to leave a void", Failure::invalid_input);
  return spheres;
}

AtomSpheres::AtomSpheres(const PeriodicCell& cell, std::span<const double> positions, const SphereRadii& spheres)
    : cell_(&cell),
      spheres_(&spheres),
      points_(cell, positions, spheres.members, 3.0),
      largest_(*std::max_element(spheres.radii.begin(), spheres.radii.end())) {}

NearbySpheres AtomSpheres::near(const Vector3& place, double extent) const {
  // The nearest surface is at most `least` away from the centre, so at most `least + extent` from any place, and a
  // sphere that is nearest to a place is at most `least + 2 extent` away from the centre.
  for (double reach = largest_ + 2.0 * extent + 1.0;;) {
    double least = kInfinity;
    points_.visit_near(place, reach, [&](std::size_t i, const LatticeVector&, double square) {
      least = std::min(least, std::sqrt(square) - spheres_->radii[i]);
    });
    const double needed = least + 2.0 * extent + largest_;
    if (needed > reach) {
      reach = std::min(needed, 1.5 * reach) + 1e-9;
      continue;
    }
    std::vector<NearbySpheres::Sphere> found;
    points_.visit_near(place, needed, [&](std::size_t i, const LatticeVector& image, double square) {
      const double radius = spheres_->radii[i];
      if (std::sqrt(square) - radius > least + 2.0 * extent + 1e-9) return;
      Vector3 fraction = points_.fraction(i);
      for (std::size_t k = 0; k < 3; ++k) fraction[k] += image[k] - place[k];
      found.push_back({cartesian(*cell_, fraction), radius});
    });
    return NearbySpheres(std::move(found));
  }
}

Vector3 cartesian(const PeriodicCell& cell, const Vector3& fraction) {
  Vector3 place{};
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t c = 0; c < 3; ++c) place[c] += fraction[k] * cell.edges()[k][c];
  }
  return place;
}

}  // namespace vitriflow
