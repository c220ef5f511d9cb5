// Cleaning: what of a campaign's folder nothing needs any more, why, and how much it frees.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// Things of one kind that may go.
struct Leftovers {
  std::string what;  // "trajectories of tasks that the workflow no longer has"
  std::vector<std::string> paths;
  std::uint64_t bytes = 0;
};

// In the order in which they are shown; kinds without anything are left out. `plan` says what is done. Results of the
// workflow's own tasks never go. With `trajectories`: also those of finished tasks all of whose readers are done, which
// a later stage of analysis would miss. Reads only.
std::vector<Leftovers> find_leftovers(const std::string& folder, const TaskGraph& graph, const Plan& plan,
                                      bool trajectories, FileSystem& files);

void remove(const std::vector<Leftovers>& leftovers, FileSystem& files);

// "12.3 MB"
std::string size_text(std::uint64_t bytes);

}  // namespace vitriflow
