// Rehearsal: a workflow in which every stage of another one runs in seconds, to measure what it takes and to find what
// would fail after hours.
#pragma once

#include <string>
#include <vector>

#include "runner/forecast/task_costs.hpp"
#include "runner/language/workflow.hpp"

namespace vitriflow {

struct Rehearsal {
  struct Part {
    std::string name;        // of the rehearsed task
    TaskIndex original = 0;  // whose stage and measure it stands for
  };
  std::string text;  // a workflow
  std::vector<Part> parts;
};

// One task of every stage and measure, with what it needs, cut down twice: to about one second and to about four, so
// that what is constant and what grows can be told apart. Of a gathered ensemble two members of each stage take part.
// Conditions and orders without data are left out: everything runs.
Rehearsal compose_rehearsal(const Workflow& workflow, const TaskCosts& costs, const std::string& inputs_folder);

}  // namespace vitriflow
