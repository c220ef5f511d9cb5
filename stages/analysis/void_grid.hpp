// VoidGrid: the distance to the nearest atom's surface on a grid of places that fills the cell.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/analysis/atom_spheres.hpp"

namespace vitriflow {

// The places of a grid along the cell's vectors.
class GridShape {
 public:
  // At most `spacing` (A) apart along each vector; `offset` in units of the grid, each in [0, 1).
  GridShape(const PeriodicCell& cell, double spacing, const Vector3& offset);

  const PeriodicCell& cell() const noexcept { return *cell_; }
  const std::array<int, 3>& counts() const noexcept { return counts_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t index(const std::array<int, 3>& at) const {
    return (static_cast<std::size_t>(at[0]) * static_cast<std::size_t>(counts_[1]) + static_cast<std::size_t>(at[1])) *
               static_cast<std::size_t>(counts_[2]) +
           static_cast<std::size_t>(at[2]);
  }
  std::array<int, 3> place(std::size_t index) const;
  Vector3 fraction(const std::array<int, 3>& at) const;
  const std::array<Vector3, 3>& steps() const noexcept { return steps_; }  // between neighbours, A
  // How far a place may be from the nearest one of the grid, A.
  double half_diagonal() const noexcept { return half_diagonal_; }

  // Places in blocks of kBlock along each axis, which share what is near them.
  static constexpr int kBlock = static_cast<int>(NearbySpheres::kRow);
  std::array<int, 3> block_of(std::size_t index) const;                           // its first place
  Vector3 block_centre(const std::array<int, 3>& block) const;                    // as a fraction
  double block_extent() const noexcept { return (kBlock - 1) * half_diagonal_; }  // from the centre to any place, A
  // The places in an order in which those of a block follow each other.
  std::vector<std::size_t> by_block(const std::vector<std::size_t>& places) const;
  Vector3 from_block_centre(const std::array<int, 3>& block, const std::array<int, 3>& at) const;  // A

 private:
  const PeriodicCell* cell_;
  Vector3 offset_{};
  std::array<int, 3> counts_{};
  std::size_t size_ = 1;
  std::array<Vector3, 3> steps_{};
  double half_diagonal_ = 0.0;
};

// What one place of the grid needs of memory while voids are measured, byte; and how much of it a frame may take.
inline constexpr double kBytesPerPlace = 20.0, kMostBytes = 2.0e9;

// Throws Error for a grid that would need more, naming the spacing that does not.
void require_memory(const PeriodicCell& cell, double spacing);

// [size of the shape], A; negative inside of atoms.
std::vector<float> surface_distances(const AtomSpheres& spheres, const GridShape& shape);

}  // namespace vitriflow
