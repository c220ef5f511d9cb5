// Small graphs made by hand for the tests of execution.
#pragma once

#include <string>
#include <vector>

#include "runner/task_graph.hpp"

namespace vitriflow::testing {

inline const KindDescription& plain_kind() {
  static const KindDescription kind = [] {
    KindDescription made;
    made.name = "test.plain";
    return made;
  }();
  return kind;
}

inline Task task_with(const std::string& name, const std::vector<TaskIndex>& needs, int ranks = 1) {
  Task task;
  task.name = task.stage = name;
  task.kind = &plain_kind();
  task.ranks = ranks;
  task.fingerprint = "fingerprint-" + name;
  if (!needs.empty()) task.inputs["after"] = needs;
  return task;
}

}  // namespace vitriflow::testing
