#include "runner/execution/leftovers.hpp"

#include <algorithm>

namespace vitriflow {

void remove_spent_checkpoints(const TaskGraph& graph, const Plan& plan, Store& store, FileSystem& files) {
  const auto kept = files.list(store.folder() + "/checkpoints");
  if (kept.empty()) return;
  for (TaskIndex task = 0; task < graph.size(); ++task) {
    const std::string& fingerprint = graph.task(task).fingerprint;
    if (plan.state(task) != TaskState::done) continue;
    if (std::binary_search(kept.begin(), kept.end(), fingerprint)) store.remove_checkpoints(fingerprint);
  }
}

}  // namespace vitriflow
