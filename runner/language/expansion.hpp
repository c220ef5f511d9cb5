// Expansion: from stages with axes to concrete tasks, in an order in which every task follows what it takes.
#pragma once

#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/campaign_head.hpp"
#include "runner/language/workflow_stage.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// `order`: from link_stages. The stages must have no problems. Linear in the number of tasks. Two tasks that are one
// computation under two names are a problem, since they would write the same result.
std::vector<Task> expand(const std::vector<WorkflowStage>& stages, const std::vector<int>& order,
                         const CampaignHead& head, Diagnostics& problems);

}  // namespace vitriflow
