// The faulty engine: the reference engine that fails on demand, so that the runner's handling of faults is tested.
#pragma once

#include "stages/engines/engine.hpp"

namespace vitriflow {

EngineInfo faulty_info();
// What goes wrong stands in the name of the system or of its force field, as words:
//   throw-on-load      load throws an Error
//   fail-at-step-N     run_dynamics throws an Error at absolute step N
//   nan-at-step-N      the thermodynamics of absolute step N are not finite
//   hot-at-step-N      the thermodynamics of absolute step N and later, as observers see them, are 1000 times as hot
//   abort-at-step-N    MPI_Abort on the group's last rank at absolute step N, after note_abort
//   throw-alone-at-step-N  the group's last rank throws an Error at absolute step N, the others go on
//   hang-at-step-N     the group's last rank sleeps for ever at absolute step N
//   fault-at-step-N    a segmentation fault on the group's last rank at absolute step N
//   exhaust-at-step-N  the group's last rank asks for memory at absolute step N until it gets none
//   above-X-fs         the faults above happen only where the timestep is longer than X fs
//   sleep-N            each leg sleeps N milliseconds first
// Collective over the group.
std::unique_ptr<Engine> open_faulty(const Communicator& group, const EngineSetup& setup);

}  // namespace vitriflow
