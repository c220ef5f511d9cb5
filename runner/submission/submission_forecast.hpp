// SubmissionForecast: what a submission is expected to use before it is made: allocations, core hours, when it ends.
#pragma once

#include <string>

#include "hpc/cluster.hpp"
#include "hpc/job_script.hpp"
#include "runner/forecast/forecast.hpp"

namespace vitriflow {

struct SubmissionForecast {
  bool known = false;          // every task that is left has a forecast
  int tasks = 0;               // left to do
  Amount wall_s, core_s;       // of the tasks with a forecast
  double allocations = 0;      // that these take, in full ones; 0: nothing is known
  double most_core_hours = 0;  // what all allocations together can use
};

// `allocations`: the most that may follow each other.
SubmissionForecast submission_forecast(const Forecast& work, const JobRequest& job, const Cluster& cluster,
                                       int allocations);

// Core hours that have to be agreed to: those expected, or all that it can use where nothing is known.
double core_hours_at_stake(const SubmissionForecast& expected);

// "expected  12.4 ± 1.1 core hours in 2 allocations of 8 h, ..." as lines; `now_s` is of the wall clock.
std::string forecast_lines(const SubmissionForecast& expected, const JobRequest& job, int allocations, double now_s);

}  // namespace vitriflow
