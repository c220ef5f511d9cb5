// Sweep: the axes of `for_each`, and texts in which `${axis}` stands for a value of one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"

namespace vitriflow {

struct AxisValue {
  std::string text;   // as written: "10 ps"
  std::string label;  // as task names hold it: "10ps"
  Place place;
};

struct Axis {
  std::string name;
  std::string stage;  // that declares it
  Place place;        // of its name
  std::vector<AxisValue> values;
};

// The axes of a stage in their order. Tasks are counted with the last axis running fastest.
using AxisList = std::vector<const Axis*>;

// Reads `for_each: {hold: [10 ps, 20 ps]}`.
std::vector<Axis> read_axes(const Node& for_each, const std::string& stage, Diagnostics& problems);

// The same values in the same order under the same name.
bool same_axis(const Axis& a, const Axis& b);
const Axis* find_axis(const AxisList& axes, std::string_view name);

// The names in `${...}` of a node and its items, each once, in order. A '${' without its '}' is a problem.
std::vector<std::string> axis_names_in(const Node& node, Diagnostics& problems);

// The node with every `${axis}` replaced by the value at `positions` (one for each axis of the list). What was replaced
// has the value's place, so that a message about it points into `for_each`.
Node substituted(const Node& node, const AxisList& axes, const std::vector<std::size_t>& positions);

// The positions of combination `index` of the listed axes, and how many combinations there are (saturating).
std::vector<std::size_t> positions_of(std::size_t index, const AxisList& axes);
std::size_t combinations(const AxisList& axes);

// How many characters a caret underlines for this node: its text, but not beyond the end of its line.
int caret_width(const Node& node);

}  // namespace vitriflow
