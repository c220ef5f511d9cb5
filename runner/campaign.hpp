// Campaign: one run of a workflow, a folder on disk, and the workflow generations in it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/aside_folder.hpp"
#include "runner/language/workflow.hpp"

namespace vitriflow {

// workflow.yaml is generation 0, workflow.1.yaml the next ... ; the newest is in force. Each begins with one line
//   # vitriflow generation 1, crc32c 5b71d0b7, read from /home/ada/zif4.yaml
// with the CRC-32C of the path, a line feed and the text, so that relative files inside it still resolve and a change
// by hand or by accident is not taken for what the user asked for; the user's own text follows unchanged. The files
// that it includes stand beside it as workflow.1.include.1.yaml, workflow.1.include.2.yaml ... , each under such a
// line, and are read instead of those that they come from.
struct Generation {
  int number = 0;
  std::string text;                                  // the user's, without the line above
  std::string original_path;                         // absolute
  std::map<std::string, std::string> included = {};  // texts of included files by absolute path
};

// Whether a workflow says the same as this generation.
bool same_texts(const Generation& generation, const Workflow& workflow);

// The generation as this program reads it. Throws InvalidInput.
Workflow load_generation(const Generation& generation, const std::string& inputs_folder);

// How one generation's tasks differ from another's, by name and fingerprint, each list in the order of the graph.
struct WorkflowChange {
  std::vector<std::string> added, removed, changed;
  bool empty() const noexcept { return added.empty() && removed.empty() && changed.empty(); }
};
WorkflowChange compare_tasks(const TaskGraph& before, const TaskGraph& after);

class Campaign {
 public:
  // The folder must hold a campaign; throws Error (invalid_input) with the way out otherwise. From then on this process
  // makes files for the group, where the campaign is shared.
  static Campaign open(const std::string& folder, FileSystem& files);
  // Creates the folder, or opens it and adds a generation when the text differs from the newest one.
  // A folder that holds something else is refused. The holder of the lease gives its folder for files aside; an Error
  // is thrown when somebody else adds a generation at the same moment.
  static Campaign create_or_continue(const std::string& folder, const Workflow& workflow, FileSystem& files,
                                     const AsideFolder* aside = nullptr);

  const std::string& folder() const noexcept { return folder_; }
  const Generation& newest() const noexcept { return generations_.back(); }
  const std::vector<Generation>& generations() const noexcept { return generations_; }
  Workflow workflow(const std::string& inputs_folder) const;  // of the newest generation

 private:
  explicit Campaign(std::string folder) : folder_(std::move(folder)) {}
  void read_generations(FileSystem& files);
  void add_generation(const Workflow& workflow, FileSystem& files, const AsideFolder* aside);

  std::string folder_;
  std::vector<Generation> generations_;
};

}  // namespace vitriflow
