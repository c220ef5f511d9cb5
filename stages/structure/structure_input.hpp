// StructureInput: what structure.build starts from, whatever file it stands in.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

struct StructureInput {
  UnitCell cell;
  int space_group = 0;               // of the atoms as they are now; 0 where it was not looked for
  std::vector<std::string> notices;  // what was chosen, placed or left out on the way
};

// A file that ends in ".cif" is read as CIF, `block` naming its data block (empty: the only one with atoms), any other
// as our own YAML. `framework`: whether a CIF must become a zinc imidazolate framework (see complete_structure). Throws
// InvalidInput with every problem of the file.
StructureInput read_structure_input(const std::string& path, const std::string& block, bool framework);

}  // namespace vitriflow
