// Forecast: core hours, wall time and disk that the rest of a plan will need, from what the same measures took before.
#pragma once

#include <string>
#include <vector>

#include "runner/forecast/measurement.hpp"
#include "runner/forecast/task_costs.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

// A number with its standard error.
struct Amount {
  double value = 0, error = 0;
};

struct StageForecast {
  std::string stage, kind;
  int tasks = 0, unknown = 0;  // that are left; of these, without a forecast
  Amount core_s, bytes;        // of those that are known
  std::string basis;           // "2 rehearsals", "rehearsal and campaign 'x', 9 tasks"; empty when nothing is known
  bool error_is_assumed = false;
};

struct Forecast {
  int ranks = 1;
  int tasks = 0, unknown = 0;         // left to do; of these, without a forecast
  std::vector<StageForecast> stages;  // that have tasks left, in the graph's order
  Amount core_s, wall_s, bytes;       // without the unknown tasks
  std::vector<TaskIndex> critical_path;
  Amount path_s;                // along it; 0 when a task is unknown
  std::vector<double> seconds;  // by task, wall clock; 0: done, unneeded or unknown
};

// Errors of tasks that share a measure count as one and the same error, since they come from the same line; errors of
// different measures are independent.
Forecast forecast(const TaskGraph& graph, const Plan& plan, const TaskCosts& costs,
                  const std::vector<Measurement>& measurements, int ranks);

// The longest chain of tasks that are left: by seconds, or by the number of tasks where `seconds` is empty.
std::vector<TaskIndex> critical_path(const TaskGraph& graph, const Plan& plan, const std::vector<double>& seconds);

}  // namespace vitriflow
