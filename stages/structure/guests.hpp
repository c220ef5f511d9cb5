// Guests: molecules in the pores of a published framework, which no bond links to its metal.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

// Removes every molecule without a metal atom and tells formulas and numbers in `notices`. Atoms are bonded below the
// sum of their covalent radii (Cordero et al., Dalton Trans. 2832 (2008)) and 0.4 A, with a metal 0.5 A. A cell without
// any metal keeps everything.
void remove_guests(UnitCell& cell, std::vector<std::string>& notices);

// "C3H7NO": carbon, hydrogen, then the others by name (Hill, J. Am. Chem. Soc. 22, 478 (1900)).
std::string hill_formula(const std::vector<std::string>& elements);

}  // namespace vitriflow
