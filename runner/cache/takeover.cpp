#include "runner/cache/takeover.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/small_results.hpp"

namespace vitriflow {

namespace {

constexpr int kSyncEvery = 1000;  // what is lost with less is taken once more

std::size_t at(TaskIndex task) { return static_cast<std::size_t>(task); }

}  // namespace

std::map<std::string, std::size_t> Takeover::take(const FoundResults& found) {
  taken_.assign(found.sources.size(), false);
  for (std::uint32_t number = 0; number < found.campaigns.size() && !stopped_; ++number) take_from(number, found);
  sync();
  return std::exchange(counts_, {});
}

void Takeover::take_from(std::uint32_t number, const FoundResults& found) {
  const std::string& campaign = found.campaigns[number];
  std::unordered_map<std::string_view, TaskIndex> wanted;
  for (TaskIndex task = 0; at(task) < found.sources.size(); ++task) {
    const auto& sources = found.sources[at(task)];
    const bool here = std::find(sources.begin(), sources.end(), number) != sources.end();
    if (here && !taken_[at(task)]) wanted.emplace(setup_.graph->task(task).fingerprint, task);
  }
  if (wanted.empty()) return;
  try {
    visit_small_records(campaign, *setup_.files, [&](std::string_view fingerprint, std::string_view record) {
      const auto task = wanted.extract(fingerprint);
      if (!task.empty()) attempt(task.mapped(), campaign, record);
    });
  } catch (const Error& problem) {
    if (problem.failure() == Failure::held) throw;
    log_warning("results of campaign '{}' are not used: {}", campaign, problem.what());
  }
  take_large(wanted, campaign);
}

void Takeover::take_large(const std::unordered_map<std::string_view, TaskIndex>& wanted, const std::string& campaign) {
  std::vector<TaskIndex> tasks;
  for (const auto& [fingerprint, task] : wanted) {
    if (setup_.files->exists(fmt::format("{}/results/{}.h5", campaign, fingerprint))) tasks.push_back(task);
  }
  std::sort(tasks.begin(), tasks.end());
  for (const TaskIndex task : tasks) attempt(task, campaign, "");
}

void Takeover::attempt(TaskIndex index, const std::string& campaign, std::string_view record) {
  stopped_ = stopped_ || !setup_.go_on();
  if (stopped_) return;
  const Task& task = setup_.graph->task(index);
  try {
    note(index, campaign, setup_.store->adopt(task.fingerprint, campaign, record));
  } catch (const Error& problem) {
    if (problem.failure() == Failure::held) throw;
    log_warning("the result of '{}' in campaign '{}' is not used: {}", task.name, campaign, problem.what());
    return;
  }
  taken_[at(index)] = true;
  ++counts_[campaign];
  if (++unsynced_ == kSyncEvery) sync();
}

// The result first: a record of one that is not there would be a lie.
void Takeover::sync() {
  setup_.store->flush();
  setup_.journal->sync();
  unsynced_ = 0;
}

std::vector<std::string> takeover_lines(const std::map<std::string, std::size_t>& counts) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> lines;
  std::size_t left_out = 0, campaigns = 0;
  for (const auto& [campaign, count] : counts) {
    if (lines.size() < kShown) {
      lines.push_back(fmt::format("{} result{} of campaign {}", count, count == 1 ? "" : "s", campaign));
    } else {
      left_out += count;
      ++campaigns;
    }
  }
  if (campaigns > 0) lines.push_back(fmt::format("{} results of {} other campaigns", left_out, campaigns));
  return lines;
}

void Takeover::note(TaskIndex index, const std::string& campaign, const Origin& origin) {
  const Task& task = setup_.graph->task(index);
  setup_.journal->append("reused", {{"task", task.name},
                                    {"fingerprint", task.fingerprint},
                                    {"from", campaign},
                                    {"made_as", origin.task},
                                    {"program", origin.program},
                                    {"engine", origin.engine},
                                    {"ranks", fmt::format("{}", fmt::join(origin.ranks, ","))},
                                    {"finished", fmt::format("{:.3f}", origin.finished_s)},
                                    {"seconds", fmt::format("{:.6g}", origin.finished_s - origin.started_s)}});
}

}  // namespace vitriflow
