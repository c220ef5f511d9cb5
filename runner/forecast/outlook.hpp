// Outlook: what a run of a workflow into a folder would find there, and what the tasks that it finished took.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/cache/found_results.hpp"
#include "runner/forecast/measurement.hpp"
#include "runner/forecast/task_costs.hpp"
#include "runner/language/workflow.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

struct Outlook {
  Plan plan;
  FoundResults found;
};

// What the store of a campaign holds, which may not exist yet, and what a run would take over from `campaigns`.
Outlook outlook_on(const TaskGraph& graph, const std::string& folder, const std::vector<std::string>& campaigns,
                   FileSystem& files);

// Of tasks that the campaign has finished on this machine; none for a folder that is no campaign.
std::vector<Measurement> measured_in(const std::string& folder, const Workflow& workflow, const TaskCosts& costs,
                                     FileSystem& files);

}  // namespace vitriflow
