#include "runner/forecast/finished_tasks.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <unordered_map>

#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

struct Course {
  int started = 0;
  double seconds = -1;  // of the last end; negative: not done
};

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

// By fingerprint; only what began while the pool ran on `host`.
std::unordered_map<std::string, Course> courses_of(const std::vector<JournalRecord>& journal, const std::string& host) {
  std::unordered_map<std::string, Course> courses;
  bool here = false;
  for (const JournalRecord& record : journal) {
    if (record.event == "pool_started") here = value(record, "host") == host;
    if (record.event == "started") courses[value(record, "fingerprint")].started += here ? 1 : 2;
    if (record.event == "done")
      courses[value(record, "fingerprint")].seconds = std::atof(value(record, "seconds").c_str());
  }
  return courses;
}

double tree_size(const fs::path& path) {
  std::error_code none;
  if (fs::is_regular_file(path, none)) return static_cast<double>(fs::file_size(path, none));
  double sum = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path, none)) {
    if (entry.is_regular_file(none)) sum += static_cast<double>(entry.file_size(none));
  }
  return sum;
}

// Small results share a file: their size is that of their bytes.
double kept_bytes(const std::string& folder, const std::string& fingerprint, Store& store) {
  const double trajectory =
      tree_size(folder + "/trajectories/" + fingerprint) + tree_size(folder + "/trajectories/" + fingerprint + ".h5");
  const double large = tree_size(folder + "/results/" + fingerprint + ".h5");
  return trajectory + (large > 0 ? large : static_cast<double>(store.read(fingerprint).result.to_bytes().size()));
}

}  // namespace

std::string host_name() {
  std::array<char, 256> text{};
  return ::gethostname(text.data(), text.size() - 1) == 0 ? text.data() : "";
}

std::vector<FinishedTask> finished_tasks(const std::string& folder, const TaskGraph& graph, const std::string& host,
                                         std::size_t most, FileSystem& files) {
  if (!files.exists(folder + "/workflow.yaml")) return {};
  const auto courses = courses_of(read_journal(folder, files), host);
  Store store(folder, 0, "plan", files, system_clock());
  const double shared =
      tree_size(folder + "/campaign.h5") / static_cast<double>(std::max<std::size_t>(1, store.fingerprints().size()));
  std::vector<FinishedTask> finished;
  std::unordered_map<std::string, std::size_t> of_stage;
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const Task& task = graph.task(i);
    const auto course = courses.find(task.fingerprint);
    if (course == courses.end() || course->second.started != 1 || course->second.seconds < 0) continue;
    if (!store.contains(task.fingerprint) || ++of_stage[task.stage] > most) continue;
    finished.push_back({i, course->second.seconds, shared + kept_bytes(folder, task.fingerprint, store)});
  }
  return finished;
}

}  // namespace vitriflow
