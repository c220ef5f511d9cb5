// What hold, release, cancel and prioritise have in common.
#pragma once

#include <string>
#include <vector>

#include "runner/edits.hpp"

namespace CLI {
class App;
}

namespace vitriflow {

struct EditCommand {
  EditAction action;
  const char* name;
  const char* summary;
  const char* said;  // before the tasks
  const char* footer;
};

// Asks it of tasks by name, where a stage's name means all of its tasks, and says when it takes effect. The exit code.
int edit_tasks(const EditCommand& command, const std::string& folder, const std::vector<std::string>& names);

}  // namespace vitriflow
