#include "runner/cache/found_results.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/small_results.hpp"
#include "runner/text_index.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostSources = 4;

std::size_t at(TaskIndex task) { return static_cast<std::size_t>(task); }

std::vector<TaskIndex> open_tasks(const TaskGraph& graph, const Plan& plan) {
  std::vector<TaskIndex> open;
  for (TaskIndex task = 0; task < graph.size(); ++task) {
    const TaskState state = plan.state(task);
    if (state == TaskState::waiting || state == TaskState::ready || state == TaskState::unneeded) open.push_back(task);
  }
  return open;
}

// Marks the tasks whose frames this one reads.
void ask_for_frames(const Task& task, std::vector<bool>& wanted) {
  for (const PortDescription& port : task.kind->takes) {
    if (port.type != PortType::frames) continue;
    const auto inputs = task.inputs.find(port.name);
    if (inputs == task.inputs.end()) continue;
    for (const TaskIndex input : inputs->second) wanted[at(input)] = true;
  }
}

bool has_frames(const std::string& campaign, const std::string& fingerprint, FileSystem& files) {
  return files.exists(campaign + "/trajectories/" + fingerprint + ".h5");
}

// From the last task to the first: whether frames are read depends on whether their readers were found.
void drop_sources_without_frames(const TaskGraph& graph, const Plan& plan, FileSystem& files, FoundResults& found) {
  std::vector<bool> wanted(at(graph.size()), false);
  for (TaskIndex index = graph.size() - 1; index >= 0; --index) {
    const Task& task = graph.task(index);
    auto& sources = found.sources[at(index)];
    if (wanted[at(index)]) {
      std::erase_if(
          sources, [&](std::uint32_t number) { return !has_frames(found.campaigns[number], task.fingerprint, files); });
    }
    const TaskState state = plan.state(index);
    const bool is_settled = state == TaskState::done || state == TaskState::skipped || !sources.empty();
    if (!is_settled) ask_for_frames(task, wanted);
  }
}

}  // namespace

std::size_t FoundResults::count() const {
  return static_cast<std::size_t>(
      std::count_if(sources.begin(), sources.end(), [](const auto& numbers) { return !numbers.empty(); }));
}

FoundResults find_results(const TaskGraph& graph, const Plan& plan, const std::vector<std::string>& campaigns,
                          FileSystem& files) {
  FoundResults found;
  if (campaigns.empty()) return found;
  const std::vector<TaskIndex> open = open_tasks(graph, plan);
  if (open.empty()) return found;
  const TextIndex tasks(static_cast<std::uint32_t>(open.size()),
                        [&](std::uint32_t number) { return std::string_view(graph.task(open[number]).fingerprint); });
  found.campaigns = campaigns;
  found.sources.resize(at(graph.size()));
  for (std::uint32_t number = 0; number < campaigns.size(); ++number) {
    try {
      visit_result_names(campaigns[number], files, [&](std::string_view fingerprint) {
        const auto task = tasks.find(fingerprint);
        if (!task) return;
        auto& sources = found.sources[at(open[*task])];
        const bool known = !sources.empty() && sources.back() == number;
        if (!known && sources.size() < kMostSources) sources.push_back(number);
      });
    } catch (const Error& problem) {
      log_warning("results of campaign '{}' are not used: {}", campaigns[number], problem.what());
    }
  }
  drop_sources_without_frames(graph, plan, files, found);
  return found;
}

Plan plan_with(const TaskGraph& graph, const FoundResults& found, std::vector<std::string> stored,
               const Decisions& decisions) {
  for (TaskIndex task = 0; task < graph.size(); ++task) {
    if (found.holds(task)) stored.push_back(graph.task(task).fingerprint);
  }
  std::sort(stored.begin(), stored.end());
  return plan_from(graph, stored, decisions);
}

}  // namespace vitriflow
