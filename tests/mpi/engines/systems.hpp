// Small systems built here, for tests of the engines.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow::testing {

// Moves every coordinate by up to `noise` A, the same way in every run.
void shake(std::vector<double>& positions, double noise);

// 4 cells^3 Lennard-Jones particles (argon) on an fcc lattice, moved by up to `noise` A.
System argon(int cells, double noise);
// Two particles of mass 1 g/mol at distance `r` along x in a box of 40 A, Lennard-Jones (epsilon 0.01 eV, sigma 3 A,
// cutoff 15 A), with a bond (k = 10 eV/A2, r0 = 1 A) when `bonded`.
System pair_of_particles(double r, bool bonded);
// 27 charged molecules of a core chain, a branch and a dummy: bonds, angles with Urey-Bradley terms, dihedrals,
// impropers, a Morse pair, partly scaled 1-4 interactions, PPPM.
System molecules(double kspace_accuracy = 1e-5);
// The same on a lattice whose second and third vectors lean by so many molecules along x, x and y.
System leaning_molecules(const std::array<int, 3>& lean, double kspace_accuracy = 1e-5);

std::unique_ptr<Engine> open(const std::string& name, const Communicator& group);

// The same force field as an include text for LAMMPS, with `more` commands at its end.
System as_include(System system, const std::string& more);

// Loads the system once and returns it with the mesh that the engine chose.
System with_mesh(const std::string& engine, const Communicator& group, const System& system);

}  // namespace vitriflow::testing
