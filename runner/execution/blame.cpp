#include "runner/execution/blame.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr int kNotedDeaths = 2;
constexpr int kUnnotedDeaths = 3;  // the last one alone
constexpr int kSharedDeaths = 2;   // then it runs alone

struct Deaths {
  int noted = 0, unnoted = 0;
  long answered = 0;   // by remedies
  bool alone = false;  // at the last unnoted one nothing else ran
  long leg = -1;       // the highest that was begun before the last death
  std::string last_message;
};

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

void count_death(Deaths& deaths, const JournalRecord& suspect, long highest_leg) {
  const std::string noted = value(suspect, "noted");
  if (noted == "other") return;
  ++(noted == "1" ? deaths.noted : deaths.unnoted);
  if (noted != "1") deaths.alone = noted == "alone";
  deaths.leg = highest_leg;
  deaths.last_message = value(suspect, "message");
}

// A death that led to a remedy is forgiven; each is answered again by every later attempt and counts once.
void count_answer(Deaths& deaths, const JournalRecord& remedy) {
  const std::string death = value(remedy, "death");
  if (death.empty() || std::strtol(death.c_str(), nullptr, 10) < deaths.answered) return;
  deaths.answered = std::strtol(death.c_str(), nullptr, 10) + 1;
  deaths.noted = 0;
}

std::string sentence(const Deaths& deaths) {
  return deaths.noted >= kNotedDeaths
             ? fmt::format("it took the pool down {} times: {}", deaths.noted, deaths.last_message)
             : fmt::format("it was running each of the {} times that the pool died ({})", deaths.noted + deaths.unnoted,
                           deaths.last_message);
}

// An attempt that brought no result.
bool ends_badly(const JournalRecord& record) {
  if (record.event == "suspect") return value(record, "noted") != "other";
  return record.event == "failed" || record.event == "attempt_failed";
}

bool ends_task(const std::string& event) {
  return event == "done" || event == "attempt_failed" || event == "failed" || event == "interrupted" ||
         event == "set_aside";
}

}  // namespace

Judgement judge(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  std::map<std::string, Deaths> deaths;        // by fingerprint
  std::map<std::string, std::string> by_task;  // fingerprint of a suspect's name
  std::map<std::string, long> highest_leg;     // by task
  for (const auto& record : records) {
    if (record.epoch != epoch) continue;
    const std::string task = value(record, "task");
    if (record.event == "suspect") {
      by_task[task] = value(record, "fingerprint");
      count_death(deaths[by_task[task]], record, highest_leg.emplace(task, -1).first->second);
    } else if (record.event == "remedy" && by_task.contains(task)) {
      count_answer(deaths[by_task[task]], record);
    } else if (record.event == "leg") {
      const long leg = std::strtol(value(record, "leg").c_str(), nullptr, 10);
      long& highest = highest_leg.emplace(task, -1).first->second;
      highest = std::max(highest, leg);
      const auto it = by_task.find(task);
      if (it != by_task.end() && leg > deaths[it->second].leg) deaths[it->second].unnoted = 0;
    }
  }
  Judgement judgement;
  for (const auto& [fingerprint, of_task] : deaths) {
    if (of_task.noted >= kNotedDeaths || (of_task.unnoted >= kUnnotedDeaths && of_task.alone)) {
      judgement.set_aside.push_back({fingerprint, sentence(of_task)});
      continue;
    }
    if (of_task.noted + of_task.unnoted > 0) judgement.suspected.insert(fingerprint);
    if (of_task.unnoted >= kSharedDeaths) judgement.isolated.insert(fingerprint);
  }
  return judgement;
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
    if (ends_badly(record)) ++used[value(record, "fingerprint")];
  }
  return used;
}

DeathsInVain deaths_in_vain(const std::vector<JournalRecord>& records, std::int64_t epoch) {
  DeathsInVain deaths;
  std::map<std::string, long> highest_leg;  // by task; one that is begun again is no new one
  for (const auto& record : records) {
    if (record.epoch != epoch) continue;
    if (record.event == "pool_died") {
      ++deaths.all;
      ++deaths.unexplained;
    } else if (record.event == "suspect") {
      const std::string noted = value(record, "noted");
      if (noted == "1" || noted == "alone") deaths.unexplained = 0;
    } else if (record.event == "done") {
      deaths = {};
    } else if (record.event == "leg") {
      const long leg = std::strtol(value(record, "leg").c_str(), nullptr, 10);
      long& highest = highest_leg.emplace(value(record, "task"), -1).first->second;
      if (leg > highest) deaths = {};
      highest = std::max(highest, leg);
    }
  }
  return deaths;
}

}  // namespace vitriflow
