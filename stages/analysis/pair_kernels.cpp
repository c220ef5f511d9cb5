#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3", "no-math-errno", "no-trapping-math")
#endif

#include "stages/analysis/pair_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace vitriflow {

// Points and `from` lie within one period, so differences do too: no rounding function is needed.
void orthogonal_squares(const std::array<double, 3>& from, PointsView points, const std::array<double, 3>& lengths,
                        double* squares) {
  const auto [px, py, pz] = from;
  const auto [lx, ly, lz] = lengths;
  for (std::size_t j = 0; j < points.count; ++j) {
    double dx = std::abs(points.x[j] - px), dy = std::abs(points.y[j] - py), dz = std::abs(points.z[j] - pz);
    dx = std::min(dx, lx - dx);
    dy = std::min(dy, ly - dy);
    dz = std::min(dz, lz - dz);
    squares[j] = dx * dx + dy * dy + dz * dz;
  }
}

namespace {

double nearest(double difference) {
  return difference - (difference > 0.5 ? 1.0 : 0.0) + (difference < -0.5 ? 1.0 : 0.0);
}

constexpr std::size_t kChunk = 512;

}  // namespace

void fractional_squares(const std::array<double, 3>& from, PointsView points, const std::array<double, 6>& metric,
                        double* squares) {
  const auto [pa, pb, pc] = from;
  const auto [aa, bb, cc, ab, ac, bc] = metric;
  for (std::size_t j = 0; j < points.count; ++j) {
    const double a = nearest(points.x[j] - pa), b = nearest(points.y[j] - pb), c = nearest(points.z[j] - pc);
    squares[j] = aa * a * a + bb * b * b + cc * c * c + 2.0 * (ab * a * b + ac * a * c + bc * b * c);
  }
}

// Most of what comes from a search lies outside: it is sifted out without a branch, then the square roots vectorise.
void count_distances(const double* squares, std::size_t count, double bin_width, std::int64_t weight,
                     std::int64_t* counts, std::size_t bins) {
  const double per_width = 1.0 / bin_width, outside = static_cast<double>(bins);
  const double limit = bin_width * outside * bin_width * outside * (1.0 + 1e-12);
  double inside[kChunk];
  std::int32_t index[kChunk];
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const auto n = std::min(kChunk, count - begin);
    std::size_t kept = 0;
    for (std::size_t j = 0; j < n; ++j) {
      inside[kept] = squares[begin + j];
      kept += squares[begin + j] < limit ? 1 : 0;
    }
    for (std::size_t j = 0; j < kept; ++j) index[j] = static_cast<std::int32_t>(std::sqrt(inside[j]) * per_width);
    for (std::size_t j = 0; j < kept; ++j) {
      if (static_cast<std::size_t>(index[j]) < bins) counts[index[j]] += weight;
    }
  }
}

}  // namespace vitriflow
