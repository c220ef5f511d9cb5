#include "runner/decisions.hpp"

#include <algorithm>

namespace vitriflow {

namespace {

constexpr const char* kHolds = "condition_held";
constexpr const char* kFails = "skipped";

std::string value(const JournalRecord& record, const char* name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

bool is_open(const Task& task, const Decisions& decisions, const std::vector<bool>& open) {
  if (task.presence.empty()) return false;
  if (task.condition != nullptr && !decisions.of(task)) return true;
  for (const auto& [port, inputs] : task.inputs) {
    for (const TaskIndex input : inputs)
      if (open[static_cast<std::size_t>(input)]) return true;
  }
  return false;
}

}  // namespace

Decisions::Decisions(const std::vector<JournalRecord>& records) {
  for (const auto& record : records) {
    if (record.event != kHolds && record.event != kFails) continue;
    if (!record.values.contains("condition")) continue;  // skipped because of another one
    by_key_[value(record, "fingerprint") + " " + value(record, "condition")] = {record.event == kHolds,
                                                                                value(record, "message")};
  }
}

std::optional<Decision> Decisions::of(const Task& task) const {
  const auto it = by_key_.find(task.fingerprint + " " + task.presence);
  return it == by_key_.end() ? std::nullopt : std::optional(it->second);
}

std::map<std::string, std::string> decision_record(const Task& task, const Decision& decision) {
  return {{"task", task.name},
          {"fingerprint", task.fingerprint},
          {"condition", task.presence},
          {"message", decision.message}};
}

Plan plan_from(const TaskGraph& graph, const std::vector<std::string>& stored, const Decisions& decisions) {
  Plan plan(graph);
  std::vector<bool> open(static_cast<std::size_t>(graph.size()), false);
  for (TaskIndex index = 0; index < graph.size(); ++index) {
    const Task& task = graph.task(index);
    open[static_cast<std::size_t>(index)] = is_open(task, decisions, open);
    if (open[static_cast<std::size_t>(index)] || plan.state(index) == TaskState::skipped) continue;
    const auto decision = task.condition == nullptr ? std::nullopt : decisions.of(task);
    if (decision && !decision->holds)
      plan.skipped(index);
    else if (std::binary_search(stored.begin(), stored.end(), task.fingerprint))
      plan.mark_done_before(index);
  }
  return plan;
}

}  // namespace vitriflow
