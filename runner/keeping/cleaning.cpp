#include "runner/keeping/cleaning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <unordered_map>

namespace vitriflow {

namespace {

constexpr std::size_t kFingerprintDigits = 32;

std::uint64_t bytes_below(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return std::filesystem::file_size(path, ignored);
  std::uint64_t sum = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path, ignored)) {
    if (entry.is_regular_file(ignored)) sum += entry.file_size(ignored);
  }
  return sum;
}

// "0f3c...06" of "0f3c...06.h5" or of a folder's name; empty for something else.
std::string fingerprint_in(const std::string& name) {
  const std::string stem = name.ends_with(".h5") ? name.substr(0, name.size() - 3) : name;
  const bool digits =
      std::all_of(stem.begin(), stem.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  return stem.size() == kFingerprintDigits && digits ? stem : "";
}

class Search {
 public:
  Search(std::string folder, const TaskGraph& graph, const Plan& plan, FileSystem& files)
      : folder_(std::move(folder)), graph_(graph), plan_(plan), files_(files) {
    for (TaskIndex i = 0; i < graph.size(); ++i) tasks_.emplace(graph.task(i).fingerprint, i);
  }

  // Everything under results/, checkpoints/ or trajectories/ whose task `may_go` says so; -1: no task of the workflow.
  template <typename Predicate>
  Leftovers under(const std::string& place, const std::string& what, Predicate may_go) const {
    Leftovers found{what, {}, 0};
    for (const std::string& name : files_.list(folder_ + "/" + place)) {
      const std::string fingerprint = fingerprint_in(name);
      if (fingerprint.empty()) continue;
      const auto task = tasks_.find(fingerprint);
      if (may_go(task == tasks_.end() ? -1 : task->second)) add(found, folder_ + "/" + place + "/" + name);
    }
    return found;
  }

  Leftovers notes() const {
    Leftovers found{"scratch files and notes of engines that were aborted", {}, 0};
    if (files_.exists(folder_ + "/scratch")) add(found, folder_ + "/scratch");
    for (const std::string& name : files_.list(folder_ + "/logs"))
      if (name.starts_with("abort-")) add(found, folder_ + "/logs/" + name);
    return found;
  }

  Leftovers repaired() const {
    Leftovers found{"folders of what repairs moved away, as it was", {}, 0};
    for (const std::string& name : files_.list(folder_ + "/repaired")) add(found, folder_ + "/repaired/" + name);
    return found;
  }

  bool is_done(TaskIndex task) const { return plan_.state(task) == TaskState::done; }
  bool is_read_up(TaskIndex task) const {
    const auto& readers = graph_.dependents(task);
    return is_done(task) && !readers.empty() &&
           std::all_of(readers.begin(), readers.end(), [this](TaskIndex reader) { return is_done(reader); });
  }

 private:
  static void add(Leftovers& found, const std::string& path) {
    found.paths.push_back(path);
    found.bytes += bytes_below(path);
  }

  std::string folder_;
  const TaskGraph& graph_;
  const Plan& plan_;
  FileSystem& files_;
  std::unordered_map<std::string, TaskIndex> tasks_;
};

}  // namespace

std::vector<Leftovers> find_leftovers(const std::string& folder, const TaskGraph& graph, const Plan& plan,
                                      bool trajectories, FileSystem& files) {
  const Search search(folder, graph, plan, files);
  const auto gone = [](TaskIndex task) { return task < 0; };
  std::vector<Leftovers> all;
  for (const char* place : {"results", "checkpoints", "trajectories"})
    all.push_back(search.under(place, std::string(place) + " of tasks that the workflow no longer has", gone));
  all.push_back(search.under("checkpoints", "checkpoints of finished tasks",
                             [&](TaskIndex task) { return task >= 0 && search.is_done(task); }));
  if (trajectories) {
    all.push_back(search.under("trajectories", "trajectories whose readers are all done",
                               [&](TaskIndex task) { return task >= 0 && search.is_read_up(task); }));
  }
  all.push_back(search.notes());
  all.push_back(search.repaired());
  std::erase_if(all, [](const Leftovers& kind) { return kind.paths.empty(); });
  return all;
}

void remove(const std::vector<Leftovers>& leftovers, FileSystem& files) {
  for (const Leftovers& kind : leftovers) {
    for (const std::string& path : kind.paths) files.remove_all(path);
  }
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000.0;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.3g} {}", value, kUnits[unit]);
}

}  // namespace vitriflow
