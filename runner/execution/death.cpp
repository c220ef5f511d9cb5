#include "runner/execution/death.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "runner/execution/blame.hpp"
#include "runner/execution/task_runner.hpp"

namespace vitriflow {

namespace {

constexpr const char* kNotePrefix = "abort-";

std::vector<std::string> note_names(const std::string& campaign_folder, FileSystem& files) {
  auto names = files.list(campaign_folder + "/logs");
  std::erase_if(names, [](const std::string& name) { return name.rfind(kNotePrefix, 0) != 0; });
  return names;
}

// By task. The journal of a rank that wrote a note may have ended before its "started" was on disk.
std::map<std::string, std::string> take_notes(const std::string& campaign_folder, const TaskGraph& graph,
                                              FileSystem& files) {
  const auto names = note_names(campaign_folder, files);
  std::map<std::string, std::string> notes;
  if (names.empty()) return notes;
  for (const auto& task : graph.tasks()) {
    if (!std::binary_search(names.begin(), names.end(), kNotePrefix + task_file_name(task.name))) continue;
    std::string note = files.read(abort_note_path(campaign_folder, task.name));
    while (!note.empty() && note.back() == '\n') note.pop_back();
    notes[task.name] = std::move(note);
  }
  return notes;
}

std::string first_words(const std::map<std::string, std::string>& notes) {
  std::string text;
  for (const auto& [task, note] : notes) text += fmt::format("{} of '{}': {}", text.empty() ? "" : ";", task, note);
  return text;
}

}  // namespace

std::string record_death(const DeadPool& pool, const TaskGraph& graph, FileSystem& files, JournalWriter& journal) {
  auto suspects = tasks_running_at_end(read_journal(pool.campaign_folder, files), pool.epoch);
  const auto notes = take_notes(pool.campaign_folder, graph, files);
  for (const auto& [name, note] : notes) {
    const auto is_it = [&name = name](const Suspect& suspect) { return suspect.task == name; };
    if (std::any_of(suspects.begin(), suspects.end(), is_it)) continue;
    suspects.push_back({name, graph.task(*graph.find(name)).fingerprint});
  }
  journal.append("pool_died", {{"status", pool.status}});
  for (const auto& [task, fingerprint] : suspects) {
    std::string noted = suspects.size() == 1 ? "alone" : "0", message = "the pool ended with " + pool.status;
    if (const auto note = notes.find(task); note != notes.end()) {
      noted = "1";
      message = note->second;
    } else if (!notes.empty()) {
      noted = "other";
      message = fmt::format("'{}' took it down", notes.begin()->first);
    }
    journal.append("suspect",
                   {{"task", task}, {"fingerprint", fingerprint}, {"noted", noted}, {"message", std::move(message)}});
  }
  journal.sync();
  forget_abort_notes(pool.campaign_folder, files);
  return notes.empty() ? " with " + pool.status : first_words(notes);
}

void forget_abort_notes(const std::string& campaign_folder, FileSystem& files) {
  for (const auto& name : note_names(campaign_folder, files)) files.remove(campaign_folder + "/logs/" + name);
}

}  // namespace vitriflow
