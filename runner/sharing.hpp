// Sharing: a campaign that a group of people runs and reads together: its folders and files belong to the group, too,
// which CAMPAIGN/shared says to everybody who works in it.
#pragma once

#include <string>

namespace vitriflow {

bool is_shared(const std::string& campaign);

// From now on what this process makes is readable and writable for the group, if the campaign is shared; else the
// user's umask counts.
void heed_sharing(const std::string& campaign);

// The same for a campaign that is to be shared, which need not be there yet.
void make_for_group();

// What there is becomes readable and writable for the group of the campaign's folder, new files inherit the group, and
// the campaign says so from now on. Throws Error for what belongs to somebody else and is not open to the group.
void share(const std::string& campaign);

}  // namespace vitriflow
