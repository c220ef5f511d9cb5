// PlanTable: a plan as `vitriflow plan` shows it, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "runner/cache/found_results.hpp"
#include "runner/language/workflow.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

// "cached" for a task whose result is in the store, "ready", "waits", "not needed".
const char* planned_state(TaskState state);

// "5 tasks: 1 cached, 3 ready, 1 waits"
std::string plan_totals(const TaskGraph& graph, const Plan& plan);

// One row a task, at most `rows_per_stage` rows of a stage (0: all), then the totals.
std::string plan_table(const TaskGraph& graph, const Plan& plan, std::size_t rows_per_stage);

// The same as JSON: {"campaign", "folder", "tasks": [{"task", "stage", "kind", "ranks", "engine", "seed", "needs",
// "state", "fingerprint", "width" of a range, "memory_bytes" where stated}], "totals": {"tasks", "cached", "ready",
// "waits", "skipped", "not needed"}, "forecast": as given}. A task whose result is in another campaign has "from".
std::string plan_json(const Workflow& workflow, const std::string& folder, const Plan& plan,
                      const nlohmann::ordered_json& forecast, const FoundResults& found = {});

// "a run takes over 3 results of campaign /home/ada/first", a line a campaign; empty when there are none.
std::string found_lines(const FoundResults& found);

}  // namespace vitriflow
