// ParameterTable: the values that one parameter takes over the axes that its text names, each read once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/document.hpp"
#include "runner/language/parameter_reader.hpp"
#include "runner/language/sweep.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

struct ParameterEntry {
  std::optional<ParameterValue> value;  // none: it has a problem
  std::string text;                     // canonical: "20 K/ps"
  Place place;                          // of the value, or of the axis's value
  std::string file_digest;              // of the input file that a text names; empty otherwise
};

struct ParameterTable {
  AxisList axes;                        // those that the text names
  std::vector<ParameterEntry> entries;  // one for each combination of them

  // The entry for a task that stands at `positions` on `task_axes`.
  const ParameterEntry& at(const AxisList& task_axes, const std::vector<std::size_t>& positions) const;
};

// Reads a parameter for every combination of the axes that its node names, among `task_axes`. Unknown names in `${...}`
// are problems unless `axes_known` is false (an error elsewhere hides what the stage inherits). `file_parameters`:
// those of the included file that it stands in.
ParameterTable read_parameter(const Node& node, const ParameterReader& reader, const AxisList& task_axes,
                              bool axes_known, const std::vector<std::string>& file_parameters, Diagnostics& problems);
// The table of a parameter that the stage does not give.
ParameterTable fallback_parameter(const ParameterReader& reader, const Place& place, Diagnostics& problems);

}  // namespace vitriflow
