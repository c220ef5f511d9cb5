#include "stages/analysis/void_measures.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "stages/analysis/void_percolation.hpp"

namespace vitriflow {

namespace {

int wrapped(int i, int count) {
  const int rest = i % count;
  return rest < 0 ? rest + count : rest;
}

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Balls of one radius on a grid, painted as runs of places along the third axis.
class Brush {
 public:
  Brush(const GridShape& shape, double radius) : shape_(&shape), square_(radius * radius * (1.0 + 1e-12)) {
    for (std::size_t k = 0; k < 3; ++k) {
      most_[k] = static_cast<int>(radius / shape.cell().widths()[k] * shape.counts()[k]) + 2;
    }
  }

  // Marks every place within the radius of the one that lies `shift` (A) beside a place of the grid.
  void paint(std::size_t place, const Vector3& shift, std::vector<std::uint8_t>& painted) const {
    const auto at = shape_->place(place);
    const auto& steps = shape_->steps();
    const double a = dot(steps[2], steps[2]);
    for (int x = -most_[0]; x <= most_[0]; ++x) {
      for (int y = -most_[1]; y <= most_[1]; ++y) {
        Vector3 from{};
        for (std::size_t c = 0; c < 3; ++c) from[c] = x * steps[0][c] + y * steps[1][c] - shift[c];
        // |from + z step| <= radius, a quadratic inequality for z
        const double b = dot(from, steps[2]), root = b * b - a * (dot(from, from) - square_);
        if (root < 0.0) continue;
        const int first = static_cast<int>(std::ceil((-b - std::sqrt(root)) / a)),
                  last = static_cast<int>(std::floor((-b + std::sqrt(root)) / a));
        paint_run({at[0] + x, at[1] + y, at[2] + first}, last - first + 1, painted);
      }
    }
  }

 private:
  void paint_run(std::array<int, 3> at, int length, std::vector<std::uint8_t>& painted) const {
    const auto& n = shape_->counts();
    for (std::size_t k = 0; k < 3; ++k) at[k] = wrapped(at[k], n[k]);
    const auto row = painted.begin() + static_cast<std::ptrdiff_t>(shape_->index({at[0], at[1], 0}));
    for (int left = std::min(length, n[2]); left > 0; at[2] = 0) {
      const int now = std::min(left, n[2] - at[2]);
      std::fill_n(row + at[2], now, std::uint8_t{1});
      left -= now;
    }
  }

  const GridShape* shape_;
  double square_;
  std::array<int, 3> most_{};
};

// Whether one of the six neighbours is no centre, so that the ball around this place is not the neighbours' alone.
bool at_the_edge(const GridShape& shape, const std::vector<float>& distances, std::size_t place, double radius) {
  const auto at = shape.place(place);
  const auto& n = shape.counts();
  for (std::size_t k = 0; k < 3; ++k) {
    for (const int step : {-1, 1}) {
      auto next = at;
      next[k] = wrapped(at[k] + step, n[k]);
      if (distances[shape.index(next)] < radius) return true;
    }
  }
  return false;
}

double fraction_of(const std::vector<std::uint8_t>& painted) {
  return static_cast<double>(std::count(painted.begin(), painted.end(), std::uint8_t{1})) /
         static_cast<double>(painted.size());
}

// The centres of balls that just touch atoms lie between the places of the grid: from places that are a little too near
// to a surface they are found by stepping away from it. Where more than one surface is too near it takes several steps.
class EdgeCentres {
 public:
  EdgeCentres(const AtomSpheres& spheres, const GridShape& shape, double radius)
      : spheres_(&spheres), shape_(&shape), radius_(radius) {}

  // The centre beside a place, A from it; nothing when none is within about the grid's spacing.
  std::optional<Vector3> beside(std::size_t place) {
    const auto block = shape_->block_of(place);
    if (block != block_) {
      block_ = block;
      near_.emplace(
          spheres_->near(shape_->block_centre(block), shape_->block_extent() + 3.0 * shape_->half_diagonal()));
    }
    const auto start = shape_->from_block_centre(block, shape_->place(place));
    const auto near = near_->narrowed(start, 2.0 * shape_->half_diagonal());
    Vector3 shift{};
    for (int step = 0; step < kMostSteps; ++step) {
      const double lacking = radius_ - near.distance(shift);
      if (lacking <= kTouching) return shift;
      const auto outward = near.outward(shift);
      for (std::size_t c = 0; c < 3; ++c) shift[c] += lacking * outward[c];
      if (dot(shift, shift) > 4.0 * shape_->half_diagonal() * shape_->half_diagonal()) break;
    }
    return std::nullopt;
  }

 private:
  static constexpr int kMostSteps = 8;
  static constexpr double kTouching = 1e-3;  // A
  const AtomSpheres* spheres_;
  const GridShape* shape_;
  double radius_;
  std::array<int, 3> block_{-1, -1, -1};
  std::optional<NearbySpheres> near_;
};

// Marks what balls of this radius cover whose centres are places that are `chosen`, or lie beside one.
template <typename Chosen>
void cover(const AtomSpheres& spheres, const GridShape& shape, const std::vector<float>& distances, double radius,
           const Chosen& chosen, std::vector<std::uint8_t>& painted) {
  const Brush ball(shape, radius);
  EdgeCentres edge(spheres, shape, radius);
  std::vector<std::size_t> too_near;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] < radius - shape.half_diagonal() || !chosen(i)) continue;
    if (distances[i] < radius) {
      too_near.push_back(i);
      continue;
    }
    painted[i] = 1;
    if (at_the_edge(shape, distances, i, radius)) ball.paint(i, {}, painted);
  }
  for (const auto i : shape.by_block(too_near)) {
    if (const auto shift = edge.beside(i)) ball.paint(i, *shift, painted);
  }
}

// Whether a probe at this place, or just beside it, may leave for other cells.
bool is_in_channel(PercolatingClusters& clusters, const GridShape& shape, std::size_t place) {
  if (clusters.is_open(place)) return clusters.percolates(place);
  const auto at = shape.place(place);
  const auto& n = shape.counts();
  for (int d = 0; d < 27; ++d) {
    const auto next = shape.index(
        {wrapped(at[0] + d / 9 - 1, n[0]), wrapped(at[1] + d / 3 % 3 - 1, n[1]), wrapped(at[2] + d % 3 - 1, n[2])});
    if (clusters.is_open(next) && clusters.percolates(next)) return true;
  }
  return false;
}

}  // namespace

VoidMeasures measure_voids(const AtomSpheres& spheres, const VoidRequest& request, double grid, const Vector3& offset) {
  const GridShape shape(spheres.cell(), grid, offset);
  const auto distances = surface_distances(spheres, shape);
  const auto size = static_cast<double>(shape.size());
  VoidMeasures found;
  auto clusters = open_clusters(shape, distances, request.probe);
  std::size_t outside = 0, centres = 0, in_channels = 0;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    outside += distances[i] >= 0.0F ? 1 : 0;
    if (distances[i] < request.probe) continue;
    ++centres;
    in_channels += clusters.percolates(i) ? 1 : 0;
  }
  found.geometric = static_cast<double>(outside) / size;
  found.centre = static_cast<double>(centres) / size;
  found.centre_in_channels = static_cast<double>(in_channels) / size;
  const auto in_channel = [&](std::size_t i) { return is_in_channel(clusters, shape, i); };
  std::vector<std::uint8_t> painted(shape.size(), 0);
  cover(spheres, shape, distances, request.probe, in_channel, painted);
  found.occupiable_in_channels = fraction_of(painted);
  cover(
      spheres, shape, distances, request.probe, [&](std::size_t i) { return !in_channel(i); }, painted);
  found.occupiable = fraction_of(painted);
  found.limiting_diameter = 2.0 * limiting_radius(spheres, shape, distances);
  found.largest_diameter = 2.0 * largest_radius(spheres, shape, distances);
  return found;
}

std::vector<double> coverable_fractions(const AtomSpheres& spheres, const VoidRequest& request, double grid,
                                        const Vector3& offset) {
  const GridShape shape(spheres.cell(), grid, offset);
  const auto distances = surface_distances(spheres, shape);
  const auto everywhere = [](std::size_t) { return true; };
  std::vector<double> fractions(request.sizes);
  std::vector<std::uint8_t> painted(shape.size(), 0);
  for (std::size_t s = request.sizes; s-- > 0;) {  // what a larger sphere covers, smaller ones cover too
    const double radius = 0.5 * request.size_step * static_cast<double>(s + 1);
    cover(spheres, shape, distances, radius, everywhere, painted);
    fractions[s] = fraction_of(painted);
  }
  return fractions;
}

}  // namespace vitriflow
