// Sweep: the axes of `for_each`, and texts in which `${axis}` stands for a value of one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"

namespace vitriflow {

// More tasks than this are a mistake in a sweep.
inline constexpr std::size_t kMostTasks = 1'000'000;

struct AxisValue {
  std::string text;   // "10 ps"
  std::string label;  // as task names hold it: "10ps"
  Place place;
  std::string written;  // what stands there: the text, or the range or pattern that it comes from
};

struct Axis {
  std::string name;
  std::string owner;  // that declares it: "stage 'glass'"
  Place place;        // of its name
  std::vector<AxisValue> values;
  std::vector<std::string> zipped;  // names of the axes that advance with it, itself among them; empty: none
};

// The axes of a stage in their order. Tasks are counted with the last axis running fastest; zipped axes count as one,
// which stands where the first of them does.
using AxisList = std::vector<const Axis*>;

// The same values in the same order under the same name.
bool same_axis(const Axis& a, const Axis& b);
const Axis* find_axis(const AxisList& axes, std::string_view name);

// Calls visit(begin, end, name) for each "${name}" of the text; false when one is not closed.
bool each_reference(std::string_view text,
                    const std::function<void(std::size_t, std::size_t, std::string_view)>& visit);

// The names in `${...}` of a node and its items, each once, in order. A '${' without its '}' is a problem.
std::vector<std::string> axis_names_in(const Node& node, Diagnostics& problems);

// The node with every `${axis}` replaced by the value at `positions` (one for each axis of the list). What was replaced
// has the value's place, so that a message about it points into `for_each`.
Node substituted(const Node& node, const AxisList& axes, const std::vector<std::size_t>& positions);

// Whether the axis at `i` of the list only repeats the position of an earlier one that it is zipped with.
bool follows(const AxisList& axes, std::size_t i);

// The positions of combination `index` of the listed axes, and how many combinations there are (saturating).
std::vector<std::size_t> positions_of(std::size_t index, const AxisList& axes);
std::size_t combinations(const AxisList& axes);

}  // namespace vitriflow
