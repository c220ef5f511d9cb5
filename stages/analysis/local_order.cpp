#include "stages/analysis/local_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>

#include "hpc/base/error.hpp"
#include "stages/analysis/neighbour_search.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Vector3 bond(const PeriodicCell& cell, std::span<const double> positions, std::int64_t from, std::int64_t to) {
  const double* a = &positions[3 * static_cast<std::size_t>(from)];
  const double* b = &positions[3 * static_cast<std::size_t>(to)];
  return cell.minimum_image({b[0] - a[0], b[1] - a[1], b[2] - a[2]});
}

double angle_degree(const Vector3& a, const Vector3& b) {
  const auto dot = [](const Vector3& u, const Vector3& v) { return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]; };
  const double cosine = dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * 180.0 / std::numbers::pi;
}

}  // namespace

Neighbourhood survey_neighbours(const SpeciesGrid& centres, const SpeciesGrid& others, double cutoff,
                                std::vector<std::int64_t>& histogram) {
  NeighbourSearch search(others);
  std::size_t bonds = 0;
  double distances = 0.0;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const auto& found = search.near(centres.coordinates(i), centres.index()[i], cutoff);
    if (histogram.size() <= found.size()) histogram.resize(found.size() + 1, 0);
    ++histogram[found.size()];
    bonds += found.size();
    for (const auto& neighbour : found) distances += std::sqrt(neighbour.square);
  }
  const double count = static_cast<double>(bonds), size = static_cast<double>(centres.size());
  return {size > 0 ? count / size : kNaN, bonds > 0 ? distances / count : kNaN};
}

namespace {

// Squared distances from a point to all images of the others in the 27 cells around it, itself left out: the slow way,
// for the few centres of a small cell whose neighbours lie beyond half of it.
void squares_of_images(const SpeciesGrid& others, const Vector3& point, std::int64_t self,
                       std::vector<double>& squares) {
  const auto& cell = others.cell();
  const auto& m = cell.metric();
  const Vector3 scale = cell.orthogonal() ? cell.lengths() : Vector3{1.0, 1.0, 1.0};
  squares.clear();
  for (std::size_t j = 0; j < others.size(); ++j) {
    Vector3 f = others.coordinates(j);
    for (std::size_t k = 0; k < 3; ++k) {
      f[k] = (f[k] - point[k]) / scale[k];
      f[k] -= std::round(f[k]);
    }
    for (int image = 0; image < 27; ++image) {
      if (image == 13 && others.index()[j] == self) continue;  // 13: the cell itself
      const int a = image % 3 - 1, b = image / 3 % 3 - 1, c = image / 9 - 1;
      const double x = f[0] + a, y = f[1] + b, z = f[2] + c;
      squares.push_back(m[0] * x * x + m[1] * y * y + m[2] * z * z +
                        2.0 * (m[3] * x * y + m[4] * x * z + m[5] * y * z));
    }
  }
}

}  // namespace

double nearest_distance(const SpeciesGrid& centres, const SpeciesGrid& others, std::size_t nearest, double reach) {
  NeighbourSearch search(others);
  std::vector<double> squares;
  double sum = 0.0;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    squares.clear();
    for (const auto& neighbour : search.near(centres.coordinates(i), centres.index()[i], reach)) {
      squares.push_back(neighbour.square);
    }
    if (squares.size() < nearest) squares_of_images(others, centres.coordinates(i), centres.index()[i], squares);
    if (squares.size() < nearest) return kNaN;
    const auto last = squares.begin() + static_cast<std::ptrdiff_t>(nearest);
    std::partial_sort(squares.begin(), last, squares.end());
    for (auto square = squares.begin(); square != last; ++square) sum += std::sqrt(*square);
  }
  return centres.size() > 0 ? sum / static_cast<double>(centres.size() * nearest) : kNaN;
}

namespace {

AngleMoments moments_of(double sum, double squares, std::size_t count) {
  if (count == 0) return {kNaN, kNaN, kNaN};
  return {sum / static_cast<double>(count), squares / static_cast<double>(count), kNaN};
}

// Where a grid has a point: as SpeciesGrid::coordinates of its own.
Vector3 grid_coordinates(const PeriodicCell& cell, const double* position) {
  Vector3 f = cell.wrapped_fraction(position);
  if (cell.orthogonal())
    for (std::size_t k = 0; k < 3; ++k) f[k] *= cell.lengths()[k];
  return f;
}

}  // namespace

double tau4(std::span<const double> angles) {
  ENSURE(angles.size() == 6, "{} angles around a centre with four neighbours", angles.size());
  double first = 0.0, second = 0.0;  // the two largest
  for (const double angle : angles) {
    second = std::max(second, std::min(first, angle));
    first = std::max(first, angle);
  }
  return (360.0 - first - second) / 141.0;
}

AngleMoments survey_linker_angles(std::span<const LinkerRing> linkers, const SpeciesGrid& ends,
                                  std::span<const double> positions, double cutoff, std::span<std::int64_t> histogram) {
  NeighbourSearch search(ends);
  const auto& cell = ends.cell();
  double sum = 0.0, squares = 0.0;
  std::size_t count = 0;
  for (const auto& linker : linkers) {
    std::set<std::int64_t> bound;
    for (const std::int64_t atom : linker.atoms) {
      const auto point = grid_coordinates(cell, &positions[3 * static_cast<std::size_t>(atom)]);
      for (const auto& end : search.near(point, atom, cutoff)) bound.insert(end.index);
    }
    std::vector<Vector3> arms;
    for (const std::int64_t end : bound) {
      const double* place = &positions[3 * static_cast<std::size_t>(end)];
      const auto& c = linker.centroid;
      arms.push_back(cell.minimum_image({place[0] - c[0], place[1] - c[1], place[2] - c[2]}));
    }
    for (std::size_t a = 0; a < arms.size(); ++a) {
      for (std::size_t b = a + 1; b < arms.size(); ++b) {
        const double angle = angle_degree(arms[a], arms[b]);
        sum += angle;
        squares += angle * angle;
        ++count;
        ++histogram[std::min(static_cast<std::size_t>(angle), kAngleBins - 1)];
      }
    }
  }
  return moments_of(sum, squares, count);
}

AngleMoments survey_angles(const SpeciesGrid& centres, const SpeciesGrid& first, const SpeciesGrid& last,
                           std::span<const double> positions, double cutoff, std::span<std::int64_t> histogram) {
  NeighbourSearch first_search(first), last_search(last);
  const bool same = &first == &last;
  double sum = 0.0, squares = 0.0, tau4_sum = 0.0;
  std::size_t count = 0, tetrahedra = 0;
  std::vector<Vector3> firsts;
  std::vector<double> around;  // one centre
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const auto self = centres.index()[i];
    const auto point = centres.coordinates(i);
    firsts.clear();
    for (const auto& n : first_search.near(point, self, cutoff))
      firsts.push_back(bond(centres.cell(), positions, self, n.index));
    std::vector<Vector3> lasts;
    if (!same) {
      for (const auto& n : last_search.near(point, self, cutoff))
        lasts.push_back(bond(centres.cell(), positions, self, n.index));
    }
    const auto& others = same ? firsts : lasts;
    around.clear();
    for (std::size_t a = 0; a < firsts.size(); ++a) {
      for (std::size_t b = same ? a + 1 : 0; b < others.size(); ++b) {
        const double angle = angle_degree(firsts[a], others[b]);
        sum += angle;
        squares += angle * angle;
        ++count;
        ++histogram[std::min(static_cast<std::size_t>(angle), kAngleBins - 1)];
        around.push_back(angle);
      }
    }
    if (same && firsts.size() == 4) {
      tau4_sum += tau4(around);
      ++tetrahedra;
    }
  }
  AngleMoments moments = moments_of(sum, squares, count);
  if (tetrahedra > 0) moments.tau4 = tau4_sum / static_cast<double>(tetrahedra);
  return moments;
}

}  // namespace vitriflow
