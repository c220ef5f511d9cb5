// WorkflowSchema: what a workflow file may hold, as JSON Schema (draft-07), so that editors complete and check it.
#pragma once

#include <string>
#include <vector>

#include "stages/kind.hpp"

namespace vitriflow {

// workflows/vitriflow.schema.json: `vitriflow schema` writes it, a test compares it. It refuses what a schema can know:
// keys, kinds, types, choices, counts, ranges of whole numbers, names that are not in `inputs_folder`. Dimensions,
// links between stages and the kinds' own checks are left to `vitriflow validate`.
std::string workflow_schema(const std::vector<const KindDescription*>& kinds, const std::string& inputs_folder);

}  // namespace vitriflow
