// LiveView: a campaign that somebody else runs, as lines for a terminal.
#pragma once

#include <string>

#include "runner/execution/messages.hpp"
#include "runner/explain/campaign_view.hpp"

namespace vitriflow {

// Counts and running tasks, as the runner's own terminal shows them; of a running task its last leg instead of its
// speed, which only the runner knows.
PoolSnapshot live_snapshot(const CampaignView& view, double wall_s);

std::string introduction(const CampaignView& view, double wall_s);
// How it stands when watching ends.
std::string conclusion(const CampaignView& view);
// An event that is worth a line; empty for the others: starts and ends of short tasks, legs.
std::string news_text(const JournalRecord& record);

}  // namespace vitriflow
