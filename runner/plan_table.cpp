#include "runner/plan_table.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"
#include "runner/cache/takeover.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

// "crystal"; "cold (2 tasks)" where several tasks of a stage are taken.
std::string needs_text(const TaskGraph& graph, TaskIndex task) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_stage;
  for (const TaskIndex input : graph.needs(task)) {
    const Task& needed = graph.task(input);
    if (by_stage.empty() || by_stage.back().first != needed.stage) by_stage.push_back({needed.stage, {}});
    by_stage.back().second.push_back(needed.name);
  }
  std::string text;
  for (const auto& [stage, names] : by_stage) {
    text += text.empty() ? "" : ", ";
    text += names.size() == 1 ? names.front() : fmt::format("{} ({} tasks)", stage, names.size());
  }
  return text;
}

bool states_memory(const TaskGraph& graph) {
  return std::any_of(graph.tasks().begin(), graph.tasks().end(),
                     [](const Task& task) { return task.memory_bytes > 0; });
}

std::vector<Row> rows_of(const TaskGraph& graph, const Plan& plan, std::size_t rows_per_stage) {
  std::vector<Row> rows{{"task", "kind", "ranks", states_memory(graph) ? "memory" : "", "needs", "state"}};
  std::string stage;
  std::size_t shown = 0, left_out = 0;
  const auto close_stage = [&] {
    if (left_out > 0) rows.push_back({fmt::format("... and {} more of '{}'", left_out, stage), "", "", "", "", ""});
    shown = left_out = 0;
  };
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const Task& task = graph.task(i);
    if (task.stage != stage) close_stage();
    stage = task.stage;
    if (rows_per_stage != 0 && shown == rows_per_stage) {
      ++left_out;
      continue;
    }
    ++shown;
    rows.push_back({task.name, task.kind->name, to_text(width_of(task)),
                    task.memory_bytes > 0 ? memory_text(task.memory_bytes) : "", needs_text(graph, i),
                    planned_state(plan.state(i))});
  }
  close_stage();
  return rows;
}

std::string rendered(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    const bool whole_line = row[1].empty();
    for (std::size_t i = 0; i < kColumns && !whole_line; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (widths[i] == 0) continue;  // nothing is stated there
      line += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

constexpr std::array kPlanned{TaskState::done, TaskState::ready, TaskState::waiting, TaskState::skipped,
                              TaskState::unneeded};

}  // namespace

const char* planned_state(TaskState state) {
  switch (state) {
    case TaskState::done:
      return "cached";
    case TaskState::waiting:
      return "waits";
    case TaskState::unneeded:
      return "not needed";
    default:
      return to_text(state);
  }
}

std::string plan_totals(const TaskGraph& graph, const Plan& plan) {
  std::string text;
  for (const TaskState state : kPlanned) {
    if (plan.count(state) == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", plan.count(state), planned_state(state));
  }
  return fmt::format("{} task{}: {}", graph.size(), graph.size() == 1 ? "" : "s", text);
}

std::string plan_table(const TaskGraph& graph, const Plan& plan, std::size_t rows_per_stage) {
  return rendered(rows_of(graph, plan, rows_per_stage)) + "\n" + plan_totals(graph, plan) + "\n";
}

std::string plan_json(const Workflow& workflow, const std::string& folder, const Plan& plan,
                      const nlohmann::ordered_json& forecast, const FoundResults& found) {
  nlohmann::ordered_json root = {{"campaign", workflow.campaign}, {"folder", folder}};
  root["tasks"] = nlohmann::ordered_json::array();
  for (TaskIndex i = 0; i < workflow.graph.size(); ++i) {
    const Task& task = workflow.graph.task(i);
    std::vector<std::string> needs;
    for (const TaskIndex input : workflow.graph.needs(i)) needs.push_back(workflow.graph.task(input).name);
    root["tasks"].push_back({{"task", task.name},
                             {"stage", task.stage},
                             {"kind", task.kind->name},
                             {"ranks", task.ranks},
                             {"engine", task.engine},
                             {"seed", task.seed},
                             {"needs", needs},
                             {"state", planned_state(plan.state(i))},
                             {"fingerprint", task.fingerprint}});
    if (const TaskWidth width = width_of(task); !width.fixed()) root["tasks"].back()["width"] = to_text(width);
    if (found.holds(i)) root["tasks"].back()["from"] = found.source(i);
    if (task.memory_bytes > 0) root["tasks"].back()["memory_bytes"] = task.memory_bytes;
  }
  nlohmann::ordered_json totals = {{"tasks", workflow.graph.size()}};
  for (const TaskState state : kPlanned) totals[planned_state(state)] = plan.count(state);
  root["totals"] = totals;
  root["forecast"] = forecast;
  return root.dump(2) + "\n";
}

std::string found_lines(const FoundResults& found) {
  std::map<std::string, std::size_t> counts;
  for (TaskIndex task = 0; static_cast<std::size_t>(task) < found.sources.size(); ++task) {
    if (found.holds(task)) ++counts[found.source(task)];
  }
  std::string text;
  for (const auto& line : takeover_lines(counts)) text += fmt::format("a run takes over {}\n", line);
  return text;
}

}  // namespace vitriflow
