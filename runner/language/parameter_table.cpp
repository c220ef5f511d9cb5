#include "runner/language/parameter_table.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

// So many wrong values of one parameter show what is wrong with the rest of a long sweep.
constexpr std::size_t kMostProblems = 20;

ParameterEntry read_entry(const Node& node, const ParameterReader& reader, Diagnostics& problems) {
  ParameterEntry entry;
  entry.place = node.place;
  entry.value = reader.read(node, problems);
  if (!entry.value) return entry;
  entry.text = canonical_text(reader.parameter(), *entry.value);
  entry.file_digest = reader.file_digest(*entry.value, node, problems);
  return entry;
}

bool same_place(const Place& a, const Place& b) {
  return a.source == b.source && a.line == b.line && a.column == b.column;
}

// The value of an axis that stands at this place, where a range or a pattern stands for several; else nullptr.
const AxisValue* made_value(const Place& place, const AxisList& axes, const std::vector<std::size_t>& positions) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const AxisValue& value = axes[i]->values[positions[i]];
    if (value.written != value.text && same_place(value.place, place)) return &value;
  }
  return nullptr;
}

// What is wrong with the values of a range is said of the first of them.
class SweptProblems {
 public:
  explicit SweptProblems(Diagnostics& problems) : problems_(problems) {}

  void add(const Diagnostics& found, const AxisList& axes, const std::vector<std::size_t>& positions) {
    for (const Diagnostic& problem : found.items()) {
      const AxisValue* value = made_value(problem.place, axes, positions);
      if (value == nullptr) {
        problems_.add(problem.place, problem.message, problem.width);
      } else if (!said_at(problem.place)) {
        said_.push_back(problem.place);
        Node written;
        written.type = Node::Type::scalar;
        written.text = value->written;
        written.place = value->place;
        problems_.add(
            problem.place,
            fmt::format("{} This value, '{}', comes from '{}'.{}", problem.message, value->text, value->written,
                        problem.message.find("needs a unit") == std::string::npos
                            ? ""
                            : " A unit at the end of a range holds for all of it."),
            caret_width(written));
      }
    }
  }

 private:
  bool said_at(const Place& place) const {
    return std::any_of(said_.begin(), said_.end(), [&](const Place& known) { return same_place(known, place); });
  }
  Diagnostics& problems_;
  std::vector<Place> said_;
};

bool find_axes(const Node& node, const ParameterReader& reader, const AxisList& task_axes, bool axes_known,
               const std::vector<std::string>& file_parameters, AxisList& found, Diagnostics& problems) {
  std::vector<std::string> known = file_parameters;
  for (const Axis* axis : task_axes) known.push_back(axis->name);
  bool complete = true;
  for (const std::string& name : axis_names_in(node, problems)) {
    if (const Axis* axis = find_axis(task_axes, name)) {
      found.push_back(axis);
      continue;
    }
    complete = false;
    if (!axes_known) continue;
    const std::string hint = name.empty()    ? " Write its name between the braces."
                             : known.empty() ? fmt::format(" Add for example 'for_each: {{{}: [1, 2]}}'.", name)
                                             : did_you_mean(name, known);
    const char* what = file_parameters.empty() ? "axis" : "axis or parameter";
    problems.add(node.place,
                 fmt::format("{} uses '${{{}}}', but no {} is called so.{}", reader.name(), name, what, hint),
                 caret_width(node));
  }
  return complete;
}

}  // namespace

const ParameterEntry& ParameterTable::at(const AxisList& task_axes, const std::vector<std::size_t>& positions) const {
  std::size_t index = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (follows(axes, i)) continue;
    const auto it = std::find(task_axes.begin(), task_axes.end(), axes[i]);
    index = index * axes[i]->values.size() + positions[static_cast<std::size_t>(it - task_axes.begin())];
  }
  return entries[index];
}

ParameterTable read_parameter(const Node& node, const ParameterReader& reader, const AxisList& task_axes,
                              bool axes_known, const std::vector<std::string>& file_parameters, Diagnostics& problems) {
  ParameterTable table;
  Diagnostics syntax;
  axis_names_in(node, syntax);
  const bool complete = find_axes(node, reader, task_axes, axes_known, file_parameters, table.axes, problems);
  if (!complete || !syntax.empty()) return {};
  const std::size_t count = combinations(table.axes);
  table.entries.reserve(count);
  const std::size_t before = problems.items().size();
  SweptProblems swept(problems);
  for (std::size_t i = 0; i < count && problems.items().size() < before + kMostProblems; ++i) {
    const std::vector<std::size_t> positions = positions_of(i, table.axes);
    Diagnostics found;
    table.entries.push_back(read_entry(substituted(node, table.axes, positions), reader, found));
    swept.add(found, table.axes, positions);
  }
  return table;
}

ParameterTable fallback_parameter(const ParameterReader& reader, const Place& place, Diagnostics& problems) {
  const ParameterDescription& parameter = reader.parameter();
  ParameterEntry entry;
  entry.place = place;
  entry.value = parameter.fallback;
  entry.text = canonical_text(parameter, *entry.value);
  Node node;
  node.place = place;
  entry.file_digest = reader.file_digest(*entry.value, node, problems);
  return {{}, {std::move(entry)}};
}

}  // namespace vitriflow
