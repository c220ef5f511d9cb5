#include "stages/analysis/void_grid.hpp"

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

double length_of(const Vector3& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

// Half the longest diagonal of the parallelepiped of three vectors.
double half_diagonal_of(const std::array<Vector3, 3>& steps) {
  double longest = 0.0;
  for (int signs = 0; signs < 4; ++signs) {
    Vector3 diagonal = steps[0];
    for (std::size_t c = 0; c < 3; ++c) {
      diagonal[c] += (signs % 2 == 0 ? 1 : -1) * steps[1][c] + (signs / 2 == 0 ? 1 : -1) * steps[2][c];
    }
    longest = std::max(longest, length_of(diagonal));
  }
  return 0.5 * longest;
}

std::array<double, 3> counts_for(const PeriodicCell& cell, double spacing) {
  std::array<double, 3> counts{};
  for (std::size_t k = 0; k < 3; ++k) counts[k] = std::max(1.0, std::ceil(cell.lengths()[k] / spacing - 1e-9));
  return counts;
}

}  // namespace

GridShape::GridShape(const PeriodicCell& cell, double spacing, const Vector3& offset) : cell_(&cell), offset_(offset) {
  const auto counts = counts_for(cell, spacing);
  for (std::size_t k = 0; k < 3; ++k) {
    counts_[k] = static_cast<int>(counts[k]);
    size_ *= static_cast<std::size_t>(counts_[k]);
    for (std::size_t c = 0; c < 3; ++c) steps_[k][c] = cell.edges()[k][c] / counts[k];
  }
  half_diagonal_ = half_diagonal_of(steps_);
}

std::array<int, 3> GridShape::place(std::size_t index) const {
  const auto ny = static_cast<std::size_t>(counts_[1]), nz = static_cast<std::size_t>(counts_[2]);
  return {static_cast<int>(index / (ny * nz)), static_cast<int>(index / nz % ny), static_cast<int>(index % nz)};
}

Vector3 GridShape::fraction(const std::array<int, 3>& at) const {
  return {(at[0] + offset_[0]) / counts_[0], (at[1] + offset_[1]) / counts_[1], (at[2] + offset_[2]) / counts_[2]};
}

void require_memory(const PeriodicCell& cell, double spacing) {
  const auto counts = counts_for(cell, spacing);
  const double bytes = counts[0] * counts[1] * counts[2] * kBytesPerPlace;
  if (bytes <= kMostBytes) return;
  const double fits = std::ceil(100.0 * spacing * std::cbrt(bytes / kMostBytes) + 1.0) / 100.0;
  throw Error(fmt::format("a grid of {:g} A has {:.0f} x {:.0f} x {:.0f} places in this cell and needs {:.3g} GB; {:g} "
                          "GB are the most for one frame. Use 'grid: {:g} A' or a smaller cell",
                          spacing, counts[0], counts[1], counts[2], bytes / 1e9, kMostBytes / 1e9, fits),
              Failure::invalid_input);
}

std::array<int, 3> GridShape::block_of(std::size_t index) const {
  auto at = place(index);
  for (int& x : at) x -= x % kBlock;
  return at;
}

Vector3 GridShape::block_centre(const std::array<int, 3>& block) const {
  Vector3 centre = fraction(block);
  for (std::size_t k = 0; k < 3; ++k) centre[k] += 0.5 * (kBlock - 1) / counts_[k];
  return centre;
}

std::vector<std::size_t> GridShape::by_block(const std::vector<std::size_t>& places) const {
  std::vector<std::pair<std::size_t, std::size_t>> keyed;
  keyed.reserve(places.size());
  for (const auto place : places) keyed.emplace_back(index(block_of(place)), place);
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::size_t> ordered;
  ordered.reserve(places.size());
  for (const auto& [block, place] : keyed) ordered.push_back(place);
  return ordered;
}

Vector3 GridShape::from_block_centre(const std::array<int, 3>& block, const std::array<int, 3>& at) const {
  Vector3 seen{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double along = at[k] - block[k] - 0.5 * (kBlock - 1);
    for (std::size_t c = 0; c < 3; ++c) seen[c] += along * steps_[k][c];
  }
  return seen;
}

namespace {

void measure_block(const AtomSpheres& spheres, const GridShape& shape, const std::array<int, 3>& block,
                   std::vector<float>& distances) {
  const auto& counts = shape.counts();
  const auto near = spheres.near(shape.block_centre(block), shape.block_extent());
  const auto end = [&](std::size_t k) { return std::min(block[k] + GridShape::kBlock, counts[k]); };
  std::array<double, NearbySpheres::kRow> row{};
  for (int x = block[0]; x < end(0); ++x) {
    for (int y = block[1]; y < end(1); ++y) {
      near.distances(shape.from_block_centre(block, {x, y, block[2]}), shape.steps()[2], row.data());
      std::copy_n(row.begin(), end(2) - block[2],
                  distances.begin() + static_cast<std::ptrdiff_t>(shape.index({x, y, block[2]})));
    }
  }
}

}  // namespace

std::vector<float> surface_distances(const AtomSpheres& spheres, const GridShape& shape) {
  std::vector<float> distances(shape.size());
  const auto& counts = shape.counts();
  std::array<int, 3> block{};
  for (block[0] = 0; block[0] < counts[0]; block[0] += GridShape::kBlock) {
    for (block[1] = 0; block[1] < counts[1]; block[1] += GridShape::kBlock) {
      for (block[2] = 0; block[2] < counts[2]; block[2] += GridShape::kBlock) {
        measure_block(spheres, shape, block, distances);
      }
    }
  }
  return distances;
}

}  // namespace vitriflow
