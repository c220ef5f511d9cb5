#include "runner/commands/edit_tasks.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/lease.hpp"
#include "runner/campaign.hpp"
#include "runner/edit_effect.hpp"
#include "runner/submission/queue_view.hpp"

namespace vitriflow {

namespace {

// A task's name stands for itself, a stage's for all its tasks; each task once, in the order of the graph.
std::vector<std::string> tasks_named(const Workflow& workflow, const std::vector<std::string>& names) {
  const std::set<std::string> wanted(names.begin(), names.end());
  std::set<std::string> known;
  std::vector<std::string> tasks;
  for (const Task& task : workflow.graph.tasks()) {
    known.insert({task.name, task.stage});
    if (wanted.contains(task.name) || wanted.contains(task.stage)) tasks.push_back(task.name);
  }
  std::string problems;
  for (const std::string& name : names) {
    if (known.contains(name)) continue;
    problems += fmt::format("{}there is no task or stage '{}' in campaign '{}'.{}", problems.empty() ? "" : "\n", name,
                            workflow.campaign, did_you_mean(name, {known.begin(), known.end()}));
  }
  if (!problems.empty()) throw Error(problems, Failure::invalid_input);
  return tasks;
}

std::string effect(const std::string& folder) {
  if (const auto holder = living_holder(folder, posix_files(), system_clock())) return edit_effect(holder, "", folder);
  Slurm slurm(system_commands());
  const QueueView queue = look_at_queue(folder, posix_files(), slurm);
  return edit_effect(std::nullopt, jobs_sentence(queue, false, system_clock().wall_s()), folder);
}

}  // namespace

int edit_tasks(const EditCommand& command, const std::string& folder, const std::vector<std::string>& names) {
  const Campaign campaign = Campaign::open(folder, posix_files());
  const auto tasks = tasks_named(campaign.workflow(find_inputs_folder()), names);
  std::vector<Edit> edits;
  edits.reserve(tasks.size());
  for (const std::string& task : tasks) edits.push_back({command.action, task});
  write_edits(campaign.folder(), edits, posix_files(), system_clock());
  for (const std::string& task : tasks) fmt::print("{:<11}{}\n", command.said, task);
  fmt::print("effect     {}\n", effect(campaign.folder()));
  return 0;
}

}  // namespace vitriflow
