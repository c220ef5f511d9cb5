// VoidPercolation: which places of a grid hang together through the periodic cell, and what gets through.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/analysis/void_grid.hpp"

namespace vitriflow {

// Clusters of places that know the lattice vectors along which they are joined: a cluster that meets its own copy in
// another cell percolates.
class PercolatingClusters {
 public:
  explicit PercolatingClusters(std::size_t places);

  void open(std::size_t place) { parent_[place] = static_cast<std::int32_t>(place); }
  bool is_open(std::size_t place) const { return parent_[place] >= 0; }
  // Joins two open places, `to` being the copy in cell `image`. True when that made a cluster percolate, or joined one
  // that does.
  bool join(std::size_t from, std::size_t to, const LatticeVector& image);
  bool percolates(std::size_t place);  // whether its cluster does

 private:
  struct Root {
    std::size_t place = 0;
    LatticeVector image{};  // of the root's copy that the place belongs to
  };
  Root find(std::size_t place);

  std::vector<std::int32_t> parent_;               // -1: not open
  std::vector<std::array<std::int8_t, 3>> image_;  // of the parent's copy
  std::vector<std::uint8_t> percolates_;           // of roots
};

// Opens every place whose distance is at least `least`; joins each with its 26 neighbours.
PercolatingClusters open_clusters(const GridShape& shape, const std::vector<float>& distances, double least);

// Radius (A) of the largest sphere that gets from a cell to another one: the largest distance at which the places that
// are at least as far from all surfaces percolate. Distances near it are replaced by the largest one around each place,
// so that the narrowest windows count with their middle although the grid misses it. 0 when no place outside of atoms
// percolates.
double limiting_radius(const AtomSpheres& spheres, const GridShape& shape, const std::vector<float>& distances);

// Radius (A) of the largest sphere that fits in: the largest distance of any place, on and off the grid.
double largest_radius(const AtomSpheres& spheres, const GridShape& shape, const std::vector<float>& distances);

}  // namespace vitriflow
