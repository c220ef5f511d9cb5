#include "stages/analysis/void_percolation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr int kHalvings = 4;          // of half a grid step, where a window's middle is looked for
constexpr double kFarthestTop = 8.0;  // from the best place of the grid to the top beside it, in half diagonals
constexpr double kSlice = 0.25;       // distances sorted at once, A
constexpr double kAbove = 0.25;       // how far above the first answer windows are looked at, in half diagonals

struct Neighbour {
  std::size_t index = 0;
  LatticeVector image{};
};

Neighbour beside(const GridShape& shape, std::array<int, 3> at, const std::array<int, 3>& step) {
  Neighbour found;
  for (std::size_t k = 0; k < 3; ++k) {
    at[k] += step[k];
    if (at[k] < 0) {
      at[k] += shape.counts()[k];
      found.image[k] = -1;
    } else if (at[k] >= shape.counts()[k]) {
      at[k] -= shape.counts()[k];
      found.image[k] = 1;
    }
  }
  found.index = shape.index(at);
  return found;
}

// Opens a place and joins it with every open neighbour; whether a cluster percolates then.
bool open_and_join(PercolatingClusters& clusters, const GridShape& shape, std::size_t place) {
  clusters.open(place);
  const auto at = shape.place(place);
  bool percolating = false;
  for (int n = 0; n < 27; ++n) {
    if (n == 13) continue;  // the place itself
    const auto next = beside(shape, at, {n / 9 - 1, n / 3 % 3 - 1, n % 3 - 1});
    if (clusters.is_open(next.index)) percolating |= clusters.join(place, next.index, next.image);
  }
  return percolating;
}

struct OrderedPlace {
  double distance = 0.0;
  std::size_t index = 0;
};

void sort_falling(std::vector<OrderedPlace>& places) {
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) {
    return a.distance != b.distance ? a.distance > b.distance : a.index < b.index;
  });
}

std::vector<OrderedPlace> places_between(const std::vector<float>& distances, double least, double most) {
  std::vector<OrderedPlace> found;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] >= least && distances[i] < most) found.push_back({distances[i], i});
  }
  return found;
}

// The distance at which the open places and these, opened in falling order, begin to percolate.
std::optional<double> first_to_percolate(PercolatingClusters& clusters, const GridShape& shape,
                                         std::vector<OrderedPlace> places) {
  sort_falling(places);
  for (const auto& place : places) {
    if (open_and_join(clusters, shape, place.index)) return place.distance;
  }
  return std::nullopt;
}

// As the grid sees it.
std::optional<double> limit_on_grid(const GridShape& shape, const std::vector<float>& distances) {
  PercolatingClusters clusters(shape.size());
  double most = *std::max_element(distances.begin(), distances.end()) + 1e-6;
  while (most > 0.0) {
    const double least = most - kSlice;
    const auto found = first_to_percolate(clusters, shape, places_between(distances, std::max(0.0, least), most));
    if (found) return found;
    most = least;
  }
  return std::nullopt;
}

// The places whose distance is in [least, most), each with the largest distance within half a grid step along every
// axis.
std::vector<OrderedPlace> looked_around(const AtomSpheres& spheres, const GridShape& shape,
                                        const std::vector<float>& distances, double least, double most) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] >= least && distances[i] < most) places.push_back(i);
  }
  const double reach = shape.half_diagonal() / std::sqrt(3.0);
  std::vector<OrderedPlace> found;
  std::optional<NearbySpheres> near;
  std::array<int, 3> block{-1, -1, -1};
  for (const auto place : shape.by_block(places)) {
    if (shape.block_of(place) != block) {
      block = shape.block_of(place);
      near.emplace(spheres.near(shape.block_centre(block), shape.block_extent() + shape.half_diagonal()));
    }
    const auto at = shape.from_block_centre(block, shape.place(place));
    found.push_back({near->narrowed(at, shape.half_diagonal()).largest_near_centre(reach, kHalvings), place});
  }
  return found;
}

bool is_local_maximum(const GridShape& shape, const std::vector<float>& distances, std::size_t place) {
  const auto at = shape.place(place);
  for (int n = 0; n < 27; ++n) {
    if (distances[beside(shape, at, {n / 9 - 1, n / 3 % 3 - 1, n % 3 - 1}).index] > distances[place]) return false;
  }
  return true;
}

}  // namespace

PercolatingClusters::PercolatingClusters(std::size_t places)
    : parent_(places, -1), image_(places, {0, 0, 0}), percolates_(places, 0) {
  ENSURE(places < std::size_t{1} << 31, "{} places", places);
}

PercolatingClusters::Root PercolatingClusters::find(std::size_t place) {
  Root root{place, {}};
  while (parent_[root.place] != static_cast<std::int32_t>(root.place)) {
    for (std::size_t k = 0; k < 3; ++k) root.image[k] += image_[root.place][k];
    root.place = static_cast<std::size_t>(parent_[root.place]);
  }
  // Every place on the way is hung under the root itself.
  auto image = root.image;
  for (auto at = place; at != root.place;) {
    const auto next = static_cast<std::size_t>(parent_[at]);
    const auto step = image_[at];
    parent_[at] = static_cast<std::int32_t>(root.place);
    for (std::size_t k = 0; k < 3; ++k) {
      image_[at][k] = static_cast<std::int8_t>(image[k]);
      image[k] -= step[k];
    }
    at = next;
  }
  return root;
}

bool PercolatingClusters::join(std::size_t from, std::size_t to, const LatticeVector& image) {
  const auto a = find(from), b = find(to);
  LatticeVector between{};  // of b's root as seen from a's root
  for (std::size_t k = 0; k < 3; ++k) between[k] = a.image[k] * -1 + image[k] + b.image[k];
  if (a.place == b.place) {
    if (between != LatticeVector{}) percolates_[a.place] = 1;
    return percolates_[a.place] != 0;
  }
  parent_[b.place] = static_cast<std::int32_t>(a.place);
  for (std::size_t k = 0; k < 3; ++k) image_[b.place][k] = static_cast<std::int8_t>(-between[k]);
  percolates_[a.place] |= percolates_[b.place];
  return percolates_[a.place] != 0;
}

bool PercolatingClusters::percolates(std::size_t place) { return percolates_[find(place).place] != 0; }

PercolatingClusters open_clusters(const GridShape& shape, const std::vector<float>& distances, double least) {
  PercolatingClusters clusters(shape.size());
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] >= least) open_and_join(clusters, shape, i);
  }
  return clusters;
}

double limiting_radius(const AtomSpheres& spheres, const GridShape& shape, const std::vector<float>& distances) {
  const auto coarse = limit_on_grid(shape, distances);
  if (!coarse) return 0.0;
  const double band = shape.half_diagonal();  // no place nearer to a surface than this below the answer can matter
  for (double most = *coarse + kAbove * band;; most += kAbove * band) {
    auto clusters = open_clusters(shape, distances, most);
    auto places = looked_around(spheres, shape, distances, *coarse - band, most);
    const auto found = first_to_percolate(clusters, shape, std::move(places));
    ENSURE(found, "a net that percolates at {} does not at {}", *coarse, *coarse - band);
    if (*found <= most) return *found;  // else places above were not looked at, and may be in the way
  }
}

double largest_radius(const AtomSpheres& spheres, const GridShape& shape, const std::vector<float>& distances) {
  const double on_grid = *std::max_element(distances.begin(), distances.end());
  double largest = on_grid;
  for (const auto& place : places_between(distances, on_grid - shape.half_diagonal(), on_grid + 1.0)) {
    if (!is_local_maximum(shape, distances, place.index)) continue;
    const auto near = spheres.near(shape.fraction(shape.place(place.index)), kFarthestTop * shape.half_diagonal());
    largest = std::max(largest, near.largest_uphill(shape.half_diagonal()));
  }
  return largest;
}

}  // namespace vitriflow
