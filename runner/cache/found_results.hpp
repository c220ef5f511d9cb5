// FoundResults: which tasks of a plan have a finished result in another campaign, known by their fingerprints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/decisions.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct FoundResults {
  std::vector<std::string> campaigns;               // folders that were looked into
  std::vector<std::vector<std::uint32_t>> sources;  // by task: numbers of campaigns that hold it; empty: none at all

  bool holds(TaskIndex task) const { return !sources.empty() && !sources[static_cast<std::size_t>(task)].empty(); }
  const std::string& source(TaskIndex task) const {  // the one that is asked first
    return campaigns[sources[static_cast<std::size_t>(task)].front()];
  }
  std::size_t count() const;
};

// Looks for tasks that are waiting, ready or unneeded. Where a task that is still to be computed will read frames, a
// campaign that has removed the trajectory does not count. A campaign that cannot be read is passed over with a
// warning. Reads names and checks of small results only; nothing is verified that taking over verifies.
FoundResults find_results(const TaskGraph& graph, const Plan& plan, const std::vector<std::string>& campaigns,
                          FileSystem& files);

// The plan as it will be when all of them are taken over. `stored`: what the campaign has itself, sorted.
Plan plan_with(const TaskGraph& graph, const FoundResults& found, std::vector<std::string> stored,
               const Decisions& decisions);

}  // namespace vitriflow
