// Notification: a command of the user's that runs once a campaign has ended.
#pragma once

#include <optional>
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

// The same where there is a command and an end; what went wrong is a warning. When the lease is free: the command may
// be one that looks at the campaign.
void tell_of_end(const std::string& command, const std::string& campaign, const std::optional<CampaignEnd>& end);

}  // namespace vitriflow
