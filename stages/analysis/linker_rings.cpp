#include "stages/analysis/linker_rings.hpp"

#include <algorithm>
#include <map>

#include "stages/analysis/neighbour_search.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kRingSize = 5;

// Which atoms are bonded to which; only those that are left.
using Bonds = std::map<std::int64_t, std::vector<std::int64_t>>;

Bonds bonds_of(const SpeciesGrid& atoms) {
  NeighbourSearch search(atoms);
  Bonds bonds;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    auto& bonded = bonds[atoms.index()[i]];
    for (const auto& neighbour : search.near(atoms.coordinates(i), atoms.index()[i], kLinkerBond_A))
      bonded.push_back(neighbour.index);
    std::sort(bonded.begin(), bonded.end());
  }
  return bonds;
}

// Methyl groups and other substituents fall off, chains disappear.
void prune(Bonds& bonds) {
  std::vector<std::int64_t> ends;
  for (const auto& [atom, bonded] : bonds)
    if (bonded.size() < 2) ends.push_back(atom);
  while (!ends.empty()) {
    const std::int64_t end = ends.back();
    ends.pop_back();
    const auto found = bonds.find(end);
    if (found == bonds.end()) continue;
    for (const std::int64_t neighbour : found->second) {
      auto& others = bonds.at(neighbour);
      std::erase(others, end);
      if (others.size() == 1) ends.push_back(neighbour);
    }
    bonds.erase(found);
  }
}

// The connected part that holds `start`, taken out of the bonds; and the places of its atoms relative to `start`'s
// image, summed.
LinkerRing take_part(Bonds& bonds, std::int64_t start, const PeriodicCell& cell, std::span<const double> positions) {
  const auto at = [&](std::int64_t atom) { return &positions[3 * static_cast<std::size_t>(atom)]; };
  LinkerRing ring;
  std::map<std::int64_t, Vector3> place{{start, {at(start)[0], at(start)[1], at(start)[2]}}};
  std::vector<std::int64_t> open{start};
  while (!open.empty()) {
    const std::int64_t atom = open.back();
    open.pop_back();
    const Vector3 here = place.at(atom);
    for (const std::int64_t next : bonds.at(atom)) {
      if (place.contains(next)) continue;
      const auto step =
          cell.minimum_image({at(next)[0] - at(atom)[0], at(next)[1] - at(atom)[1], at(next)[2] - at(atom)[2]});
      place[next] = {here[0] + step[0], here[1] + step[1], here[2] + step[2]};
      open.push_back(next);
    }
  }
  for (const auto& [atom, where] : place) {
    ring.atoms.push_back(atom);
    for (std::size_t k = 0; k < 3; ++k) ring.centroid[k] += where[k] / static_cast<double>(place.size());
    bonds.erase(atom);
  }
  return ring;
}

}  // namespace

std::vector<LinkerRing> find_linker_rings(const SpeciesGrid& carbon_and_nitrogen, std::span<const double> positions) {
  Bonds bonds = bonds_of(carbon_and_nitrogen);
  prune(bonds);
  std::vector<LinkerRing> rings;
  while (!bonds.empty()) {
    LinkerRing ring = take_part(bonds, bonds.begin()->first, carbon_and_nitrogen.cell(), positions);
    if (ring.atoms.size() == kRingSize) rings.push_back(std::move(ring));
  }
  return rings;
}

}  // namespace vitriflow
