#include "runner/edits.hpp"

#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "hpc/store/edits_log.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

constexpr std::array kActions{EditAction::hold, EditAction::release, EditAction::cancel, EditAction::prioritise};

std::optional<Edit> parse_edit(std::string_view json) {
  const auto record = nlohmann::json::parse(json, nullptr, false);
  if (!record.is_object()) return std::nullopt;
  const auto text_of = [&](const char* member) {
    const auto found = record.find(member);
    return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const std::string action = text_of("action"), task = text_of("task");
  for (const EditAction known : kActions) {
    if (action == to_text(known) && !task.empty()) return Edit{known, task};
  }
  return std::nullopt;  // of a later program
}

bool is_open(TaskState state) { return state == TaskState::waiting || state == TaskState::ready; }

}  // namespace

const char* to_text(EditAction action) {
  switch (action) {
    case EditAction::hold:
      return "hold";
    case EditAction::release:
      return "release";
    case EditAction::cancel:
      return "cancel";
    case EditAction::prioritise:
      return "prioritise";
  }
  return "unknown";
}

void write_edits(const std::string& folder, const std::vector<Edit>& edits, FileSystem& files, Clock& clock) {
  // Names sort by time: a fixed number of digits.
  const std::string name = fmt::format("{:017.6f}-{}", clock.wall_s(), ::getpid());
  std::string bytes = record_line(log_header(edits_format(), 0, name));
  for (const Edit& edit : edits) {
    const nlohmann::json record{{"time", clock.wall_s()}, {"action", to_text(edit.action)}, {"task", edit.task}};
    bytes += record_line(record.dump());
  }
  files.make_directories(folder + "/edits");
  write_atomically(files, folder + "/edits/" + name, bytes);
}

std::vector<Edit> EditReader::read_new() {
  std::vector<Edit> edits;
  for (const std::string& name : files_->list(folder_)) {
    if (name.find(".new-") != std::string::npos || !seen_.insert(name).second) continue;
    const std::string path = folder_ + "/" + name;
    read_log(*files_, path, edits_format(), files_->size(path), [&](std::string_view json) {
      if (auto edit = parse_edit(json)) edits.push_back(std::move(*edit));
    });
  }
  return edits;
}

std::map<std::string, TaskState> kept_back_tasks(const std::vector<Edit>& edits) {
  std::set<std::string> held;
  std::map<std::string, TaskState> kept_back;
  for (const Edit& edit : edits) {
    if (edit.action == EditAction::hold) held.insert(edit.task);
    if (edit.action == EditAction::cancel) kept_back[edit.task] = TaskState::cancelled;
    if (edit.action != EditAction::release) continue;
    held.erase(edit.task);
    kept_back.erase(edit.task);
  }
  for (const std::string& task : held) kept_back.emplace(task, TaskState::held);
  return kept_back;
}

// In the order of the graph, and first what is cancelled: what needs that is blocked, whatever else was asked of it.
void apply_edits(const std::vector<Edit>& edits, const TaskGraph& graph, Plan& plan) {
  std::set<TaskIndex> held, cancelled;
  for (const auto& [name, state] : kept_back_tasks(edits)) {
    if (const auto task = graph.find(name)) (state == TaskState::held ? held : cancelled).insert(*task);
  }
  for (const TaskIndex task : cancelled) {
    if (is_open(plan.state(task))) plan.cancel(task);
  }
  for (const TaskIndex task : held) {
    if (is_open(plan.state(task))) plan.hold(task);
  }
}

}  // namespace vitriflow
