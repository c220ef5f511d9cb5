// Report: one HTML file that needs no network, made from the store, the journal and the workflow alone.
#pragma once

#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"

namespace vitriflow {

// Writes CAMPAIGN/report/index.html and its tables as CSV and JSON beside it; also rebuilds campaign.h5. Returns the
// path of index.html. May be called at any time, also of an unfinished campaign. `epoch` is that of the campaign's
// holder; 0: whoever likes to look.
std::string write_report(const Campaign& campaign, const Workflow& workflow, FileSystem& files, Clock& clock,
                         std::int64_t epoch = 0);

}  // namespace vitriflow
