// What tests of scattering look at: crystals, clusters and mixtures, written in one way or another.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <numbers>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "stages/analysis/scattering_result.hpp"

namespace vitriflow::testing {

struct Atoms {
  std::vector<double> edges;      // [3][3], A
  std::vector<double> positions;  // [N][3], A
  std::vector<std::string> elements;
};

// The frames dealt to the ranks as a store deals them.
inline Result scattering_of(const Communicator& world, const TrajectoryParticles& particles,
                            const std::vector<Frame>& frames, const ScatteringRequest& request,
                            const TransformRequest& transform) {
  ScatteringSurveyor surveyor(request);
  const auto count = static_cast<std::int64_t>(frames.size());
  for (std::int64_t i = world.rank(); i < count; i += world.size())
    surveyor.add(particles, i, frames[static_cast<std::size_t>(i)]);
  Result result;
  put_scattering(result, request, transform, false, {{"sample", surveyor.gather(world, count)}});
  return result;
}

inline Result scattering_of(const Communicator& world, const Atoms& atoms, const ScatteringRequest& request,
                            const TransformRequest& transform) {
  return scattering_of(world, {{}, atoms.elements}, {{0, 0.0, atoms.edges, atoms.positions}}, request, transform);
}

using Basis = std::vector<std::array<double, 3>>;

inline Basis face_centred() { return {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}; }

inline Basis diamond() {
  Basis basis = face_centred();
  for (std::size_t i = 0; i < 4; ++i) basis.push_back({basis[i][0] + 0.25, basis[i][1] + 0.25, basis[i][2] + 0.25});
  return basis;
}

inline Atoms crystal(const std::string& element, double edge, const Basis& basis, int cells) {
  Atoms atoms;
  atoms.edges = {cells * edge, 0, 0, 0, cells * edge, 0, 0, 0, cells * edge};
  for (int c = 0; c < cells * cells * cells; ++c) {
    const int corner[3] = {c % cells, c / cells % cells, c / cells / cells};
    for (const auto& site : basis) {
      atoms.elements.push_back(element);
      for (std::size_t k = 0; k < 3; ++k) atoms.positions.push_back(edge * (corner[k] + site[k]));
    }
  }
  return atoms;
}

inline Atoms random_mixture(const std::vector<double>& edges, int count) {
  std::mt19937_64 generator(3);
  std::uniform_real_distribution<double> fraction(0.0, 1.0);
  Atoms atoms{edges, {}, {}};
  const char* names[] = {"C", "Zn", "H", "X"};
  for (int i = 0; i < count; ++i) {
    const std::array<double, 3> s{fraction(generator), fraction(generator), fraction(generator)};
    atoms.elements.emplace_back(names[i % 4]);
    for (std::size_t k = 0; k < 3; ++k)
      atoms.positions.push_back(s[0] * edges[k] + s[1] * edges[3 + k] + s[2] * edges[6 + k]);
  }
  return atoms;
}

inline Atoms translated(Atoms atoms, const std::array<double, 3>& by) {
  for (std::size_t i = 0; i < atoms.positions.size(); ++i) atoms.positions[i] += by[i % 3];
  return atoms;
}

inline Atoms permuted(const Atoms& atoms) {
  std::vector<std::size_t> order(atoms.elements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(5));
  Atoms other{atoms.edges, {}, {}};
  for (const auto i : order) {
    other.elements.push_back(atoms.elements[i]);
    for (std::size_t k = 0; k < 3; ++k) other.positions.push_back(atoms.positions[3 * i + k]);
  }
  return other;
}

// About z by 0.7 and then about x by 1.1.
inline Atoms rotated(Atoms atoms) {
  for (auto* vectors : {&atoms.edges, &atoms.positions}) {
    for (std::size_t i = 0; i < vectors->size(); i += 3) {
      double &x = (*vectors)[i], &y = (*vectors)[i + 1], &z = (*vectors)[i + 2];
      const double u = std::cos(0.7) * x - std::sin(0.7) * y, v = std::sin(0.7) * x + std::cos(0.7) * y;
      x = u;
      y = std::cos(1.1) * v - std::sin(1.1) * z;
      z = std::sin(1.1) * v + std::cos(1.1) * z;
    }
  }
  return atoms;
}

inline Atoms doubled(const Atoms& atoms) {
  Atoms copies;
  for (const double x : atoms.edges) copies.edges.push_back(2.0 * x);
  for (int c = 0; c < 8; ++c) {
    const int corner[3] = {c % 2, c / 2 % 2, c / 4};
    copies.elements.insert(copies.elements.end(), atoms.elements.begin(), atoms.elements.end());
    for (std::size_t i = 0; i < atoms.positions.size(); ++i) {
      double shift = 0.0;
      for (std::size_t a = 0; a < 3; ++a) shift += corner[a] * atoms.edges[3 * a + i % 3];
      copies.positions.push_back(atoms.positions[i] + shift);
    }
  }
  return copies;
}

// Columns of numbers; lines that begin with # are left out.
inline std::vector<std::vector<double>> read_columns(const std::string& path) {
  std::vector<std::vector<double>> columns;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream fields(line);
    std::size_t c = 0;
    for (double value = 0.0; fields >> value; ++c) {
      if (c == columns.size()) columns.emplace_back();
      columns[c].push_back(value);
    }
  }
  return columns;
}

// Where y is highest within `reach` of x = at.
inline double maximum_near(const std::vector<double>& x, const std::vector<double>& y, double at, double reach) {
  double best = std::nan(""), highest = -1e300;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::abs(x[i] - at) > reach || y[i] < highest) continue;
    highest = y[i];
    best = x[i];
  }
  return best;
}

}  // namespace vitriflow::testing
