// FileInspection: what kinds find in the files that stages name, before anything runs.
#pragma once

#include <map>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// One for a workflow: a kind's inspector lives as long and reads every file once, however many tasks name it.
class FileInspection {
 public:
  explicit FileInspection(InputFolders folders) : folders_(std::move(folders)) {}

  // Asks the kind about every combination of values that differs. A problem has its place in the file that holds it;
  // one of several files together stands at the stage. Only for a stage without problems of its own.
  void inspect(const WorkflowStage& stage, Diagnostics& problems);

 private:
  InputFolders folders_;
  std::map<const KindDescription*, FileInspector> inspectors_;
};

}  // namespace vitriflow
