// Explanation: why tasks have run, have not run, or wait, in words.
#pragma once

#include <string>

#include "runner/explain/campaign_view.hpp"
#include "runner/explain/plan_history.hpp"

namespace vitriflow {

// One task: its state and the reason, when it was computed, what has changed in it, its neighbours, its records.
// `task` must be in the plan; `others` are the campaigns whose results it might have taken; `jobs` says in a sentence
// where the campaign's jobs in a batch system stand, empty: it has none.
std::string explain_task(const CampaignView& view, const std::string& task, PlanHistory& history,
                         const std::vector<std::string>& others = {}, const std::string& jobs = "");

// All tasks, grouped by reason; at most three names each.
std::string explain_campaign(const CampaignView& view, PlanHistory& history, const std::string& jobs = "");

}  // namespace vitriflow
