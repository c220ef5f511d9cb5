// FindCampaign: which campaign a command means when the user names none.
#pragma once

#include <string>

namespace vitriflow {

// `named`, or when empty: the current folder when it is a campaign, else the only campaign under campaigns/. Absolute.
// Throws Error (invalid_input) that lists what there is to choose from.
std::string find_campaign(const std::string& named);

// Whether the folder holds a campaign.
bool is_campaign(const std::string& folder);

}  // namespace vitriflow
