// Needs: stages that must be done before another begins although nothing of them is taken: order without data.
#pragma once

#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/stage_names.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// Reads `needs: glass` or `needs: [glass, cold]` into `needs`.
void read_needs(WorkflowStage& stage, const StageNames& names, Diagnostics& problems);

// Checks the axes that the stage shares with those it needs or gathers: a task has as partners those that stand at its
// own values of them, and at any values of the others. Axes of all of them must be known.
void check_partners(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems);

}  // namespace vitriflow
