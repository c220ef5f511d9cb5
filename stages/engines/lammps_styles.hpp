// LammpsStyle: a style of LAMMPS that a force field uses, and the package that LAMMPS must be built with to have it.
#pragma once

#include <string>
#include <vector>

#include "stages/engines/engine.hpp"
#include "stages/structure/force_field_file.hpp"

namespace vitriflow {

struct LammpsStyle {
  std::string category;  // "pair", "bond", "angle", "dihedral", "improper", "kspace", "atom": as lammps_has_style
  std::string name;      // "lj/cut/coul/long"

  auto operator<=>(const LammpsStyle&) const = default;
};

// "KSPACE"; "core" for what every LAMMPS has; empty for styles that are not in the list here. LAMMPS itself cannot be
// asked.
std::string lammps_package_of(const LammpsStyle& style);
std::vector<LammpsStyle> styles_with_known_package();

// The styles that commands choose, each once, in order. Of a hybrid style's words those are styles that stand first or
// whose package is known: the others may be arguments.
std::vector<LammpsStyle> styles_in_commands(const std::vector<std::string>& commands);

// What the engine asks LAMMPS for with this force field: atom style full, and the force field's own. Styles of OPT,
// which the engine takes where they are there, are not among them.
std::vector<LammpsStyle> styles_of_force_field(const ForceFieldFile& file);

// Of a plain include file, as structure.import takes it. Throws as lammps_include_commands.
std::vector<LammpsStyle> styles_of_include(const std::string& text, const std::string& name);

// Those that this LAMMPS was built without. Opens LAMMPS; collective.
std::vector<LammpsStyle> styles_that_lammps_lacks(const std::vector<LammpsStyle>& styles, const Communicator& group,
                                                  const EngineSetup& setup);

}  // namespace vitriflow
