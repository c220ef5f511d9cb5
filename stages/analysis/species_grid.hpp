// SpeciesGrid: the particles of one species of a frame, sorted into cells, so that what is near lies side by side in
// memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/analysis/periodic_cell.hpp"

namespace vitriflow {

class SpeciesGrid {
 public:
  // `positions` [N][3] of all particles, `members` the indices of the species. Cells serve searches up to `reach` (A),
  // at most half the cell's smallest width.
  SpeciesGrid(const PeriodicCell& cell, std::span<const double> positions, std::span<const std::int64_t> members,
              double reach);

  const PeriodicCell& cell() const noexcept { return *cell_; }
  std::size_t size() const noexcept { return index_.size(); }
  // Of the sorted particles: index in the frame, and coordinates that the distance kernels take (lengths along x, y, z
  // in an orthogonal cell, fractions otherwise), each in [0, one cell).
  const std::vector<std::int64_t>& index() const noexcept { return index_; }
  const std::vector<double>& axis(std::size_t k) const noexcept { return axes_[k]; }
  Vector3 coordinates(std::size_t i) const { return {axes_[0][i], axes_[1][i], axes_[2][i]}; }

  // The runs [first, last) of sorted particles that hold every particle within reach of a point, in ascending order.
  struct Run {
    std::size_t first = 0, last = 0;
  };
  void runs_near(const Vector3& coordinates, std::vector<Run>& runs) const;

  // Squared distances (A2) from a point to the sorted particles of a run, nearest images.
  void squared_distances(const Vector3& coordinates, Run run, double* squares) const;

 private:
  std::size_t cell_along(std::size_t axis, double coordinate) const;
  const PeriodicCell* cell_;
  Vector3 period_{};                    // of the coordinates: lengths, or 1
  std::array<std::size_t, 3> cells_{};  // number along each axis
  std::vector<std::size_t> first_;      // of each cell, in the sorted order; one more at the end
  std::vector<std::int64_t> index_;
  std::array<std::vector<double>, 3> axes_;
};

}  // namespace vitriflow
