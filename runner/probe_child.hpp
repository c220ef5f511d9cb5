// ProbeChild: a program that is run to its end to see what this machine can do.
#pragma once

#include <string>
#include <vector>

#include "hpc/child.hpp"

namespace vitriflow {

struct ProbeOutcome {
  bool good = false;   // it ended with code 0, in time
  std::string output;  // also what went to standard error, unless it was good
};

// A minute is enough for any of them. `folder` exists and is the probe's own.
ProbeOutcome run_probe_child(Child::Setup setup, const std::string& folder);
ProbeOutcome run_probe_child(std::vector<std::string> arguments, const std::string& folder);

// `program doctor ARGUMENTS` on so many ranks under mpirun.
ProbeOutcome run_probe_ranks(const std::string& program, int ranks, const std::vector<std::string>& arguments,
                             const std::string& folder);

std::string last_lines(const std::string& text, std::size_t most = 400);

}  // namespace vitriflow
