// Processors: the cores that this process may use, and binding to one of them.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// The processors (hardware threads) of one physical core that this process may run on.
using Core = std::vector<int>;

// The physical cores that the process may use, from its affinity and /sys; at least one.
std::vector<Core> usable_cores();

std::string processor_model();  // of this machine, as /proc/cpuinfo names it

void bind_to(const Core& core);  // this process, from now on; an error is ignored: binding is a matter of speed alone

}  // namespace vitriflow
