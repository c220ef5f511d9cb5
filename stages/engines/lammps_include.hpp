// A user's LAMMPS include file as a force field: which commands it may hold, checked before LAMMPS sees any of them.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"

namespace vitriflow {

// Everything in the text that is not allowed, with its line, added to `problems`; the commands that are, one a line
// with comments and continuations resolved. Allowed are commands that define interactions (pair_*, bond_*, angle_*,
// dihedral_*, improper_*, kspace_*, special_bonds, dielectric, neighbor, neigh_modify, comm_modify), masses and charges
// (mass, set type ... charge) and variables of the styles equal, index and string.
std::vector<std::string> check_lammps_include(const std::string& text, const std::string& name, Diagnostics& problems);

// The same; throws InvalidInput with all problems.
std::vector<std::string> lammps_include_commands(const std::string& text, const std::string& name);

}  // namespace vitriflow
