#include "runner/language/stage_names.hpp"

#include <algorithm>

namespace vitriflow {

StageNames::StageNames(const std::vector<WorkflowStage>& stages, const IncludedStages& included)
    : stages_(&stages), included_(&included) {
  for (std::size_t i = 0; i < stages.size(); ++i) index_.emplace(stages[i].name, static_cast<int>(i));
}

std::optional<int> StageNames::find(const std::string& name, const Place& place) const {
  const auto it = index_.find(included_->prefix_of(place) + name);
  if (it == index_.end()) return std::nullopt;
  return it->second;
}

bool StageNames::may_exist(const std::string& name, const Place& place) const {
  const std::string full = included_->prefix_of(place) + name;
  return std::any_of(included_->incomplete.begin(), included_->incomplete.end(),
                     [&](const std::string& prefix) { return full.starts_with(prefix); });
}

std::vector<std::string> StageNames::names(const Place& place, const WorkflowStage& asking,
                                           const std::function<bool(const WorkflowStage&)>& fits) const {
  const std::string& prefix = included_->prefix_of(place);
  std::vector<std::string> names;
  for (const WorkflowStage& stage : *stages_) {
    if (&stage != &asking && stage.name.starts_with(prefix) && fits(stage)) {
      names.push_back(stage.name.substr(prefix.size()));
    }
  }
  return names;
}

}  // namespace vitriflow
