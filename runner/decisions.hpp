// Decisions: what the journal says of conditions that were decided: a task is decided once, whatever happens to the
// run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

class Decisions {
 public:
  explicit Decisions(const std::vector<JournalRecord>& records);
  // What was decided of the task's own condition, over the results that it reads now; none: it is still open.
  std::optional<Decision> of(const Task& task) const;

 private:
  std::map<std::string, Decision> by_key_;  // fingerprint and presence
};

// The journal's values of a decision.
std::map<std::string, std::string> decision_record(const Task& task, const Decision& decision);

// The plan of a graph with what is stored already, by fingerprint, sorted. A task that depends on a condition counts as
// done only when all conditions on its way were decided.
Plan plan_from(const TaskGraph& graph, const std::vector<std::string>& stored, const Decisions& decisions);

}  // namespace vitriflow
