// EwaldMesh: splitting parameter and mesh of particle-particle particle-mesh electrostatics, chosen from error
// estimates, so that a campaign's tasks all use the same ones.
#pragma once

#include <array>
#include <span>

#include "stages/structure/lattice.hpp"

namespace vitriflow {

struct EwaldMesh {
  double splitting_per_A = 0.0;
  std::array<int, 3> mesh{0, 0, 0};  // products of 2, 3 and 5
  double real_error_eV_A = 0.0;      // estimated root-mean-square error of a force
  double reciprocal_error_eV_A = 0.0;
};

// Order of the assignment function that the estimates are for; LAMMPS's default.
inline constexpr int kAssignmentOrder = 5;

// The splitting parameter follows from the error of the real-space sum (Kolafa & Perram, Mol. Simul. 9, 351 (1992), eq.
// 18), the mesh from that of the reciprocal sum with ik differentiation (Deserno & Holm, J. Chem. Phys. 109, 7694
// (1998), eqs. 38 and 43). `accuracy` is relative to the force between two unit charges 1 A apart. `lattice`
// should be the largest that the cell will be: a mesh gets coarser as the cell grows. Error for a mesh out of all
// proportion.
EwaldMesh choose_ewald_mesh(std::span<const double> charges, const Lattice& lattice, double cutoff_A, double accuracy);

// The smallest product of 2, 3 and 5 that is at least n.
int smooth_number(int n);

}  // namespace vitriflow
