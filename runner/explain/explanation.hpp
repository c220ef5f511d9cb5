// Explanation: why tasks have run, have not run, or wait, in words.
#pragma once

#include <string>

#include "runner/explain/campaign_view.hpp"
#include "runner/explain/plan_history.hpp"

namespace vitriflow {

// One task: its state and the reason, when it was computed, what has changed in it, its neighbours, its records.
// `task` must be in the plan; `others` are the campaigns whose results it might have taken.
std::string explain_task(const CampaignView& view, const std::string& task, PlanHistory& history,
                         const std::vector<std::string>& others = {});

// All tasks, grouped by reason; at most three names each.
std::string explain_campaign(const CampaignView& view, PlanHistory& history);

}  // namespace vitriflow
