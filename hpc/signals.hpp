// Signals: a process hears of a request to end without being interrupted, and leaves a note when it dies of a fault.
#pragma once

#include <string>
#include <vector>

#include "hpc/stop.hpp"

namespace vitriflow {

// From now on these signals are counted instead of ending the process; the first one requests `stop`, which must live
// as long as the process. One call a process.
void count_stop_signals(const std::vector<int>& signals, StopToken& stop);
// From now on a counted signal requests this token, too, in place of the one given before; nullptr: none.
void forward_stop_signals(StopToken* also);
int stop_signals_seen();  // how many arrived
int last_stop_signal();   // 0: none

// From now on a fault (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) first writes "segmentation fault (signal 11)" to the
// file of set_fault_note, then goes the way it went before.
void watch_faults();
void set_fault_note(const std::string& path);  // empty: no note. At most 1000 characters.

}  // namespace vitriflow
