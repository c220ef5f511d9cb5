#include "stages/structure/hydrogens.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "stages/structure/molecular_graph.hpp"

namespace vitriflow {

namespace {

constexpr double kXray_A = 1.0;  // neutrons and theory find 1.07 to 1.10 A
constexpr double kFull = 0.999;

Vector sum(const Vector& a, const Vector& b, double factor = 1.0) {
  return {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
}
double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Vector unit(const Vector& v) {
  const double size = length(v);
  return {v[0] / size, v[1] / size, v[2] / size};
}
// The part of v across a unit vector, of length one.
Vector across(const Vector& v, const Vector& axis) { return unit(sum(v, axis, -dot(v, axis))); }

class Completion {
 public:
  Completion(UnitCell& cell, std::vector<std::string>& notices)
      : cell_(cell), notices_(notices), graph_(covalent_bonds(cell)), heavy_count_(cell.atoms.size()) {}

  void complete() {
    for (std::size_t i = 0; i < heavy_count_; ++i) {
      if (is(i, "C")) complete_carbon(i);
    }
    tell(ring_, fmt::format("placed by geometry, {} A from ring carbons", kRingHydrogen_A));
    tell(methyl_, fmt::format("placed by geometry, {} A from methyl carbons", kMethylHydrogen_A));
    tell(moved_,
         fmt::format("moved outwards to {} A (ring) or {} A (methyl) from their carbons, being nearer than {} A",
                     kRingHydrogen_A, kMethylHydrogen_A, kXray_A));
  }

 private:
  struct Count {
    std::size_t hydrogens = 0;
    std::set<std::string> carbons;
  };

  bool is(std::size_t i, const char* element) const { return cell_.site_of(i).element == element; }

  // Its neighbours that are, or are not, hydrogen.
  std::vector<std::size_t> bonded(std::size_t i, bool hydrogen) const {
    std::vector<std::size_t> result;
    for (const std::size_t j : graph_.of(i)) {
      if (is(j, "H") == hydrogen) result.push_back(j);
    }
    return result;
  }

  Vector towards(std::size_t i, std::size_t j) const {
    return unit(cell_.lattice.shortest(cell_.atoms[j].position, cell_.atoms[i].position));
  }

  bool in_ring(std::size_t i) const {
    const auto heavy = bonded(i, false);
    const auto nitrogens = std::count_if(heavy.begin(), heavy.end(), [&](std::size_t j) { return is(j, "N"); });
    return heavy.size() == 2 && nitrogens >= 1;
  }

  // Carbon bonded to one carbon, which stands between two nitrogens.
  bool in_methyl(std::size_t i) const {
    const auto heavy = bonded(i, false);
    if (heavy.size() != 1 || !is(heavy[0], "C")) return false;
    const auto next = bonded(heavy[0], false);
    return std::count_if(next.begin(), next.end(), [&](std::size_t j) { return is(j, "N"); }) == 2;
  }

  void complete_carbon(std::size_t i) {
    const bool ring = in_ring(i);
    if (!ring && !in_methyl(i)) return;
    for (const std::size_t h : bonded(i, true)) lengthen(i, h, ring ? kRingHydrogen_A : kMethylHydrogen_A);
    if (ring)
      complete_ring(i);
    else
      complete_methyl(i);
  }

  void lengthen(std::size_t carbon, std::size_t h, double distance) {
    const Vector apart = cell_.lattice.shortest(cell_.atoms[h].position, cell_.atoms[carbon].position);
    if (length(apart) >= kXray_A) return;
    cell_.atoms[h].position = cell_.lattice.inside(sum(cell_.atoms[carbon].position, unit(apart), distance));
    count(moved_, carbon);
  }

  void complete_ring(std::size_t i) {
    if (!bonded(i, true).empty()) return;
    const auto heavy = bonded(i, false);
    const Vector inwards = sum(towards(i, heavy[0]), towards(i, heavy[1]));
    add(i, sum({0, 0, 0}, unit(inwards), -1.0), kRingHydrogen_A, ring_);
  }

  void complete_methyl(std::size_t i) {
    const std::size_t ring = bonded(i, false)[0];
    const Vector axis = towards(ring, i);
    std::vector<Vector> taken;
    for (const std::size_t h : bonded(i, true)) taken.push_back(across(towards(i, h), axis));
    // Where none is there the first turns to the side of the first nitrogen.
    const auto next = bonded(ring, false);
    const auto nitrogen = std::find_if(next.begin(), next.end(), [&](std::size_t j) { return is(j, "N"); });
    const Vector first = taken.empty() ? across(towards(ring, *nitrogen), axis) : taken.front();
    const Vector second = cross(axis, first);
    for (int turn = 0; turn < 3 && taken.size() < 3; ++turn) {
      const double angle = turn * 2.0 * std::acos(-1.0) / 3.0;
      const Vector direction = sum(sum({0, 0, 0}, first, std::cos(angle)), second, std::sin(angle));
      const bool there =
          std::any_of(taken.begin(), taken.end(), [&](const Vector& t) { return dot(t, direction) > 0.5; });
      if (there) continue;
      taken.push_back(direction);
      // Tetrahedral: 1/3 along the axis, away from the ring.
      add(i, sum(sum({0, 0, 0}, axis, 1.0 / 3.0), direction, std::sqrt(8.0) / 3.0), kMethylHydrogen_A, methyl_);
    }
  }

  void add(std::size_t carbon, const Vector& direction, double distance, Count& counted) {
    const Site& parent = cell_.site_of(carbon);
    const std::string label = fmt::format("H({})", parent.label);
    auto site = std::find_if(cell_.sites.begin(), cell_.sites.end(), [&](const Site& s) { return s.label == label; });
    if (site == cell_.sites.end()) {
      Site placed;
      placed.label = label;
      placed.element = std::string(1, 'H');
      placed.place = parent.place;
      site = cell_.sites.insert(cell_.sites.end(), placed);
    }
    const Vector position = sum(cell_.atoms[carbon].position, direction, distance);
    count(counted, carbon);
    cell_.atoms.push_back({cell_.lattice.inside(position), static_cast<std::size_t>(site - cell_.sites.begin())});
  }

  void count(Count& counted, std::size_t carbon) const {
    ++counted.hydrogens;
    counted.carbons.insert(cell_.site_of(carbon).label);
  }

  void tell(const Count& counted, const std::string& what) {
    if (counted.hydrogens == 0) return;
    notices_.push_back(
        fmt::format("{} H of each cell {}: of {}", counted.hydrogens, what, fmt::join(counted.carbons, ", ")));
  }

  UnitCell& cell_;
  std::vector<std::string>& notices_;
  MolecularGraph graph_;
  std::size_t heavy_count_;
  Count ring_, methyl_, moved_;
};

}  // namespace

void drop_partial_hydrogens(UnitCell& cell, std::vector<std::string>& notices) {
  std::set<std::string> dropped;
  std::erase_if(cell.atoms, [&](const Atom& atom) {
    const Site& site = cell.sites[atom.site];
    if (site.element != "H" || site.occupancy >= kFull) return false;
    dropped.insert(site.label);
    return true;
  });
  if (dropped.empty()) return;
  notices.push_back(fmt::format("left out the hydrogens {}, which are partly there", fmt::join(dropped, ", ")));
}

void complete_hydrogens(UnitCell& cell, std::vector<std::string>& notices) { Completion(cell, notices).complete(); }

}  // namespace vitriflow
