#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
// Sums are split among the lanes of a vector register: the order is the compiler's, and the same on every rank.
#pragma GCC optimize("O3", "no-math-errno", "no-trapping-math", "no-signed-zeros", "associative-math")
#endif

#include "stages/analysis/density_modes.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace vitriflow {

namespace {

// exp(2 pi i h s) of every particle along one axis: real and imaginary parts, particles side by side.
struct Phases {
  std::size_t count = 0;  // particles
  int most = 0;           // h runs from -most to most; those below zero are conjugates
  std::vector<double> real, imaginary;

  Phases(const std::vector<double>& fractions, int largest) : count(fractions.size()), most(largest) {
    const auto rows = static_cast<std::size_t>(most) + 1;
    real.resize(rows * count);
    imaginary.resize(rows * count);
    for (std::size_t h = 0; h < rows; ++h) {
      for (std::size_t i = 0; i < count; ++i) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(h) * fractions[i];
        real[h * count + i] = std::cos(angle);
        imaginary[h * count + i] = std::sin(angle);
      }
    }
  }
  std::size_t row(int h) const { return static_cast<std::size_t>(std::abs(h)) * count; }
};

// The products of two axes' phases.
struct Plane {
  std::vector<double> real, imaginary;

  void fill(const Phases& x, int h, const Phases& y, int k) {
    real.resize(x.count);
    imaginary.resize(x.count);
    const double *xr = &x.real[x.row(h)], *xi = &x.imaginary[x.row(h)];
    const double *yr = &y.real[y.row(k)], *yi = &y.imaginary[y.row(k)];
    const double sign = k < 0 ? -1.0 : 1.0;
    for (std::size_t i = 0; i < x.count; ++i) {
      real[i] = xr[i] * yr[i] - sign * xi[i] * yi[i];
      imaginary[i] = xi[i] * yr[i] + sign * xr[i] * yi[i];
    }
  }
};

struct Complex {
  double real = 0.0, imaginary = 0.0;
};

Complex sum_of_products(const double* ar, const double* ai, const double* br, const double* bi, double sign,
                        std::size_t count) {
  double rr = 0.0, ii = 0.0, ri = 0.0, ir = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    rr += ar[i] * br[i];
    ii += ai[i] * bi[i];
    ri += ar[i] * bi[i];
    ir += ai[i] * br[i];
  }
  return {rr - sign * ii, ir + sign * ri};
}

int largest_index(const PeriodicCell& cell, std::size_t axis, double q_max) {
  return static_cast<int>(q_max * cell.lengths()[axis] / (2.0 * std::numbers::pi));
}

double length_of(const PeriodicCell& cell, int h, int k, int l) {
  double square = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double component =
        h * cell.reciprocal()[0][axis] + k * cell.reciprocal()[1][axis] + l * cell.reciprocal()[2][axis];
    square += component * component;
  }
  return 2.0 * std::numbers::pi * std::sqrt(square);
}

// Fractions along each axis, species after species; `ends` says where each ends.
std::array<std::vector<double>, 3> sorted_fractions(const PeriodicCell& cell, std::span<const double> positions,
                                                    std::span<const std::vector<std::int64_t>> species,
                                                    std::vector<std::size_t>& ends) {
  std::array<std::vector<double>, 3> fractions;
  for (const auto& members : species) {
    for (const auto i : members) {
      const auto s = cell.wrapped_fraction(&positions[3 * static_cast<std::size_t>(i)]);
      for (std::size_t axis = 0; axis < 3; ++axis) fractions[axis].push_back(s[axis]);
    }
    ends.push_back(fractions[0].size());
  }
  return fractions;
}

}  // namespace

void visit_density_modes(const PeriodicCell& cell, std::span<const double> positions,
                         std::span<const std::vector<std::int64_t>> species, double q_max,
                         const std::function<void(const DensityMode&)>& visit) {
  std::vector<std::size_t> ends;
  const auto fractions = sorted_fractions(cell, positions, species, ends);
  const Phases x(fractions[0], largest_index(cell, 0, q_max)), y(fractions[1], largest_index(cell, 1, q_max)),
      z(fractions[2], largest_index(cell, 2, q_max));
  std::vector<double> real(species.size()), imaginary(species.size());
  Plane plane;
  for (int h = 0; h <= x.most; ++h) {
    for (int k = h == 0 ? 0 : -y.most; k <= y.most; ++k) {
      bool filled = false;
      for (int l = h == 0 && k == 0 ? 1 : -z.most; l <= z.most; ++l) {
        const double q = length_of(cell, h, k, l);
        if (q >= q_max) continue;
        if (!filled) plane.fill(x, h, y, k);
        filled = true;
        std::size_t first = 0;
        for (std::size_t s = 0; s < ends.size(); ++s) {
          const auto sum = sum_of_products(&plane.real[first], &plane.imaginary[first], &z.real[z.row(l) + first],
                                           &z.imaginary[z.row(l) + first], l < 0 ? -1.0 : 1.0, ends[s] - first);
          real[s] = sum.real;
          imaginary[s] = sum.imaginary;
          first = ends[s];
        }
        visit({real, imaginary, q});
      }
    }
  }
}

}  // namespace vitriflow
