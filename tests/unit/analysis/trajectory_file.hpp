// What tests read of third-party trajectories: LAMMPS text dumps and extended xyz files.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hpc/store/store.hpp"

namespace vitriflow::testing {

// A file of VITRIFLOW_REFERENCE_DATA; empty where the variable is unset.
inline std::string reference_file(const std::string& name) {
  const char* folder = std::getenv("VITRIFLOW_REFERENCE_DATA");
  return folder == nullptr ? std::string() : std::string(folder) + "/" + name;
}

struct Trajectory {
  TrajectoryParticles particles;
  std::vector<Frame> frames;
};

// "ATOMS id type x y z" with an orthogonal box; every particle is "Ar".
inline Trajectory read_dump(const std::string& path) {
  Trajectory trajectory;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line) && line == "ITEM: TIMESTEP") {
    Frame frame;
    std::size_t count = 0;
    file >> frame.step >> std::ws;
    std::getline(file, line);
    file >> count >> std::ws;
    std::getline(file, line);
    frame.edges.assign(9, 0.0);
    for (std::size_t k = 0; k < 3; ++k) {
      double low = 0, high = 0;
      file >> low >> high;
      frame.edges[4 * k] = high - low;
    }
    file >> std::ws;
    std::getline(file, line);
    frame.positions.resize(3 * count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t id = 0;
      int type = 0;
      file >> id >> type;
      for (std::size_t k = 0; k < 3; ++k) file >> frame.positions[3 * (id - 1) + k];
    }
    file >> std::ws;
    frame.time_ps = static_cast<double>(trajectory.frames.size());
    trajectory.particles.elements.assign(count, "Ar");
    trajectory.frames.push_back(std::move(frame));
  }
  for (std::size_t i = 0; i < trajectory.particles.elements.size(); ++i) {
    trajectory.particles.ids.push_back(static_cast<std::int64_t>(i + 1));
  }
  return trajectory;
}

// One frame of extended xyz with a Lattice of nine numbers.
inline Trajectory read_xyz(const std::string& path) {
  Trajectory trajectory;
  std::ifstream file(path);
  std::string line;
  std::size_t count = 0;
  file >> count >> std::ws;
  std::getline(file, line);
  const auto begin = line.find('"') + 1;
  std::istringstream lattice(line.substr(begin, line.find('"', begin) - begin));
  Frame frame;
  frame.edges.resize(9);
  for (double& edge : frame.edges) lattice >> edge;
  for (std::size_t i = 0; i < count; ++i) {
    std::getline(file, line);
    std::istringstream fields(line);
    std::string element;
    double x = 0, y = 0, z = 0;
    fields >> element >> x >> y >> z;
    trajectory.particles.elements.push_back(element);
    trajectory.particles.ids.push_back(static_cast<std::int64_t>(i + 1));
    frame.positions.insert(frame.positions.end(), {x, y, z});
  }
  trajectory.frames.push_back(std::move(frame));
  return trajectory;
}

struct BareAtoms {
  std::vector<std::string> elements;
  std::vector<double> positions;  // [N][3], A
};

// xyz without a cell: "element x y z" after two lines, further columns left out.
inline BareAtoms read_bare_xyz(const std::string& path) {
  BareAtoms atoms;
  std::ifstream file(path);
  std::string line;
  std::size_t count = 0;
  file >> count >> std::ws;
  std::getline(file, line);
  while (atoms.elements.size() < count && std::getline(file, line)) {
    std::istringstream fields(line);
    std::string element;
    double x = 0, y = 0, z = 0;
    fields >> element >> x >> y >> z;
    atoms.elements.push_back(element);
    atoms.positions.insert(atoms.positions.end(), {x, y, z});
  }
  return atoms;
}

}  // namespace vitriflow::testing
