// The LAMMPS engine: LAMMPS in this process on the group's communicator, through its C library.
#pragma once

#include "stages/engines/engine.hpp"

namespace vitriflow {

// Version and packages ("package:KSPACE") of the LAMMPS that this program is linked with. Opens nothing.
EngineInfo lammps_info();
// Collective over the group. Each leg runs in a new instance that reads the stored image (a LAMMPS restart file), so
// that a leg's bits follow from the image alone.
std::unique_ptr<Engine> open_lammps(const Communicator& group, const EngineSetup& setup);

}  // namespace vitriflow
