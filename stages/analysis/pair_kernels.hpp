// Pair kernels: the inner loops over distances, kept apart so that the compiler vectorises them whatever the build
// type.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitriflow {

struct PointsView {
  const double *x, *y, *z;
  std::size_t count;
};

// Squared distances to the nearest images of points that, like `from`, lie in [0, length) along each axis.
void orthogonal_squares(const std::array<double, 3>& from, PointsView points, const std::array<double, 3>& lengths,
                        double* squares);
// The same for fractional coordinates in [0, 1) of a cell of any shape; `metric` as in PeriodicCell.
void fractional_squares(const std::array<double, 3>& from, PointsView points, const std::array<double, 6>& metric,
                        double* squares);

// counts[floor(sqrt(square) / bin_width)] += weight for what falls into one of the bins.
void count_distances(const double* squares, std::size_t count, double bin_width, std::int64_t weight,
                     std::int64_t* counts, std::size_t bins);

}  // namespace vitriflow
