#include "runner/execution/progress.hpp"

#include <algorithm>

#include <fmt/ranges.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

std::string ranks_text(const std::vector<int>& ranks) { return fmt::format("{}", fmt::join(ranks, ",")); }

void RunningBoard::begin(TaskIndex task, Entry entry) {
  entry.heartbeat.begin(awake_.seconds(), entry.says_begin);
  entries_[task] = std::move(entry);
}

void RunningBoard::heard(TaskIndex task, const Progress& progress, double now_s) {
  const auto it = entries_.find(task);
  if (it == entries_.end()) return;  // it has ended since
  Entry& entry = it->second;
  if (entry.first_s == 0.0 || progress.done < entry.progress.done || progress.phase != entry.progress.phase) {
    entry.first_s = now_s;
    entry.first_done = progress.done;
  }
  entry.progress = progress;
  entry.last_s = now_s;
  entry.heartbeat.heard(progress, awake_.seconds());
}

// The order's tag tells this attempt from an earlier one, whose last words may arrive late.
void RunningBoard::stranded(const Stranded& task) {
  const auto it = entries_.find(task.task);
  if (it == entries_.end() || it->second.tag != task.tag) return;
  it->second.heartbeat.stranded(task.message, awake_.seconds());
}

std::optional<RunningBoard::Hung> RunningBoard::hung(const Patience& patience) const {
  for (const auto& [task, entry] : entries_) {
    if (auto message = entry.heartbeat.verdict(patience, awake_.seconds())) return Hung{task, std::move(*message)};
  }
  for (const auto& [task, since_s] : settling_) {
    const double waited_s = awake_.seconds() - since_s;
    if (waited_s <= patience.unknown_s) continue;
    return Hung{task,
                fmt::format("its result is not on disk {} after it ended: taken as hung", duration_text(waited_s))};
  }
  return std::nullopt;
}

std::optional<double> RunningBoard::left_s(TaskIndex task) const {
  const Entry& entry = entries_.at(task);
  const double over_s = entry.last_s - entry.first_s;
  const auto steps = static_cast<double>(entry.progress.done - entry.first_done);
  if (over_s <= 0 || steps <= 0) return std::nullopt;
  return static_cast<double>(entry.progress.total - entry.progress.done) * over_s / steps;
}

RunningBoard::Entry RunningBoard::end(TaskIndex task) {
  const auto it = entries_.find(task);
  ENSURE(it != entries_.end(), "task {} is not running", task);
  Entry entry = std::move(it->second);
  entries_.erase(it);
  return entry;
}

std::vector<TaskIndex> RunningBoard::to_announce(double now_s, double least_s) {
  std::vector<TaskIndex> tasks;
  for (auto& [task, entry] : entries_) {
    if (entry.announced || now_s - entry.begin_s < least_s) continue;
    entry.announced = true;
    tasks.push_back(task);
  }
  return tasks;
}

std::vector<RunningTask> RunningBoard::longest(double now_s, std::size_t count) const {
  std::vector<RunningTask> tasks;
  for (const auto& [task, entry] : entries_) {
    const double over_s = entry.last_s - entry.first_s;
    const auto steps = static_cast<double>(entry.progress.done - entry.first_done);
    tasks.push_back({entry.name, ranks_text(entry.ranks), entry.progress.phase, entry.progress.done,
                     entry.progress.total, over_s > 0 ? steps / over_s : 0.0, now_s - entry.begin_s});
  }
  std::stable_sort(tasks.begin(), tasks.end(),
                   [](const RunningTask& a, const RunningTask& b) { return a.elapsed_s > b.elapsed_s; });
  if (tasks.size() > count) tasks.resize(count);
  return tasks;
}

void QuickKinds::took(const std::string& kind, double seconds) {
  Measured& measured = kinds_[kind];
  ++measured.tasks;
  measured.mean_s = std::max(0.8 * measured.mean_s + 0.2 * seconds, 0.1 * seconds);
}

int QuickKinds::depth(const std::string& kind) const {
  constexpr int kLeastMeasured = 4, kDeepest = 64;
  constexpr double kQuick_s = 0.01, kAhead_s = 0.05;
  const auto it = kinds_.find(kind);
  if (it == kinds_.end() || it->second.tasks < kLeastMeasured || it->second.mean_s > kQuick_s) return 1;
  return std::clamp(static_cast<int>(kAhead_s / std::max(it->second.mean_s, 1e-6)), 1, kDeepest);
}

}  // namespace vitriflow
