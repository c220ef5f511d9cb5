// A crystal structure as it is published: read from a CIF file and made into one that can be simulated.
#pragma once

#include <string>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

struct PublishedStructure {
  UnitCell cell;                     // the major component; sites may be partly occupied
  int stated_group = 0;              // in the International Tables; 0 when it could not be told
  std::vector<std::string> notices;  // what was chosen, counted or left out
};

// Reads the block of that name, or the only one with atoms where `block` is empty. Throws InvalidInput with every
// problem of the file: syntax, missing cell parameters, loops and coordinates, symmetry, elements.
PublishedStructure read_cif(const std::string& path, const std::string& block);
PublishedStructure parse_cif_structure(const std::string& text, const std::string& name, const std::string& block);

// Makes a zinc imidazolate framework of it: without guests, fully occupied, with all its hydrogens. Throws InvalidInput
// where partial occupancies leave no choice. `framework` false: only the occupancies are looked at.
void complete_structure(PublishedStructure& structure, bool framework);

}  // namespace vitriflow
