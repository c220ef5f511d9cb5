// Links stages to each other: what each port takes, in which order they can be done, which axes they inherit.
#pragma once

#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/language/included_stages.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// Resolves every port to stages and checks types, gathering and circles. Fills `links`, `axes` and `axes_known`.
// Returns the stages in an order in which each comes after all it takes; empty when there is a circle.
std::vector<int> link_stages(std::vector<WorkflowStage>& stages, const IncludedStages& included, Diagnostics& problems);

}  // namespace vitriflow
