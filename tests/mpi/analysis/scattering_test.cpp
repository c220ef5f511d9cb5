// Structure factors three independent ways, and what no description of the same atoms may change.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "hpc/base/error.hpp"
#include "stages/analysis/periodic_cell.hpp"
#include "stages/analysis/scattering_result.hpp"
#include "tests/mpi/analysis/scattering_samples.hpp"
#include "tests/support/mpi_test.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"

namespace vitriflow {
namespace {

using testing::Atoms;
using testing::scattering_of;

constexpr double kPi = std::numbers::pi;

double sinc(double x) { return x == 0.0 ? 1.0 : std::sin(x) / x; }

// P. Debye, Ann. Phys. 351, 809 (1915): S(Q) of a cluster in empty space from all its pairs, for given strengths.
double debye_sum(const Atoms& cluster, double q, const std::function<double(const Scatterer&)>& strength) {
  const auto known = scatterers(cluster.elements, false);
  double pairs = 0.0, sum = 0.0;
  const auto n = cluster.elements.size();
  for (std::size_t i = 0; i < n; ++i) {
    sum += strength(known[i]);
    for (std::size_t j = 0; j < n; ++j) {
      double square = 0.0;
      for (std::size_t k = 0; k < 3; ++k)
        square += std::pow(cluster.positions[3 * i + k] - cluster.positions[3 * j + k], 2);
      if (i != j) pairs += strength(known[i]) * strength(known[j]) * sinc(q * std::sqrt(square));
    }
  }
  const auto count = static_cast<double>(n);
  return 1.0 + pairs / count / (sum / count * sum / count);
}

Atoms cluster_in_a_large_box(double edge) {
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> along(-4.0, 4.0);
  Atoms cluster;
  cluster.edges = {edge, 0, 0, 0, edge, 0, 0, 0, edge};
  for (int i = 0; i < 24; ++i) {
    cluster.elements.emplace_back(i % 4 == 0 ? "Zn" : i % 4 == 1 ? "H" : "C");
    for (int k = 0; k < 3; ++k) cluster.positions.push_back(0.5 * edge + along(generator));
  }
  return cluster;
}

MPI_TEST(Scattering, AgreesWithTheDebyeSumOfACluster, 1) {
  constexpr double edge = 40.0, reach = 20.0;
  const auto cluster = cluster_in_a_large_box(edge);
  const auto result =
      scattering_of(world, cluster, {reach, 8000, 5.0, 0.05, 0.0}, {0.0, 10.0, 0.05, Window::none, Window::none});
  const auto& q = result.vector("sq/Q");
  const double density = 24.0 / std::pow(edge, 3);
  const auto length = [](const Scatterer& s) { return s.length_fm; };
  for (std::size_t j = 20; j < q.size(); ++j) {
    // g(r) - 1 holds the uniform density up to r_max, which a cluster in empty space does not lack.
    const double uniform =
        4.0 * kPi * density * (std::sin(q[j] * reach) - q[j] * reach * std::cos(q[j] * reach)) / std::pow(q[j], 3);
    const auto factor = [&](const Scatterer& s) { return s.form_factor(q[j]); };
    EXPECT_NEAR(result.vector("sq/neutron/S")[j] + uniform, debye_sum(cluster, q[j], length), 2e-3) << q[j];
    EXPECT_NEAR(result.vector("sq/xray/S")[j] + uniform, debye_sum(cluster, q[j], factor), 2e-3) << q[j];
  }
  // The box's own vectors sample the orientations of the cluster: evenly, but not all of them.
  const auto& shells = result.vector("box/Q");
  double squares = 0.0;
  for (std::size_t j = 50; j < shells.size(); ++j) {
    const double s = debye_sum(cluster, shells[j], length);
    EXPECT_NEAR(result.vector("box/neutron/S")[j], s, 0.15) << shells[j];
    squares += std::pow(result.vector("box/neutron/S")[j] - s, 2) / static_cast<double>(shells.size() - 50);
  }
  EXPECT_LT(std::sqrt(squares), 0.06);
}

// Multiplicities and intensities of a cubic crystal: |F|^2 by the sum over the atoms of one cell.
double reflections(const std::vector<std::array<double, 3>>& basis, double edge, double q_low, double q_high) {
  double intensity = 0.0;
  for (int h = -20; h <= 20; ++h) {
    for (int k = -20; k <= 20; ++k) {
      for (int l = -20; l <= 20; ++l) {
        const double q = 2.0 * kPi / edge * std::sqrt(h * h + k * k + l * l);
        if (q <= 0.0 || q < q_low || q >= q_high) continue;
        double real = 0.0, imaginary = 0.0;
        for (const auto& s : basis) {
          const double phase = 2.0 * kPi * (h * s[0] + k * s[1] + l * s[2]);
          real += std::cos(phase);
          imaginary += std::sin(phase);
        }
        intensity += real * real + imaginary * imaginary;
      }
    }
  }
  return intensity;
}

void expect_bragg(const Communicator& world, const std::string& element, double edge,
                  const std::vector<std::array<double, 3>>& basis, int cells, double first_q) {
  constexpr double shell = 0.05;
  const auto crystal = testing::crystal(element, edge, basis, cells);
  const auto result = scattering_of(world, crystal, {0.49 * cells * edge, 800, 7.0, shell, 0.0},
                                    {0.0, 15.0, 0.05, Window::lorch, Window::lorch});
  const auto& s = result.vector("box/neutron/S");
  const auto& vectors = result.vector("box/vectors");
  std::size_t peaks = 0;
  for (std::size_t j = 0; j < s.size(); ++j) {
    const double low = shell * std::floor(result.vector("box/Q")[j] / shell);
    // N cells^3 |F|^2 / N for each reflection, k and -k once.
    const double expected =
        0.5 * cells * cells * cells * reflections(basis, edge, low, low + shell) / static_cast<double>(basis.size());
    EXPECT_NEAR(s[j] * vectors[j], expected, 1e-4 + 1e-6 * expected) << result.vector("box/Q")[j];
    peaks += expected > 1.0 ? 1 : 0;
  }
  EXPECT_GE(peaks, 5U);
  EXPECT_NEAR(result.estimate("first_peak_S_neutron").value, first_q, 0.02);  // of the transform of g(r)
  for (const std::string curve : {"rdf/{}/g", "sq/{}/S", "box/{}/S"}) {       // one element: the weights fall out
    const auto& neutron = result.vector(fmt::format(fmt::runtime(curve), "neutron"));
    const auto& xray = result.vector(fmt::format(fmt::runtime(curve), "xray"));
    for (std::size_t i = 0; i < neutron.size(); ++i) EXPECT_NEAR(neutron[i], xray[i], 1e-9 * (1.0 + std::abs(xray[i])));
  }
}

MPI_TEST(Scattering, OfSiliconStandsAtItsReflectionsWithTheirMultiplicities, 1) {
  constexpr double edge = 5.4307;
  expect_bragg(world, "Si", edge, testing::diamond(), 6, 2.0 * kPi * std::sqrt(3.0) / edge);
}

MPI_TEST(Scattering, OfNickelStandsAtItsReflectionsWithTheirMultiplicities, 1) {
  constexpr double edge = 3.524;
  expect_bragg(world, "Ni", edge, testing::face_centred(), 9, 2.0 * kPi * std::sqrt(3.0) / edge);
}

// A Lennard-Jones fluid (lengths in sigma): its transform and its own density modes share no step.
MPI_TEST(Scattering, OfAFluidIsTheSameFromPairsAndFromDensityModes, 1, 2) {
  const auto path = testing::reference_file("data/md/LJ_freud.lammpstrj");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset";
  const auto fluid = testing::read_dump(path);
  const auto result = scattering_of(world, fluid.particles, fluid.frames, {10.0, 1000, 8.0, 0.1, 0.0},
                                    {0.05, 30.0, 0.05, Window::none, Window::lorch});
  const auto &q = result.vector("box/Q"), &box = result.vector("box/neutron/S"), &grid = result.vector("sq/Q");
  const auto& s = result.vector("sq/neutron/S");
  double squares = 0.0, count = 0.0;
  for (std::size_t j = 0; j < q.size(); ++j) {
    if (q[j] < 3.0) continue;  // fewer than hundred vectors a shell
    const auto right = static_cast<std::size_t>(std::upper_bound(grid.begin(), grid.end(), q[j]) - grid.begin());
    const double part = (q[j] - grid[right - 1]) / (grid[right] - grid[right - 1]);
    const double between = s[right - 1] + part * (s[right] - s[right - 1]);
    EXPECT_NEAR(between, box[j], 0.1) << q[j];
    squares += std::pow(between - box[j], 2);
    ++count;
  }
  EXPECT_LT(std::sqrt(squares / count), 0.03);
  for (std::size_t j = 0; j < grid.size(); ++j) {
    if (grid[j] > 25.0) {
      EXPECT_NEAR(s[j], 1.0, 0.05);
    }
  }
}

MPI_TEST(Scattering, OfAFluidHasTheLimitsOfItsDensity, 1) {
  const auto path = testing::reference_file("data/md/LJ_freud.lammpstrj");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset";
  const auto fluid = testing::read_dump(path);
  const auto result = scattering_of(world, fluid.particles, fluid.frames, {10.0, 1000, 0.0, 0.05, 0.0},
                                    {0.05, 40.0, 0.05, Window::none, Window::lorch});
  const auto& r = result.vector("rdf/r");
  const auto& g = result.vector("rdf/neutron/g");
  const double density = 1000.0 / 8000.0, b2 = 0.01 * 1.909 * 1.909;  // argon, barn
  double mean = 0.0;                                                  // of g(r) from 8 to 10
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (r[i] > 8.0) {
      EXPECT_NEAR(g[i], 1.0, 0.06) << r[i];
      mean += g[i] / 200.0;
    }
    if (r[i] < 0.3 || r[i] > 0.7) continue;  // nothing is so near
    EXPECT_NEAR(result.vector("pdf/xray/D")[i] / (-4.0 * kPi * density * r[i]), 1.0, 0.03) << r[i];
    EXPECT_NEAR(result.vector("pdf/neutron/D")[i] / (-4.0 * kPi * density * r[i] * b2), 1.0, 0.03) << r[i];
    EXPECT_NEAR(result.vector("pdf/neutron/G")[i], -b2, 0.03 * b2) << r[i];
    EXPECT_NEAR(result.vector("pdf/neutron/T")[i], 0.0, 0.03 * 4.0 * kPi * density * r[i] * b2) << r[i];
    EXPECT_NEAR(result.vector("pdf/neutron/Gpdf")[i], result.vector("pdf/xray/D")[i], 1e-9) << r[i];
  }
  EXPECT_NEAR(mean, 1.0, 0.005);
}

MPI_TEST(Scattering, CountsTheCoordinationOfEveryPair, 1) {
  const auto path = testing::reference_file("data/md/ZIF-4.xyz");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset";
  const auto crystal = testing::read_xyz(path);
  const auto result = scattering_of(world, crystal.particles, crystal.frames, {7.0, 350, 0.0, 0.05, 0.0}, {});
  const auto neighbours = [&](const std::string& pair, double within) {
    const auto& upper = result.vector("rdf/r_upper");
    const auto at = std::lower_bound(upper.begin(), upper.end(), within - 1e-9) - upper.begin();
    return result.vector("rdf/" + pair + "/n")[static_cast<std::size_t>(at)];
  };
  EXPECT_DOUBLE_EQ(neighbours("N-Zn", 2.5), 1.0);  // four nitrogens around a zinc, each of one
  EXPECT_DOUBLE_EQ(neighbours("C-H", 1.3), 1.0);
  EXPECT_DOUBLE_EQ(neighbours("C-N", 1.6), 4.0 / 3.0);
  EXPECT_DOUBLE_EQ(neighbours("C-C", 1.6), 2.0 / 3.0);
}

// What neutrons scatter at all of the box's vectors per volume of reciprocal space: copies of the box add vectors at
// which nothing scatters.
double intensity_per_volume(const Result& result, const Atoms& atoms) {
  double sum = 0.0, square = 0.0, intensity = 0.0;
  for (const auto& scatterer : scatterers({"C", "H", "Zn"}, false)) {  // as many of each
    sum += scatterer.length_fm / 3.0;
    square += scatterer.length_fm * scatterer.length_fm / 3.0;
  }
  for (std::size_t j = 0; j < result.vector("box/Q").size(); ++j) {
    const double s = result.vector("box/neutron/S")[j];
    intensity += (s - 1.0 + square / sum / sum) * result.vector("box/vectors")[j];
  }
  return intensity / PeriodicCell(atoms.edges).volume();
}

void expect_near(const std::vector<double>& one, const std::vector<double>& other, double relative) {
  ASSERT_EQ(one.size(), other.size());
  double largest = 0.0;
  for (const double value : one) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i], other[i], relative * largest) << i;
}

void expect_same_scattering(const Result& one, const Result& other) {
  for (const auto& [path, dataset] : one.datasets()) {
    if (std::holds_alternative<std::vector<double>>(dataset.values) && path.find("members") == std::string::npos)
      expect_near(one.vector(path), other.vector(path), 2e-6);
  }
}

constexpr ScatteringRequest kSmall{4.0, 160, 4.0, 0.1, 0.0};
constexpr TransformRequest kTransform{0.5, 20.0, 0.1, Window::lorch, Window::lorch};

MPI_TEST(Scattering, DoesNotDependOnWhereOrHowTheSameAtomsAreWritten, 1) {
  const auto triclinic = testing::random_mixture({9.1, 0, 0, 1.7, 8.7, 0, -1.1, 0.9, 10.3}, 60);
  const auto found = scattering_of(world, triclinic, kSmall, kTransform);
  expect_same_scattering(found,
                         scattering_of(world, testing::translated(triclinic, {3.3, -17.1, 0.4}), kSmall, kTransform));
  expect_same_scattering(found, scattering_of(world, testing::permuted(triclinic), kSmall, kTransform));
  expect_same_scattering(found, scattering_of(world, testing::rotated(triclinic), kSmall, kTransform));
}

MPI_TEST(Scattering, OfACopiedBoxIsThatOfTheBox, 1) {
  const auto box = testing::random_mixture({9.1, 0, 0, 1.7, 8.7, 0, -1.1, 0.9, 10.3}, 60);
  const auto copies = testing::doubled(box);
  const auto one = scattering_of(world, box, kSmall, kTransform);
  const auto eight = scattering_of(world, copies, kSmall, kTransform);
  for (const std::string path : {"rdf/C-Zn/g", "rdf/C-Zn/n", "rdf/neutron/g", "rdf/xray/g", "sq/neutron/F", "sq/xray/S",
                                 "pdf/neutron/T", "pdf/xray/D"})
    expect_near(one.vector(path), eight.vector(path), 1e-9);
  const double sum = intensity_per_volume(one, box);
  EXPECT_NEAR(intensity_per_volume(eight, copies), sum, 1e-5 * sum);
}

// The crystal with displacements of atoms as at room temperature against the measurement of R. Gaillac et al., Nature
// Mater. 16, 1149 (2017): the peaks stand where the measured ones do.
MPI_TEST(Scattering, OfTheZif4CrystalHasTheMeasuredPeaks, 1) {
  const auto path = testing::reference_file("data/md/ZIF-4.xyz");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset";
  const auto crystal = testing::read_xyz(path);
  std::mt19937_64 generator(11);
  std::normal_distribution<double> displacement(0.0, 0.08);  // A
  std::vector<Frame> frames(8, crystal.frames.front());
  for (auto& frame : frames) {
    for (double& x : frame.positions) x += displacement(generator);
  }
  const auto result = scattering_of(world, crystal.particles, frames, {7.7, 385, 0.0, 0.05, 0.0},
                                    {0.6, 24.0, 0.05, Window::none, Window::lorch});
  const auto measured = testing::read_columns(testing::reference_file("data/pdf/ZIF4glassa_31.dofr"));
  for (const double r : {1.3, 2.0, 3.0, 4.1, 6.0}) {
    const double theirs = testing::maximum_near(measured.at(0), measured.at(1), r, 0.25);
    const double ours = testing::maximum_near(result.vector("rdf/r"), result.vector("pdf/xray/D"), r, 0.25);
    EXPECT_NEAR(ours, theirs, r > 5.0 ? 0.15 : 0.1) << r;  // the last one is broad
    EXPECT_NEAR(theirs, r, 0.2);
  }
}

}  // namespace
}  // namespace vitriflow
