// AtomsText: an instant of a simulation as text that other programs read: extended xyz and CIF.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/store.hpp"
#include "stages/system.hpp"

namespace vitriflow {

// Atoms with an element, wrapped or not; sites without one (dummies) are no part of it.
struct Atoms {
  std::vector<std::string> elements;  // [N]
  std::vector<double> positions;      // [N][3], A
  std::array<double, 9> edges{};      // box vectors as rows, A
  std::optional<double> time_ps;
};

Atoms atoms_of(const System& system);
Atoms atoms_of(const TrajectoryParticles& particles, const Frame& frame);

// One frame of extended xyz: count, a line with Lattice, Properties, pbc and Time (ps), then the atoms. Readers: ASE,
// OVITO.
std::string extxyz_text(const Atoms& atoms);

// A CIF of the cell in P1, fractions wrapped into [0, 1), with a label such as Zn1 for each atom. `name` becomes the
// data block; `remark` a comment above it.
std::string cif_text(const Atoms& atoms, const std::string& name, const std::string& remark);

}  // namespace vitriflow
