#include "runner/explain/live_view.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "hpc/base/error.hpp"
#include "hpc/base/shell_word.hpp"
#include "runner/explain/record_text.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kTasksShown = 16;
constexpr double kWorthTelling_s = 1.0;

std::size_t count(const CampaignView& view, TaskState state) {
  return static_cast<std::size_t>(std::count(view.states.begin(), view.states.end(), state));
}

}  // namespace

PoolSnapshot live_snapshot(const CampaignView& view, double wall_s) {
  PoolSnapshot snapshot;
  snapshot.done = count(view, TaskState::done);
  snapshot.running = count(view, TaskState::running);
  snapshot.waiting = count(view, TaskState::waiting) + count(view, TaskState::ready);
  snapshot.failed = count(view, TaskState::failed) + count(view, TaskState::set_aside);
  snapshot.blocked = count(view, TaskState::blocked);
  for (const auto& [task, record] : view.last) {
    if (view.states[task] != TaskState::running) continue;
    RunningTask running;
    running.task = view.plan.names[task];
    running.ranks = value_of(record, "ranks");
    const auto leg = view.legs.find(running.task);
    if (leg != view.legs.end()) running.phase = "leg " + leg->second;
    running.elapsed_s = std::max(0.0, wall_s - record.time_s);
    snapshot.tasks.push_back(std::move(running));
  }
  std::stable_sort(snapshot.tasks.begin(), snapshot.tasks.end(),
                   [](const RunningTask& a, const RunningTask& b) { return a.elapsed_s > b.elapsed_s; });
  if (snapshot.tasks.size() > kTasksShown) snapshot.tasks.resize(kTasksShown);
  return snapshot;
}

std::string introduction(const CampaignView& view, double wall_s) {
  std::string text = fmt::format("campaign  {}: {} tasks", view.folder, view.plan.size());
  if (!view.held) return text;
  return text + fmt::format("\nheld      by process {} on {} for {}; q ends watching, not the run", view.holder.pid,
                            view.holder.host, duration_text(std::max(0.0, wall_s - view.holder.taken_s)));
}

std::string conclusion(const CampaignView& view) {
  const auto failed = count(view, TaskState::failed) + count(view, TaskState::set_aside);
  const auto open = count(view, TaskState::waiting) + count(view, TaskState::ready);
  std::string text = fmt::format("{}: {} done, {} failed or set aside, {} blocked, {} open",
                                 view.held ? "still running" : "nobody is running it", count(view, TaskState::done),
                                 failed, count(view, TaskState::blocked), open);
  if (!view.held && open + failed > 0) text += "\ncontinue  vitriflow run " + shell_word(view.folder);
  return text;
}

std::string news_text(const JournalRecord& record) {
  static constexpr std::array<const char*, 4> kQuiet{"started", "leg", "checkpoint", "taken"};
  if (std::find(kQuiet.begin(), kQuiet.end(), record.event) != kQuiet.end()) return "";
  if (record.event == "done" && std::strtod(value_of(record, "seconds").c_str(), nullptr) < kWorthTelling_s) return "";
  return event_words(record);
}

}  // namespace vitriflow
