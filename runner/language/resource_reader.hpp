// Reads what the tasks of a stage occupy while they run: `ranks` and `memory`.
#pragma once

#include "hpc/base/diagnostic.hpp"
#include "runner/language/campaign_head.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// Fills `ranks` and `memory` of the stage, both over its axes; axes must be known. A campaign that is reproducible
// fixes widths, since they enter fingerprints there: ranges and 'auto' are problems.
void read_resources(WorkflowStage& stage, bool reproducible, Diagnostics& problems);

}  // namespace vitriflow
