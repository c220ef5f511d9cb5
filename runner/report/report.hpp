// Report: one HTML file that needs no network, made from the store, the journal and the workflow alone.
#pragma once

#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/allocation_record.hpp"
#include "runner/campaign.hpp"

namespace vitriflow {

// Who writes it, and what only they know.
struct ReportOccasion {
  std::int64_t epoch = 0;                // of the campaign's holder; 0: whoever likes to look
  std::optional<AllocationRecord> here;  // the allocation in which it is written, as its record will say at its end
  std::string jobs;                      // where the campaign's jobs stand, in a sentence; empty: it has none
};

// Writes CAMPAIGN/report/index.html and its tables as CSV and JSON beside it; also rebuilds campaign.h5. Returns the
// path of index.html. May be called at any time, also of an unfinished campaign.
std::string write_report(const Campaign& campaign, const Workflow& workflow, FileSystem& files, Clock& clock,
                         const ReportOccasion& occasion = {});

}  // namespace vitriflow
