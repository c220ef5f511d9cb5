// Reads the entries under `stages`: names, kinds, and keys, each of which must mean something to the stage's kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "runner/language/workflow_stage.hpp"

namespace vitriflow {

// The keys that every stage may have, whatever its kind.
const std::vector<std::string>& generic_stage_keys();

// Campaigns and stages are called [a-z0-9][a-z0-9_-]*. Adds a problem with a name that would do; `what` is "campaign".
bool check_name(const std::string& name, const std::string& what, const Place& place, Diagnostics& problems);

// `stages`: see IncludedStages. Kinds, keys and own axes are read; links and values are not. The stages refer
// into the document. File patterns of axes count from `folder`.
std::vector<WorkflowStage> read_stages(const Node& stages, const std::string& folder, Diagnostics& problems);

// Sets the stage's engine and checks what the kind needs of it. `campaign_engine` may be null.
void read_engine(WorkflowStage& stage, const Node* campaign_engine, Diagnostics& problems);

}  // namespace vitriflow
