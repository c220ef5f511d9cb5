// Hydrogens of imidazolate and 2-methylimidazolate, where a published crystal lacks them or has them as X-rays do.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

inline constexpr double kRingHydrogen_A = 1.08;
inline constexpr double kMethylHydrogen_A = 1.09;

// Removes hydrogens that are partly there (rotating methyl groups): complete_hydrogens places them anew.
void drop_partial_hydrogens(UnitCell& cell, std::vector<std::string>& notices);

// Places what is missing: on ring carbons in their plane on the outward bisector, on methyl carbons at tetrahedral
// angles, the first one in a plane with the ring. Hydrogens nearer than 1 A to their carbon, where X-rays see the
// bonding electrons, are moved outwards along the bond, since a start from there would heat the system. Everything is
// told in `notices`.
void complete_hydrogens(UnitCell& cell, std::vector<std::string>& notices);

}  // namespace vitriflow
