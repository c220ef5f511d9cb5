// Plans made by hand for the tests of explanations.
#pragma once

#include <string>
#include <vector>

#include "runner/language/workflow.hpp"
#include "runner/plan_record.hpp"

namespace vitriflow::testing {

inline Workflow workflow_of(const std::string& stages) {
  return load_workflow({"campaign: study\nstages:\n" + stages, "study.yaml", "/nowhere/study.yaml", "inputs"});
}

inline PlanRecord plan_of(const std::string& stages, int generation = 0) {
  const Workflow workflow = workflow_of(stages);
  return make_plan_record(workflow, {generation, workflow.text, workflow.path}, "inputs");
}

}  // namespace vitriflow::testing
