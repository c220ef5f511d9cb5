// Processors: the cores that this process may use, and binding to one of them.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// The processors (hardware threads) of one physical core that this process may run on.
using Core = std::vector<int>;

// The physical cores that the process may use, from its affinity and /sys; at least one.
std::vector<Core> usable_cores();

// The socket, as the kernel numbers them, of all processors that this process may run on; -1 where they lie in several,
// or nothing says so. `folder`: where the kernel describes its processors.
int usable_socket(const std::string& folder = "/sys/devices/system/cpu");

std::string processor_model();  // of this machine, as /proc/cpuinfo names it

// This process, from now on. False where the kernel does not allow it, which costs nothing but speed.
bool bind_to(const Core& core);

}  // namespace vitriflow
