// Figures: the curves that results ask to be drawn; the same figure of the tasks of one stage shares its axes.
#pragma once

#include <string>

#include "runner/report/contents.hpp"

namespace vitriflow {

std::string draw_figures(const ReportContents& contents);

}  // namespace vitriflow
