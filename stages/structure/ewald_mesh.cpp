#include "stages/structure/ewald_mesh.hpp"

#include <cmath>
#include <numbers>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kCoulomb_eVA = 14.399645;  // e2 / (4 pi epsilon0)
constexpr int kLargestMesh = 4096;

// Coefficients of the expansion in (h g)^2m for order 5, Deserno & Holm (1998), table I.
constexpr std::array kExpansion{1.0 / 23232.0, 7601.0 / 13628160.0, 143.0 / 69120.0, 517231.0 / 106536960.0,
                                106640677.0 / 11737571328.0};
static_assert(kExpansion.size() == kAssignmentOrder);

double real_error(double q2, std::size_t n, double volume, double cutoff, double splitting) {
  return 2.0 * q2 * std::exp(-std::pow(splitting * cutoff, 2)) / std::sqrt(static_cast<double>(n) * cutoff * volume);
}

// Of the mesh along one edge with `points` points.
double reciprocal_error(double q2, std::size_t n, double edge, int points, double splitting) {
  const double hg = edge / points * splitting;
  double sum = 0.0;
  for (std::size_t m = 0; m < kExpansion.size(); ++m) sum += kExpansion[m] * std::pow(hg, 2.0 * static_cast<double>(m));
  const double root = std::sqrt(splitting * edge * std::sqrt(2.0 * std::numbers::pi) * sum / static_cast<double>(n));
  return q2 * std::pow(hg, kAssignmentOrder) * root / (edge * edge);
}

int points_along(double q2, std::size_t n, double edge, double splitting, double target) {
  int points = smooth_number(kAssignmentOrder);
  while (reciprocal_error(q2, n, edge, points, splitting) > target) {
    points = smooth_number(points + 1);
    if (points < kLargestMesh) continue;
    throw Error(fmt::format("an edge of {:.0f} A needs a mesh of more than {} points for electrostatics of relative "
                            "accuracy {:.1g}. Use a smaller supercell or a larger 'kspace_accuracy'.",
                            edge, kLargestMesh, target * std::numbers::sqrt2 / kCoulomb_eVA),
                Failure::invalid_input);
  }
  return points;
}

}  // namespace

int smooth_number(int n) {
  for (int candidate = n;; ++candidate) {
    int rest = candidate;
    for (const int prime : {2, 3, 5}) {
      while (rest % prime == 0) rest /= prime;
    }
    if (rest == 1) return candidate;
  }
}

EwaldMesh choose_ewald_mesh(std::span<const double> charges, const Lattice& lattice, double cutoff_A, double accuracy) {
  double q2 = 0.0;
  for (const double charge : charges) q2 += charge * charge * kCoulomb_eVA;
  if (charges.empty() || q2 == 0.0) return {};
  const std::size_t n = charges.size();
  const double volume = lattice.volume();
  // A wave with m periods along a vector has at least the wave number 2 pi m over its length, whatever the other two
  // do.
  const Vector lengths = lattice.lengths();
  // The two errors are independent: each may have half of the square.
  const double target = accuracy * kCoulomb_eVA / std::numbers::sqrt2;
  EwaldMesh result;
  const double at_zero = real_error(q2, n, volume, cutoff_A, 0.0);
  result.splitting_per_A = at_zero > target ? std::sqrt(std::log(at_zero / target)) / cutoff_A : 1.0 / cutoff_A;
  result.real_error_eV_A = real_error(q2, n, volume, cutoff_A, result.splitting_per_A);
  double squares = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    result.mesh[i] = points_along(q2, n, lengths[i], result.splitting_per_A, target);
    squares += std::pow(reciprocal_error(q2, n, lengths[i], result.mesh[i], result.splitting_per_A), 2);
  }
  result.reciprocal_error_eV_A = std::sqrt(squares / 3.0);
  return result;
}

}  // namespace vitriflow
