// MolecularGraph: which particles are bonded to which, from distances; and its connected parts, the molecules.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

class MolecularGraph {
 public:
  explicit MolecularGraph(std::size_t size) : neighbours_(size) {}

  std::size_t size() const { return neighbours_.size(); }
  std::size_t add_particle();
  void bond(std::size_t i, std::size_t j);
  const std::vector<std::size_t>& of(std::size_t i) const { return neighbours_[i]; }  // ascending
  std::vector<std::int64_t> molecules() const;  // from 1, in the order of their first particles

 private:
  std::vector<std::vector<std::size_t>> neighbours_;
};

// Covalent bonds inside organic linkers: C-N below 1.65 A, C-C below 1.75 A, C-H below 1.35 A, N-H below 1.25 A. Metals
// have none. Wide enough for strained coordinates, far below the next neighbours (2.1 A).
MolecularGraph covalent_bonds(const UnitCell& cell);

}  // namespace vitriflow
