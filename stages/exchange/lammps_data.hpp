// LammpsData: a LAMMPS data file as a system: box, types, particles, velocities and bonded terms.
#pragma once

#include <string>
#include <vector>

#include "stages/system.hpp"

namespace vitriflow {

struct LammpsDataRequest {
  std::vector<std::string> elements;  // by type; empty: from the masses. "X" for a site without an element
  bool real_units = false;            // velocities in A/fs instead of A/ps
  std::string atom_style;             // where the file does not name it after "Atoms #"
};

// Reads the text of a data file (https://docs.lammps.org/read_data.html) with the styles atomic, charge, molecular and
// full. Coefficient sections are passed over: interactions come from the force field. Particles are put in the order of
// their ids, which must be 1 to N. Densities use standard atomic masses of the elements. Throws InvalidInput with every
// problem and its line; `name` is what messages call the file.
System parse_lammps_data(const std::string& text, const std::string& name, const LammpsDataRequest& request);

// The element whose standard mass is nearest to `mass` (g/mol), within 0.3; "X" for a mass below that of hydrogen less
// that, empty where none is near.
std::string element_of_mass(double mass);

}  // namespace vitriflow
