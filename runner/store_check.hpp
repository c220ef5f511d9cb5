// StoreCheck: what is damaged in a campaign's folder, and what that costs.
#pragma once

#include <string>
#include <vector>

#include "hpc/store/inspection.hpp"
#include "runner/explain/campaign_view.hpp"

namespace vitriflow {

struct StoreCheck {
  struct Finding {
    std::string file, problem, cost;
  };
  std::vector<Finding> findings;
  std::vector<std::string> again;  // tasks that the next run would compute again
  std::uint64_t files = 0, bytes = 0;
  bool clean() const { return findings.empty(); }
};

// `view` tells which tasks there are; `done_before` holds the fingerprints that the journal calls done. A result that
// is gone without a trace is a finding as well.
StoreCheck check_store(const Inspection& inspection, const CampaignView& view,
                       const std::set<std::string>& done_before);

std::string to_text(const StoreCheck& check, const std::string& folder);

}  // namespace vitriflow
