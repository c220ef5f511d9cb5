// SbatchOptions: which options of sbatch a cluster or a user may add to a job script, and which the script sets itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// "--mem" of "--mem=2000M" and of "--mem 2000M".
std::string_view sbatch_option_name(std::string_view option);

// What is wrong with an added option, in one sentence with the way out: no long option, or one that would contradict
// what the script says. Empty when nothing is.
std::string sbatch_option_problem(std::string_view option);

// Whether one of the options says how much memory the job gets; then the script says nothing about it.
bool states_memory(const std::vector<std::string>& options);

}  // namespace vitriflow
