// AllocationTable: in which jobs of a batch system a campaign ran, how each of them ended, and where its jobs stand.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

// HTML; empty for a campaign that was never submitted. `now_s`: of the wall clock, when the report is written.
std::string allocation_table(const ReportContents& contents, double now_s);

// From its begin to its end, or to now while it runs.
double lasted_s(const AllocationRecord& record, double now_s);
// How it ended, in words: "its time was up"; "runs" while it does.
std::string end_words(const AllocationRecord& record, double now_s);

}  // namespace vitriflow
