// RunLength: durations of a simulation in whole steps, and what is wrong with those that are not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stages/kind.hpp"

namespace vitriflow {

// The number of steps of `duration_ps`; none when it is not a whole number of steps (relative 1e-9).
std::optional<std::int64_t> whole_steps(double duration_ps, double timestep_fs);

// The same where validation has looked. Throws Error naming the parameter otherwise.
std::int64_t steps_of(const std::string& parameter, double duration_ps, double timestep_fs);

// A problem for a duration that is no whole number of steps, with the two nearest durations that are.
void check_whole_steps(const std::string& parameter, double duration_ps, double timestep_fs,
                       std::vector<StageProblem>& problems);

// A warning above 1 fs: bonds to hydrogen have periods near 10 fs.
void check_timestep(double timestep_fs, std::vector<StageProblem>& problems);

}  // namespace vitriflow
