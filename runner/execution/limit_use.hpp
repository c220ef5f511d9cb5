// LimitUse: how much a campaign has had of what its limits allow, for those who look at it from outside.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/allocation_record.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "runner/execution/limits.hpp"
#include "runner/submission/submission.hpp"

namespace vitriflow {

struct LimitUse {
  Limits limits;
  double core_hours = 0, disk_bytes = 0;  // 0 where there is no limit of it
};

// The limits in force: those of the newest run, or of the newest submission where it was made later.
Limits limits_in_force(const std::vector<JournalRecord>& journal, const std::optional<Submission>& submission);

// `holder`: of the runner at work, whose run lasts until it was last heard of; none: nobody is. Measures the folder
// where its size is limited.
LimitUse limit_use(const Limits& limits, const std::string& folder, std::vector<JournalRecord> journal,
                   const std::vector<AllocationRecord>& allocations, const std::optional<LeaseHolder>& holder);

// "12.3 of 500 core hours, 1.2 GB of 50 GB"; empty without limits.
std::string limit_text(const LimitUse& use);
// {"core_hours": {"used": 12.3, "limit": 500}, "disk_bytes": {"used": 1.2e9, "limit": 5e10}}; only what is limited.
nlohmann::json limit_json(const LimitUse& use);

}  // namespace vitriflow
