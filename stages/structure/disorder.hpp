// Disorder: alternatives of a published crystal, of which a simulation can hold one.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

// What a CIF says of a site's part in the disorder.
struct DisorderLabel {
  std::string assembly;  // empty: none
  std::string group;     // empty: ordered; one that begins with '-' is disordered about a special position
};

// Places the atoms of the major alternative: in each assembly (without names: in each heap of sites that lie within
// 1.9 A of one another) the group with the highest mean occupancy, the first of equal ones; "none of them" is an
// alternative too, with what the groups leave of 1. Of a group about a special position one copy is kept where several
// would overlap. Kept sites count as fully occupied. `labels` go with cell.sites; each choice is told in `notices`.
void place_major_component(UnitCell& cell, const std::vector<DisorderLabel>& labels,
                           const std::vector<SymmetryOperator>& operators, std::vector<std::string>& notices);

// Sites that are still partly occupied: of atoms that overlap the one of clearly higher occupancy stays (told in
// `notices`); everything else leaves no choice and is a problem. Then pairs that still overlap are problems.
void settle_partial_sites(UnitCell& cell, std::vector<std::string>& notices, Diagnostics& problems);

}  // namespace vitriflow
