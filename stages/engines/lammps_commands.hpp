// What LAMMPS is told about a system: its data file and its force field as commands. Text only, so that it is tested
// without LAMMPS.
#pragma once

#include <string>
#include <vector>

#include "stages/engines/engine.hpp"

namespace vitriflow {

// A data file of atom style full; ids follow the system's order from 1. Dihedrals and impropers of zero amplitude are
// left out. Numbers in the shortest form that reads back exactly.
std::string lammps_data_file(const System& system);

// The force field's commands, in order, for a box that exists. With `opt` the pair styles of the OPT package are used.
// A mesh that is not {0,0,0} is fixed together with the splitting parameter. Throws Error for an include text that
// holds what is not allowed.
std::vector<std::string> lammps_force_field_commands(const System& system, bool opt);

// "fix motion all npt temp 300 300 0.05 iso 1 1 0.5" and what follows "run N": " start 0 stop 1000", or nothing for a
// constant temperature. Towards a cube they are the leg's own ends.
std::string lammps_motion_command(const DynamicsRequest& request);
std::string lammps_ramp_words(const DynamicsRequest& request);

// For a request towards a cube, the command that moves a box along for the length of this leg: at its end the box has
// gone as much of the way as the leg takes of the steps that are left. "fix shape all deform 1 x final 0.5 9.5 ...".
std::string lammps_shape_command(const DynamicsRequest& request, const Box& box);

// Mesh and splitting parameter that LAMMPS chose, from its log; throws Error when the text does not say them.
void read_chosen_mesh(const std::string& log_text, ForceField& force_field);

}  // namespace vitriflow
