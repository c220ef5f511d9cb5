// LammpsRestart: a binary restart file of LAMMPS, which LAMMPS alone can read, as the text of a data file.
#pragma once

#include <string>

#include "hpc/communicator.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

// Whether a file begins as restart files do.
bool is_lammps_restart(const std::string& path);

// The text of the data file that LAMMPS writes of it, without coefficients, the same on every rank. setup.scratch must
// be a folder. Collective. Throws Error with LAMMPS's own words: a restart needs the styles that it was written with,
// and a LAMMPS that is not older.
std::string restart_as_data(const std::string& path, const Communicator& group, const EngineSetup& setup);

}  // namespace vitriflow
