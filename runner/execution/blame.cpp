#include "runner/execution/blame.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr int kNotedDeaths = 2;
constexpr int kUnnotedDeaths = 3;

struct Deaths {
  int noted = 0, unnoted = 0;
  long leg = -1;  // the highest that was begun before the last death
  std::string last_message;
};

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

void count_death(Deaths& deaths, const JournalRecord& suspect, long highest_leg) {
  ++(value(suspect, "noted") == "1" ? deaths.noted : deaths.unnoted);
  deaths.leg = highest_leg;
  deaths.last_message = value(suspect, "message");
}

std::string sentence(const Deaths& deaths) {
  return deaths.noted >= kNotedDeaths
             ? fmt::format("it took the pool down {} times: {}", deaths.noted, deaths.last_message)
             : fmt::format("it was running each of the {} times that the pool died ({})", deaths.noted + deaths.unnoted,
                           deaths.last_message);
}

// An attempt that brought no result.
bool ends_badly(const std::string& event) {
  return event == "failed" || event == "attempt_failed" || event == "suspect";
}

bool ends_task(const std::string& event) {
  return event == "done" || event == "attempt_failed" || event == "failed" || event == "interrupted" ||
         event == "set_aside";
}

}  // namespace

std::vector<Blame> tasks_to_set_aside(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  std::map<std::string, Deaths> deaths;        // by fingerprint
  std::map<std::string, std::string> by_task;  // fingerprint of a suspect's name
  std::map<std::string, long> highest_leg;     // by task
  for (const auto& record : records) {
    if (record.epoch != epoch) continue;
    const std::string task = value(record, "task");
    if (record.event == "suspect") {
      by_task[task] = value(record, "fingerprint");
      count_death(deaths[by_task[task]], record, highest_leg.emplace(task, -1).first->second);
    } else if (record.event == "leg") {
      const long leg = std::strtol(value(record, "leg").c_str(), nullptr, 10);
      long& highest = highest_leg.emplace(task, -1).first->second;
      highest = std::max(highest, leg);
      const auto it = by_task.find(task);
      if (it != by_task.end() && leg > deaths[it->second].leg) deaths[it->second].unnoted = 0;
    }
  }
  std::vector<Blame> blamed;
  for (const auto& [fingerprint, of_task] : deaths) {
    if (of_task.noted >= kNotedDeaths || of_task.unnoted >= kUnnotedDeaths) {
      blamed.push_back({fingerprint, sentence(of_task)});
    }
  }
  return blamed;
}

std::vector<Suspect> tasks_running_at_end(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  std::map<std::string, std::string> running;  // task -> fingerprint
  for (const auto& record : records) {
    if (record.epoch != epoch) continue;
    if (record.event == "started") {
      running[value(record, "task")] = value(record, "fingerprint");
    } else if (ends_task(record.event)) {
      running.erase(value(record, "task"));
    } else if (record.event == "pool_died" || record.event == "pool_started") {
      running.clear();
    }
  }
  std::vector<Suspect> suspects;
  suspects.reserve(running.size());
  for (const auto& [task, fingerprint] : running) suspects.push_back({task, fingerprint});
  return suspects;
}

std::map<std::string, std::int64_t> failures_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  std::map<std::string, std::int64_t> failures;
  for (const auto& record : records) {
    if (record.epoch == epoch && record.event == "attempt_failed") ++failures[value(record, "fingerprint")];
  }
  return failures;
}

std::set<std::string> failed_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  std::set<std::string> failed;
  for (const auto& record : records) {
    if (record.epoch == epoch && record.event == "failed") failed.insert(value(record, "fingerprint"));
  }
  return failed;
}

std::map<std::string, std::int64_t> attempts_used(const std::vector<JournalRecord>& records) {
  std::map<std::string, std::int64_t> used;
  for (const auto& record : records) {
    if (ends_badly(record.event)) ++used[value(record, "fingerprint")];
  }
  return used;
}

std::size_t progress_marks(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  return static_cast<std::size_t>(std::count_if(records.begin(), records.end(), [&](const JournalRecord& record) {
    return record.epoch == epoch && (record.event == "done" || record.event == "leg");
  }));
}

}  // namespace vitriflow
