// The bonded terms of a system: every path of the molecular graph that the force field has coefficients for.
#pragma once

#include "stages/structure/force_field_file.hpp"
#include "stages/structure/particles.hpp"

namespace vitriflow {

// Fills `topology` and the bonded tables of `force_field`, which keep the terms that occur. A bond, an angle or a
// dihedral that the file has no coefficients for is named in the Error that is thrown (all missing terms at once);
// dihedrals about the bonds under `no_dihedrals_about` are left out.
void build_topology(const Particles& particles, const ForceFieldFile& file, Topology& topology,
                    ForceField& force_field);

}  // namespace vitriflow
