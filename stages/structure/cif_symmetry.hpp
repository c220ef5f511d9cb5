// The symmetry that a CIF block states: by operators, Hall symbol, Hermann-Mauguin name or number of the International
// Tables, in any of the notations that are in use.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/cif_document.hpp"
#include "stages/structure/lattice.hpp"
#include "stages/structure/symmetry.hpp"

namespace vitriflow {

struct CifSymmetry {
  std::vector<SymmetryOperator> operators;  // of the whole group, the lattice centring included
  int group = 0;                            // number in the International Tables; 0 when it could not be told
};

// Taken from the first of these that the block has: operators, Hall symbol, name, number. What the others say must be
// the same group; unless they are silent on it, in the same setting. Problems: nothing stated, unknown symbols, a group
// with two origins of which none is chosen, operators that make no group, contradictions, operators that do not leave
// `lattice` as it is.
CifSymmetry read_cif_symmetry(const CifBlock& block, const Lattice& lattice, Diagnostics& problems);

// "Pbca (61)"; "group 0" for a number that is none.
std::string space_group_name(int number);

// The number of the space group of atoms at `positions` (A) with kinds told apart by a number; 0 when spglib finds
// none. Within 0.01 A.
int find_space_group(const Lattice& lattice, const std::vector<Vector>& positions, const std::vector<int>& kinds);

}  // namespace vitriflow
