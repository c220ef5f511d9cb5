// CampaignRepair: mends what is damaged in a campaign's folder, so that a check finds nothing and a run completes it.
#pragma once

#include <set>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

struct CampaignRepair {
  std::string text;   // each thing with what it costs and what was done
  bool whole = true;  // nothing is damaged any more
};

// Takes the campaign's lease, or throws Error (held). Keeps what verifies; what does not goes to
// CAMPAIGN/repaired/<time>. Frames of a finished task that are lost and needed take its result with them, so that the
// next run computes it again.
CampaignRepair repair_campaign(const std::string& folder, const std::string& inputs_folder, FileSystem& files,
                               Clock& clock);

// Fingerprints of what every run of the campaign has finished and no repair has dropped, as far as the journal can be
// read.
std::set<std::string> finished_before(const std::string& folder, FileSystem& files);

}  // namespace vitriflow
