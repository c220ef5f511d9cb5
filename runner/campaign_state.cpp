#include "runner/campaign_state.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace vitriflow {

namespace {

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

// What the newest epoch's records say of one task, in order.
void apply(const JournalRecord& record, bool held, TaskStatus& task) {
  if (record.event == "started" && held) {
    task = {TaskState::running, "", value(record, "ranks"), record.time_s, task.leg, "", task.remedies};
  } else if (record.event == "failed" || record.event == "set_aside") {
    task.state = record.event == "failed" ? TaskState::failed : TaskState::set_aside;
    task.message = value(record, "message");
  } else if (record.event == "interrupted" || record.event == "suspect") {
    task.state = TaskState::waiting;
  } else if (record.event == "attempt_failed") {
    task.state = TaskState::waiting;
    task.message = fmt::format("attempt {} failed: {}", value(record, "attempt"), value(record, "message"));
  } else if (record.event == "leg") {
    task.leg = value(record, "leg");
  } else if (record.event == "remedy") {
    auto& told = task.remedies;
    const std::string message = value(record, "message");
    if (std::find(told.begin(), told.end(), message) == told.end()) told.push_back(message);
  }
}

// Where results come from that another campaign has computed; of all runs.
void name_sources(const TaskGraph& graph, const std::vector<JournalRecord>& records, std::vector<TaskStatus>& tasks) {
  for (const auto& record : records) {
    if (record.event != "reused" && record.event != "done") continue;
    const auto index = graph.find(value(record, "task"));
    if (!index || graph.task(*index).fingerprint != value(record, "fingerprint")) continue;
    TaskStatus& task = tasks[static_cast<std::size_t>(*index)];
    if (task.state == TaskState::done) task.from = value(record, "from");
  }
}

// What became of a task that its dependents wait for in vain; nullptr for others.
const char* fate_of(TaskState state) {
  if (state == TaskState::failed) return "failed";
  if (state == TaskState::set_aside) return "was set aside";
  return state == TaskState::cancelled ? "was cancelled" : nullptr;
}

void block_dependents(const TaskGraph& graph, std::vector<TaskStatus>& tasks) {
  for (TaskIndex index = 0; index < graph.size(); ++index) {
    TaskStatus& task = tasks[static_cast<std::size_t>(index)];
    if (task.state != TaskState::waiting) continue;
    for (const TaskIndex need : graph.needs(index)) {
      const TaskStatus& needed = tasks[static_cast<std::size_t>(need)];
      if (const char* fate = fate_of(needed.state); fate != nullptr) {
        task.state = TaskState::blocked;
        task.message = fmt::format("it needs '{}', which {}", graph.task(need).name, fate);
      } else if (needed.state == TaskState::blocked) {
        task.state = TaskState::blocked;
        task.message = needed.message;
      }
    }
  }
}

}  // namespace

std::size_t CampaignState::count(TaskState state) const {
  return static_cast<std::size_t>(
      std::count_if(tasks.begin(), tasks.end(), [state](const TaskStatus& task) { return task.state == state; }));
}

CampaignState campaign_state(const TaskGraph& graph, const Plan& plan, const std::vector<JournalRecord>& records,
                             bool held) {
  CampaignState state;
  state.tasks.resize(static_cast<std::size_t>(graph.size()));
  std::map<std::string, std::string> skipped;  // why, by task, of any run
  for (const auto& record : records)
    if (record.event == "skipped") skipped[value(record, "task")] = value(record, "message");
  const std::int64_t newest = records.empty() ? 0 : records.back().epoch;
  for (const auto& record : records) {
    if (record.epoch != newest) continue;
    if (const auto index = graph.find(value(record, "task"))) {
      apply(record, held, state.tasks[static_cast<std::size_t>(*index)]);
    }
  }
  for (TaskIndex index = 0; index < graph.size(); ++index) {
    TaskStatus& task = state.tasks[static_cast<std::size_t>(index)];
    const TaskState planned = plan.state(index);
    if (planned == TaskState::done || planned == TaskState::unneeded) {
      task = {planned, "", "", 0.0, "", "", std::move(task.remedies)};
    }
    const bool kept_back = planned == TaskState::held || planned == TaskState::cancelled;
    if (kept_back && task.state == TaskState::waiting) task.state = planned;
    if (planned == TaskState::skipped) task = {planned, skipped[graph.task(index).name], "", 0.0, "", ""};
  }
  block_dependents(graph, state.tasks);
  name_sources(graph, records, state.tasks);
  return state;
}

}  // namespace vitriflow
