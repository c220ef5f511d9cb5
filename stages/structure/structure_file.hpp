// A structure file: cell, symmetry operators and asymmetric unit of a crystal in YAML (inputs/README.md has the
// format).
#pragma once

#include <string>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

// Reads a file and fills its cell. Throws InvalidInput with every problem of the file at once: keys, units, operators,
// elements, multiplicities, overlapping atoms.
UnitCell read_structure(const std::string& path);
// The same for a text; `name` is what messages call it. For tests and for texts that are no file.
UnitCell parse_structure(const std::string& text, const std::string& name);

}  // namespace vitriflow
