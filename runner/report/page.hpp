// Page: the sections of the report, each a pure function from what was gathered to HTML.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

struct PageFacts {
  std::string command;  // that repeats the campaign
  std::string workflow_text;
  std::uint64_t seed = 0;
  bool reproducible = false;
  double written_s = 0;  // when the report is, of the wall clock
};

std::string report_page(const ReportContents& contents, const Workflow& workflow, const PageFacts& facts);

// Notices of all results, each once, with the tasks that gave it.
std::vector<std::pair<std::string, std::vector<std::string>>> gathered_notices(const ReportContents& contents);

}  // namespace vitriflow
