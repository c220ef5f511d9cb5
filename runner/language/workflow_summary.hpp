// What `validate` says about a workflow without problems.
#pragma once

#include <string>

#include "runner/language/workflow.hpp"

namespace vitriflow {

// The warnings, each with its place, then "quickstart.yaml: valid: 5 stages, 8 tasks". `name`: of the file.
std::string workflow_summary(const Workflow& workflow, const std::string& name);

// The warnings alone; empty without any.
std::string workflow_warnings(const Workflow& workflow);

}  // namespace vitriflow
