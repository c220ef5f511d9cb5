// Blame: which tasks took the pool down, as the journal of one epoch tells it.
//
// When the pool has died, the supervisor journals `pool_died` and, for every task that was running, `suspect` {task,
// fingerprint, noted, message}. A task that left a note (an engine's abort, a fault, a hang) is to blame (noted 1), and
// the others of that death are not (noted other). Without any note nobody knows, the machine may have killed the rank
// (noted 0, or alone where nothing else ran). A task is set aside after 2 deaths that it is to blame for, not
// counting those that its next attempt answered with a `remedy` {task, death: its number}. One that runs
// at 2 deaths of nobody's without having finished a leg in between runs alone from then on, and is set aside after a
// third, at which nothing else ran. So every death brings some task nearer to one of these ends, or the pool had none.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"

namespace vitriflow {

struct Blame {
  std::string fingerprint;
  std::string message;  // why it is set aside
};

struct Judgement {
  std::vector<Blame> set_aside;  // ordered by fingerprint
  // By fingerprint, tasks that are not set aside: those that may have taken the pool down, and, of these, those that
  // may have done so twice.
  std::set<std::string> suspected, isolated;
};
// Only records of `epoch` count: a later run gives every task a new chance.
Judgement judge(const std::vector<JournalRecord>& records, std::int64_t epoch);

struct Suspect {
  std::string task, fingerprint;
};

// The tasks that were running when the journal of `epoch` ended, or when the pool died last and nobody has looked
// since.
std::vector<Suspect> tasks_running_at_end(const std::vector<JournalRecord>& records, std::int64_t epoch);

// How often tasks were begun and did not end well (an Error, or a death of the pool that no other task is to blame
// for), by fingerprint. In all epochs.
std::map<std::string, std::int64_t> attempts_used(const std::vector<JournalRecord>& records);

// How often an attempt of a task failed in this epoch and another one was promised, by fingerprint.
std::map<std::string, std::int64_t> failures_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch);

// The fingerprints of tasks that failed for good in this epoch.
std::set<std::string> failed_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch);

// How often in a row the pool of `epoch` died, most recently, without a new result or a new leg in between.
struct DeathsInVain {
  int all = 0;
  int unexplained = 0;  // since some task was to blame, or ran alone
};
DeathsInVain deaths_in_vain(const std::vector<JournalRecord>& records, std::int64_t epoch);

}  // namespace vitriflow
