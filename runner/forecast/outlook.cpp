#include "runner/forecast/outlook.hpp"

#include <fmt/format.h>

#include <utility>

#include "hpc/base/clock.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/decisions.hpp"
#include "runner/forecast/finished_tasks.hpp"
#include "runner/stored_plan.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMeasuredOfAStage = 8;  // finished tasks of one stage that serve as measurements

}  // namespace

Outlook outlook_on(const TaskGraph& graph, const std::string& folder, const std::vector<std::string>& campaigns,
                   FileSystem& files) {
  std::vector<std::string> stored;
  std::vector<JournalRecord> past;
  if (files.exists(folder + "/workflow.yaml")) {
    stored = Store(folder, 0, "plan", files, system_clock()).fingerprints();
    past = read_journal(folder, files);
  }
  const Decisions decisions(past);
  Plan plan = plan_from(graph, stored, decisions);
  FoundResults found = find_results(graph, plan, campaigns, files);
  if (found.count() > 0) plan = plan_with(graph, found, std::move(stored), decisions);
  return {std::move(plan), std::move(found)};
}

std::vector<Measurement> measured_in(const std::string& folder, const Workflow& workflow, const TaskCosts& costs,
                                     FileSystem& files) {
  std::vector<Measurement> measurements;
  for (const FinishedTask& done : finished_tasks(folder, workflow.graph, host_name(), kMeasuredOfAStage, files)) {
    const Cost& cost = costs.cost(done.task);
    if (!cost.work) continue;
    measurements.push_back({costs.of(done.task).key, *cost.work, done.seconds, cost.stored, done.bytes,
                            fmt::format("campaign '{}'", workflow.campaign)});
  }
  return measurements;
}

}  // namespace vitriflow
