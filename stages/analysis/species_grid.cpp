#include "stages/analysis/species_grid.hpp"

#include <algorithm>
#include <cmath>

#include "stages/analysis/pair_kernels.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kReach = 1;  // cells on each side that a search visits
constexpr std::size_t kMostCells = 64;

// Cells along an axis: as many as keep `reach` within kReach cells, or one where a search would visit all of them
// anyway.
std::size_t cells_for(double width, double reach, std::size_t particles) {
  const auto most = std::min(kMostCells, 1 + static_cast<std::size_t>(std::cbrt(static_cast<double>(particles))));
  const auto fitting = static_cast<std::size_t>(width * static_cast<double>(kReach) / reach);
  const auto cells = std::min(fitting, most);
  // Fewer cells than fit are larger, so kReach of them still cover the reach.
  return cells > 2 * kReach + 1 ? cells : 1;
}

}  // namespace

SpeciesGrid::SpeciesGrid(const PeriodicCell& cell, std::span<const double> positions,
                         std::span<const std::int64_t> members, double reach)
    : cell_(&cell), period_(cell.orthogonal() ? cell.lengths() : Vector3{1, 1, 1}) {
  const auto n = members.size();
  for (std::size_t k = 0; k < 3; ++k) cells_[k] = cells_for(cell.widths()[k], reach, n);
  std::vector<Vector3> points(n);
  std::vector<std::size_t> home(n);
  first_.assign(cells_[0] * cells_[1] * cells_[2] + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    points[i] = cell.wrapped_fraction(&positions[3 * static_cast<std::size_t>(members[i])]);
    for (std::size_t k = 0; k < 3; ++k) points[i][k] *= period_[k];
    home[i] = (cell_along(0, points[i][0]) * cells_[1] + cell_along(1, points[i][1])) * cells_[2] +
              cell_along(2, points[i][2]);
    ++first_[home[i] + 1];
  }
  for (std::size_t c = 1; c < first_.size(); ++c) first_[c] += first_[c - 1];
  auto next = first_;
  index_.resize(n);
  for (auto& axis : axes_) axis.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = next[home[i]]++;
    index_[at] = members[i];
    for (std::size_t k = 0; k < 3; ++k) axes_[k][at] = points[i][k];
  }
}

std::size_t SpeciesGrid::cell_along(std::size_t axis, double coordinate) const {
  const auto c = static_cast<std::size_t>(coordinate / period_[axis] * static_cast<double>(cells_[axis]));
  return std::min(c, cells_[axis] - 1);
}

void SpeciesGrid::runs_near(const Vector3& coordinates, std::vector<Run>& runs) const {
  runs.clear();
  std::array<std::vector<std::size_t>, 2> near;  // cells along the two slow axes
  for (std::size_t k = 0; k < 2; ++k) {
    if (cells_[k] == 1) {
      near[k] = {0};
      continue;
    }
    const auto home = cell_along(k, coordinates[k]);
    for (std::size_t d = 0; d <= 2 * kReach; ++d) near[k].push_back((home + cells_[k] + d - kReach) % cells_[k]);
  }
  const auto add = [&](std::size_t row, std::size_t from, std::size_t to) {
    const Run run{first_[row + from], first_[row + to]};
    if (run.first < run.last) runs.push_back(run);
  };
  for (const auto x : near[0]) {
    for (const auto y : near[1]) {
      const auto row = (x * cells_[1] + y) * cells_[2];
      if (cells_[2] == 1) {
        add(row, 0, 1);
        continue;
      }
      const auto home = cell_along(2, coordinates[2]);
      const auto low = home + cells_[2] - kReach, high = low + 2 * kReach + 1;  // in units shifted by one period
      if (low < cells_[2]) add(row, low, cells_[2]);
      add(row, std::max(low, cells_[2]) - cells_[2], std::min(high, 2 * cells_[2]) - cells_[2]);
      if (high > 2 * cells_[2]) add(row, 0, high - 2 * cells_[2]);
    }
  }
}

void SpeciesGrid::squared_distances(const Vector3& coordinates, Run run, double* squares) const {
  const PointsView points{axes_[0].data() + run.first, axes_[1].data() + run.first, axes_[2].data() + run.first,
                          run.last - run.first};
  if (cell_->orthogonal()) {
    orthogonal_squares(coordinates, points, period_, squares);
  } else {
    fractional_squares(coordinates, points, cell_->metric(), squares);
  }
}

}  // namespace vitriflow
