// GenericKeys: the JSON Schema of the keys that do not depend on a stage's kind, one row of a table for each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runner/schema/value_schema.hpp"

namespace vitriflow {

struct GenericKey {
  std::string name;
  Schema schema;
  // Whether a stage of the kind may have the key; empty: of every kind.
  std::function<bool(const KindDescription&)> fits;
};

// The keys of every stage (generic_stage_keys), 'kind' first.
const std::vector<GenericKey>& generic_keys();

// An entry that includes a file.
Schema include_schema();

// The keys at the top of the file, without 'stages'.
Schema head_properties();

}  // namespace vitriflow
