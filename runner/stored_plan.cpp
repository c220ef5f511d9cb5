#include "runner/stored_plan.hpp"

#include "runner/decisions.hpp"

namespace vitriflow {

Plan plan_from_store(const TaskGraph& graph, Store& store, const std::vector<JournalRecord>& past) {
  // All fingerprints at once are far cheaper than one after the other.
  return plan_from(graph, store.fingerprints(), Decisions(past));
}

}  // namespace vitriflow
