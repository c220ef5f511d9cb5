// KindTemplate: a workflow to start from, in which one stage shows and explains everything that its kind takes.
#pragma once

#include <string>

#include "stages/kind.hpp"

namespace vitriflow {

// The stage as it stands under `stages:`: ports and required parameters with a value, all others commented out with
// their defaults ("#hold: 0 ps"), each under a comment with meaning, value and range.
std::string stage_template(const KindDescription& kind);

// A whole workflow that validates: the stage, and before it those that give what it takes.
std::string workflow_template(const KindDescription& kind, const KindRegistry& registry);

}  // namespace vitriflow
