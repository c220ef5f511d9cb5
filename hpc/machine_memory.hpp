// Machine memory: how much this process and its children may use at once.
#pragma once

namespace vitriflow {

// Bytes: the memory that is built in, or what the control group of this process allows where that is less.
// Infinity where the machine does not say.
double machine_memory_bytes();

}  // namespace vitriflow
