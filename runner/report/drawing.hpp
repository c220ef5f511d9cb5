// Drawing: the graph of tasks and the timeline of ranks as SVG pictures.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

// Tasks in columns by their longest path; whole stages where there are more than 40 tasks.
std::string draw_graph(const ReportContents& contents, const TaskGraph& graph);

// One row a working rank, one bar a stretch of a task. Empty when nothing has run.
std::string draw_timeline(const ReportContents& contents);

}  // namespace vitriflow
