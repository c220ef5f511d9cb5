// Assembly: a cell and a force field become a system, and everything that must hold of it is checked.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "stages/structure/force_field_file.hpp"
#include "stages/structure/unit_cell.hpp"
#include "stages/system.hpp"

namespace vitriflow {

struct AssemblyRequest {
  std::array<std::int64_t, 3> supercell{1, 1, 1};
  std::string masses = "heavy";  // "heavy" or "light"; a force field with one set of masses uses that
};

// Throws InvalidInput with the problems of the structure (places are those of its file) or Error where the two inputs
// do not fit: an unknown element, a cell too small for its bonds, missing coefficients, a charged cell, masses that do
// not add up to those of the elements.
System assemble(const UnitCell& cell, const ForceFieldFile& file, const AssemblyRequest& request);

}  // namespace vitriflow
