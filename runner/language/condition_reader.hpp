// ConditionReader: `when: ${glass.density} > 1.4 g/cm3 and ${glass.volume} < ${largest}` before the sweep is expanded.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/stage_names.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// Reads `when` of a stage into `when`, and adds the stages that it names to `needs`. `index`: of the stages, by name.
// Call after read_needs.
void read_when(WorkflowStage& stage, const std::vector<WorkflowStage>& stages, const StageNames& names,
               Diagnostics& problems);

// Checks that each task reads one task of the stages that `when` names, and that `${axis}` values are numbers. Axes of
// all stages must be known.
void check_when(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems);

}  // namespace vitriflow
