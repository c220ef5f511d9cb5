#include "runner/execution/summary.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr const char* kIndent = "           ";

bool is_lost(TaskState state) { return state == TaskState::failed || state == TaskState::set_aside; }

std::size_t blocked_by(const TaskGraph& graph, const CampaignState& state, TaskIndex lost) {
  std::vector<bool> seen(static_cast<std::size_t>(graph.size()), false);
  std::vector<TaskIndex> open{lost};
  std::size_t blocked = 0;
  while (!open.empty()) {
    const TaskIndex task = open.back();
    open.pop_back();
    for (const TaskIndex dependent : graph.dependents(task)) {
      const auto index = static_cast<std::size_t>(dependent);
      if (seen[index] || state.tasks[index].state != TaskState::blocked) continue;
      seen[index] = true;
      ++blocked;
      open.push_back(dependent);
    }
  }
  return blocked;
}

}  // namespace

Losses losses_of(const TaskGraph& graph, const CampaignState& state, std::size_t most) {
  Losses losses;
  for (TaskIndex index = 0; index < graph.size(); ++index) {
    const TaskStatus& task = state.tasks[static_cast<std::size_t>(index)];
    if (!is_lost(task.state) || ++losses.all > most) continue;
    losses.shown.push_back(
        {index, graph.task(index).name, task.state, task.message, "", blocked_by(graph, state, index)});
  }
  return losses;
}

std::string loss_text(const Loss& loss, bool told, bool coloured) {
  const char* what = loss.state == TaskState::failed ? "FAILED" : "SET ASIDE";
  std::string text =
      fmt::format("{}{:<9}{}  {}", coloured ? "\x1b[1;31m" : "", what, coloured ? "\x1b[0m" : "", loss.name);
  if (told) {
    if (!loss.log.empty()) text += ", log: " + loss.log;
  } else {
    text += ": " + loss.message;
    if (!loss.log.empty()) text += fmt::format("\n{}log: {}", kIndent, loss.log);
  }
  if (loss.blocked > 0)
    text +=
        fmt::format("\n{}{} {} for it in vain", kIndent, loss.blocked, loss.blocked == 1 ? "task waits" : "tasks wait");
  return text + "\n";
}

std::string outcome_text(const CampaignState& state) {
  const auto lost = state.count(TaskState::failed) + state.count(TaskState::set_aside);
  std::string text = fmt::format("{} done, {} failed or set aside, {} blocked", state.count(TaskState::done), lost,
                                 state.count(TaskState::blocked));
  constexpr std::array<std::pair<TaskState, const char*>, 3> kRare{
      {{TaskState::skipped, "skipped"}, {TaskState::held, "held"}, {TaskState::cancelled, "cancelled"}}};
  for (const auto& [rare, word] : kRare) {
    if (const auto count = state.count(rare); count > 0) text += fmt::format(", {} {}", count, word);
  }
  return text;
}

}  // namespace vitriflow
