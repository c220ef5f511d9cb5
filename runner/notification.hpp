// Notification: a command of the user's that runs once a campaign has ended.
#pragma once

#include <string>

#include "hpc/command.hpp"

namespace vitriflow {

// Why a campaign goes on no more.
enum class CampaignEnd { done, nothing_can_proceed, limit_reached, allocations_used_up };

std::string campaign_end_text(CampaignEnd end);  // "done", "nothing can proceed", ...

// Runs `command` with the shell, with VITRIFLOW_CAMPAIGN (its folder), VITRIFLOW_OUTCOME (campaign_end_text) and
// VITRIFLOW_REPORT (the report's page, which may not be there) in its environment; it has a minute. Returns what went
// wrong, in a sentence, or nothing.
std::string notify(const std::string& command, const std::string& campaign, CampaignEnd end, CommandRunner& commands);

}  // namespace vitriflow
