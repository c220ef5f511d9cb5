// ForecastTable: a forecast as `vitriflow plan` shows it, for people and for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "runner/forecast/forecast.hpp"

namespace vitriflow {

// The critical path, one row a stage with its basis, the totals, and what is unknown with the way out. Empty when
// nothing is left to do.
std::string forecast_table(const TaskGraph& graph, const Forecast& forecast);

// "0.136 ± 0.012 core hours, 4 min 20 s ± 23 s on 2 ranks"; empty where nothing is known.
std::string forecast_summary(const Forecast& forecast);

// {"ranks", "tasks", "unknown", "core_hours": {"value", "error"}, "wall_s", "bytes", "critical_path", "path_s",
// "stages": [...]}; totals are null where nothing is known.
nlohmann::ordered_json forecast_json(const TaskGraph& graph, const Forecast& forecast);

}  // namespace vitriflow
