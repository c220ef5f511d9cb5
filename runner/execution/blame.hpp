// Blame: which tasks took the pool down, as the journal of one epoch tells it.
//
// When the pool has died, the supervisor journals `pool_died` and, for every task that was running, `suspect` {task,
// fingerprint, noted, message}. A task whose rank left a note (an engine's abort, a fault) is to blame; of tasks
// without a note nobody knows, the machine may have killed the rank. A task is set aside after 2 deaths that it is to
// blame for, or after 3 at which it ran without having finished a leg in between.
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

// Ordered by fingerprint. Only records of `epoch` count: a later run gives every task a new chance.
std::vector<Blame> tasks_to_set_aside(const std::vector<JournalRecord>& records, std::int64_t epoch);

struct Suspect {
  std::string task, fingerprint;
};

// The tasks that were running when the journal of `epoch` ended, or when the pool died last and nobody has looked
// since.
std::vector<Suspect> tasks_running_at_end(const std::vector<JournalRecord>& records, std::int64_t epoch);

// How often tasks were begun and did not end well (an Error, or a death of the pool), by fingerprint. In all epochs.
std::map<std::string, std::int64_t> attempts_used(const std::vector<JournalRecord>& records);

// How often an attempt of a task failed in this epoch and another one was promised, by fingerprint.
std::map<std::string, std::int64_t> failures_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch);

// The fingerprints of tasks that failed for good in this epoch.
std::set<std::string> failed_in_epoch(const std::vector<JournalRecord>& records, std::int64_t epoch);

// How many results and legs the journal of `epoch` holds: when it grows, the pool is getting somewhere.
std::size_t progress_marks(const std::vector<JournalRecord>& records, std::int64_t epoch);

}  // namespace vitriflow
