// Tables: what the report shows, as CSV and JSON for other programs.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

// RFC 4180; numbers in shortest exact form, an absent number is an empty field.
std::string numbers_csv(const ReportContents& contents);
std::string comparisons_csv(const ReportContents& contents);
std::string tasks_csv(const ReportContents& contents);
std::string report_json(const ReportContents& contents, double now_s);  // now: of the wall clock

}  // namespace vitriflow
