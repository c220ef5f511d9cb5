// Reads the values of a stage: every parameter over the sweep, and what the kind says about them together.
#pragma once

#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// Fills `parameters`. Axes must be known.
void read_values(WorkflowStage& stage, InputFiles& files, Diagnostics& problems);

// Asks the kind about every combination of values that differs. Only for a stage without problems of its own.
void check_values(const WorkflowStage& stage, Diagnostics& problems, std::vector<Diagnostic>& warnings);

// The axes that some parameter names, in the stage's order: what parameters_at takes.
AxisList axes_of_parameters(const WorkflowStage& stage);

// An axis that changes nothing would repeat the same computation under several names.
void check_axes_matter(const WorkflowStage& stage, Diagnostics& problems);

// The complete parameters at `positions` on `axes`.
Parameters parameters_at(const WorkflowStage& stage, const AxisList& axes, const std::vector<std::size_t>& positions);

}  // namespace vitriflow
