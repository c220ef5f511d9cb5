// A system's atoms as a CIF, for other programs and to build from again.
#pragma once

#include <string>

#include "stages/system.hpp"

namespace vitriflow {

// All atoms of the cell in P1, wrapped into it, without the sites that are no atoms; fractions to 1e-12. Reading it
// gives the same atoms; bonds, charges and velocities are not in it.
std::string cif_text(const System& system);

}  // namespace vitriflow
