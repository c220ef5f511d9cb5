// ComparisonTable: our numbers beside the published ones, with deviations and verdicts, as a table of the report.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

// Empty when nothing was compared. A reason that stands in the report's summary already is not repeated in each row.
std::string comparison_table(const ReportContents& contents);

}  // namespace vitriflow
