#include "runner/execution/time_limit.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace vitriflow {

namespace {

constexpr double kAskInterval_s = 2.0;
constexpr double kUnknownLeg_s = 5.0;  // what nobody has measured may begin while there is that much
constexpr double kLegScatter = 1.2;    // between tasks of one stage

// Who ran which task: legs of one attempt follow each other in one file.
std::string attempt_of(const JournalRecord& record, const std::string& task) {
  return std::to_string(record.epoch) + " " + record.writer + " " + task;
}

}  // namespace

void LegTimes::took(const std::string& stage, double longest_leg_s) {
  if (longest_leg_s > 0.0) stages_[stage] = std::max(stages_[stage], longest_leg_s);
}

void LegTimes::read(const TaskGraph& graph, const std::vector<JournalRecord>& past) {
  std::unordered_map<std::string, std::string> stages;  // by task
  for (const Task& task : graph.tasks()) stages[task.name] = task.stage;
  std::unordered_map<std::string, double> begun_s;
  for (const JournalRecord& record : past) {
    const auto named = record.values.find("task");
    if (named == record.values.end() || !stages.contains(named->second)) continue;
    const std::string attempt = attempt_of(record, named->second);
    if (record.event == "leg") {
      const auto [before, is_first] = begun_s.try_emplace(attempt, record.time_s);
      if (!is_first) took(stages.at(named->second), record.time_s - std::exchange(before->second, record.time_s));
    } else if (record.event == "started") {
      begun_s.erase(attempt);
    }
  }
}

std::optional<double> LegTimes::longest_s(const std::string& stage) const {
  const auto found = stages_.find(stage);
  return found == stages_.end() ? std::nullopt : std::optional(found->second);
}

TimeLimit::TimeLimit(std::function<double()> until_s, Clock& clock) : ask_(std::move(until_s)), clock_(&clock) {}

bool TimeLimit::look() {
  const double now_s = clock_->monotonic_s();
  if (!ask_ || now_s - asked_s_ < kAskInterval_s) return false;
  asked_s_ = now_s;
  const double until_s = ask_();
  if (until_s == until_s_) return false;
  if (until_s > until_s_) late_.clear();
  until_s_ = until_s;
  return true;
}

bool TimeLimit::fits(TaskIndex task, const std::string& stage) const {
  if (!is_limited()) return true;
  if (late_.contains(task)) return false;
  return until_s_ - clock_->wall_s() >= kLegScatter * legs_.longest_s(stage).value_or(kUnknownLeg_s);
}

}  // namespace vitriflow
