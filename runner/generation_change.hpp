// GenerationChange: what a new generation of a campaign's workflow does to its tasks, and what of it must be agreed to.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"

namespace vitriflow {

// Lines for the user: what was added, removed, changed; at most eight names each. Empty when nothing was.
std::vector<std::string> change_text(const WorkflowChange& change);

// Tasks of `before` that have begun (they keep a checkpoint), whose work `after` has no use for.
std::vector<std::string> abandoned_tasks(const std::string& campaign_folder, const TaskGraph& before,
                                         const TaskGraph& after, FileSystem& files);

}  // namespace vitriflow
