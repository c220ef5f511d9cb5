// Campaign: one run of a workflow, a folder on disk, and the workflow generations in it.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "runner/workflow.hpp"

namespace vitriflow {

// workflow.yaml is generation 0, workflow.1.yaml the next ... ; the newest is in force. Each begins with a comment that
// holds the path it was read from, so that relative files inside it still resolve.
struct Generation {
  int number = 0;
  std::string text;
  std::string original_path;
};

class Campaign {
 public:
  // The folder must hold a campaign; throws Error (invalid_input) with the way out otherwise.
  static Campaign open(const std::string& folder, FileSystem& files);
  // Creates the folder, or opens it and adds a generation when the text differs from the newest one.
  static Campaign create_or_continue(const std::string& folder, const Workflow& workflow, FileSystem& files);

  const std::string& folder() const noexcept { return folder_; }
  const Generation& newest() const noexcept { return generations_.back(); }
  const std::vector<Generation>& generations() const noexcept { return generations_; }
  Workflow workflow(const std::string& inputs_folder) const;  // of the newest generation

 private:
  std::string folder_;
  std::vector<Generation> generations_;
};

}  // namespace vitriflow
