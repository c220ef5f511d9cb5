#include "runner/submission/submission_forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hpc/base/clock.hpp"
#include "runner/local_time.hpp"

namespace vitriflow {

namespace {

constexpr double kHour_s = 3600.0;

std::string hours_text(const Amount& core_s) {
  const double hours = core_s.value / kHour_s;
  return fmt::format("{:.{}f} ± {:.{}f}", hours, hours < 10 ? 3 : 0, core_s.error / kHour_s, hours < 10 ? 3 : 0);
}

std::string count_text(double allocations) {
  const auto count = static_cast<int>(allocations);
  return count == 1 ? "1 allocation" : fmt::format("{} allocations", count);
}

}  // namespace

// What a warning takes from the end of an allocation is not counted: legs end within it.
SubmissionForecast submission_forecast(const Forecast& work, const JobRequest& job, const Cluster& cluster,
                                       int allocations) {
  SubmissionForecast expected;
  expected.tasks = work.tasks;
  expected.known = work.unknown == 0;
  expected.wall_s = work.wall_s;
  expected.core_s = work.core_s;
  if (work.wall_s.value > 0) expected.allocations = std::max(1.0, std::ceil(work.wall_s.value / job.walltime_s));
  expected.most_core_hours = allocations * core_hours(job, cluster);
  return expected;
}

double core_hours_at_stake(const SubmissionForecast& expected) {
  return expected.known ? std::min(expected.core_s.value / kHour_s, expected.most_core_hours)
                        : expected.most_core_hours;
}

std::string forecast_lines(const SubmissionForecast& expected, const JobRequest& job, int allocations, double now_s) {
  if (expected.tasks == 0) return "expected  nothing is left to do\n";
  const std::string limit = fmt::format("at most   {} of {} each: {:.3g} core hours\n", count_text(allocations),
                                        duration_text(job.walltime_s), expected.most_core_hours);
  if (expected.allocations == 0)
    return "expected  not known: 'vitriflow plan --rehearse' measures a short run of every stage\n" + limit;
  std::string lines = fmt::format("expected  {} core hours, {} ± {} in {}{}\n", hours_text(expected.core_s),
                                  duration_text(expected.wall_s.value), duration_text(expected.wall_s.error),
                                  count_text(expected.allocations),
                                  expected.known ? "" : ", without the tasks of which nothing is known");
  lines += fmt::format("ends      {} at the earliest, and later by what its jobs wait in the queue\n",
                       date_and_time(now_s + expected.wall_s.value));
  if (expected.allocations > allocations)
    lines += fmt::format("too few   {} will not do: allow more with --allocations, or a longer --time\n",
                         count_text(allocations));
  return lines + limit;
}

}  // namespace vitriflow
