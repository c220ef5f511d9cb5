// SystemInput: the whole system that a finished task stands for, put together from its state and the build it came
// from.
#pragma once

#include <string>
#include <vector>

#include "stages/kind.hpp"
#include "stages/system.hpp"

namespace vitriflow {

struct SystemInput {
  System system;
  std::string built_by;               // fingerprint of the result that holds the topology and the force field
  std::vector<std::string> cautions;  // the input's notices that forbid comparisons, which hold for what follows too
};

// Reads the result `fingerprint`. Where it stores only a state (text "system" names the build), particles, topology and
// force field come from the build and positions, velocities and box from the state. Throws Error when the result holds
// no system. Collective over context.group.
SystemInput read_system_input(const StageContext& context, const std::string& fingerprint);

// The same, the system alone. Collective.
System load_system(const StageContext& context, const std::string& fingerprint);

// The single input of a port. Throws Bug when it is missing or gathered: validation has looked.
const TaskInput& only_input(const StageContext& context, const std::string& port);

}  // namespace vitriflow
