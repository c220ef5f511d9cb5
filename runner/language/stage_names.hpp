// StageNames: which stage a name means at the place where it is written.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "runner/language/included_stages.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

class StageNames {
 public:
  // Both must outlive this.
  StageNames(const std::vector<WorkflowStage>& stages, const IncludedStages& included);

  // In an included file a name means a stage of that file.
  std::optional<int> find(const std::string& name, const Place& place) const;
  // Whether it would be a stage of an included file that has been reported as unreadable.
  bool may_exist(const std::string& name, const Place& place) const;
  // The names to write at this place of all stages that fit, without `asking`.
  std::vector<std::string> names(const Place& place, const WorkflowStage& asking,
                                 const std::function<bool(const WorkflowStage&)>& fits) const;

 private:
  const std::vector<WorkflowStage>* stages_;
  const IncludedStages* included_;
  std::unordered_map<std::string, int> index_;
};

}  // namespace vitriflow
