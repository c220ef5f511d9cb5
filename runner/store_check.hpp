// StoreCheck: what is damaged in a campaign's folder, and what that costs.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/store/inspection.hpp"
#include "runner/explain/campaign_view.hpp"

namespace vitriflow {

// What a repair does about a finding.
enum class Cure {
  none,         // of a newer format: left alone
  rewrite,      // a log, a fence: written again with what verifies
  set_aside,    // moved away
  rejoin,       // a trajectory's file over its segments: written again
  start_over,   // frames of a task that is not done: with the checkpoints behind them
  drop_result,  // frames of a finished task: with its result, so that it is computed again
  record        // gone without a trace: the journal is told
};

struct StoreCheck {
  struct Finding {
    Damage damage;
    std::string cost;
    Cure cure = Cure::none;
  };
  std::vector<Finding> findings;
  std::vector<std::string> again;  // tasks that the next run would compute again
  std::set<std::string> lost;      // fingerprints of results that the journal knows and the store has no more
  std::uint64_t files = 0, bytes = 0;
  bool clean() const { return findings.empty(); }
};

// `view` tells which tasks there are; `done_before` holds the fingerprints that the journal calls done. A result that
// is gone without a trace is a finding as well.
StoreCheck check_store(const Inspection& inspection, const CampaignView& view,
                       const std::set<std::string>& done_before);

// Fences that are damaged, through which nothing can be read: what it costs cannot be said before they are mended.
StoreCheck check_fences(const Inspection& inspection);

std::string to_text(const StoreCheck& check, const std::string& folder);
// The same of what was repaired: `deeds` says by file what was done. `check` was made before, `again` is what the next
// run computes.
std::string repair_text(const StoreCheck& check, const std::map<std::string, std::string>& deeds,
                        const std::vector<std::string>& again, const std::string& folder);

}  // namespace vitriflow
