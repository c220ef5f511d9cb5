// Edits: what the user asked of single tasks of a campaign after it had begun: hold, release, cancel, prioritise.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

enum class EditAction { hold, release, cancel, prioritise };

const char* to_text(EditAction action);

struct Edit {
  EditAction action = EditAction::hold;
  std::string task;
};

// Adds a file to CAMPAIGN/edits (hpc/store/FORMATS.md); several commands may do so at once, and while a run reads them.
void write_edits(const std::string& folder, const std::vector<Edit>& edits, FileSystem& files, Clock& clock);

// Reads them in the order in which they were made.
class EditReader {
 public:
  EditReader(std::string folder, FileSystem& files) : folder_(std::move(folder) + "/edits"), files_(&files) {}
  std::vector<Edit> read_new();  // those that have come since the last call; at first all

 private:
  std::string folder_;
  FileSystem* files_;
  std::set<std::string> seen_;
};

// What is left of edits in the end: tasks that are to be held or cancelled, by name.
std::map<std::string, TaskState> kept_back_tasks(const std::vector<Edit>& edits);

// Puts what was asked for into a plan that nobody carries out. Tasks that are over stay as they are.
void apply_edits(const std::vector<Edit>& edits, const TaskGraph& graph, Plan& plan);

}  // namespace vitriflow
