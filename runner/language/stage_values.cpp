#include "runner/language/stage_values.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

void report_missing(const WorkflowStage& stage, const ParameterReader& reader, Diagnostics& problems) {
  const ParameterDescription& parameter = reader.parameter();
  const Node::Entry* map = stage.key(map_of(parameter.name));
  problems.add(map == nullptr ? stage.place : map->place,
               fmt::format("{} lacks '{}': {} {}", stage.label(), parameter.name, parameter.doc, reader.way_out()),
               map == nullptr ? stage.name_width() : static_cast<int>(map->key.size()));
}

// A map that is something else has been reported as such.
bool is_needed(const WorkflowStage& stage, const ParameterDescription& parameter) {
  if (!parameter.fallback) return true;
  const Node::Entry* map = stage.key(map_of(parameter.name));
  return parameter.needed_in_map && map != nullptr && map->value.is_map();
}

ParameterTable read_table(const WorkflowStage& stage, const ParameterReader& reader, Diagnostics& problems) {
  const ParameterDescription& parameter = reader.parameter();
  if (const Node::Entry* entry = stage.key(parameter.name)) {
    return read_parameter(entry->value, reader, stage.axes, stage.axes_known, stage.file_parameters, problems);
  }
  if (!is_needed(stage, parameter)) return fallback_parameter(reader, stage.place, problems);
  if (!stage.misspelled.contains(parameter.name)) report_missing(stage, reader, problems);
  return {};
}

bool names_axis(const ParameterTable& table, const Axis& axis) {
  return std::find(table.axes.begin(), table.axes.end(), &axis) != table.axes.end();
}

bool uses_axis(const WorkflowStage& stage, const Axis& axis) {
  return names_axis(stage.ranks, axis) || names_axis(stage.memory, axis) ||
         std::any_of(stage.parameters.begin(), stage.parameters.end(),
                     [&](const auto& named) { return names_axis(named.second, axis); });
}

// Of zipped axes one is enough: the others may only be words for its values.
bool uses_any_zipped(const WorkflowStage& stage, const Axis& axis) {
  return std::any_of(stage.own_axes.begin(), stage.own_axes.end(), [&](const Axis& other) {
    return !axis.zipped.empty() && other.zipped == axis.zipped && uses_axis(stage, other);
  });
}

struct BlamedPlace {
  Place place;
  int width = 1;
};

BlamedPlace blamed_place(const WorkflowStage& stage, const std::string& parameter, const AxisList& axes,
                         const std::vector<std::size_t>& positions) {
  const auto it = stage.parameters.find(parameter);
  const Node::Entry* entry = stage.key(parameter);
  const Node::Entry* key = it == stage.parameters.end() ? entry : stage.key(map_of(parameter));
  if (entry == nullptr && key == nullptr) return {stage.place, stage.name_width()};
  if (entry == nullptr || it == stage.parameters.end()) return {key->place, static_cast<int>(key->key.size())};
  if (it->second.axes.empty()) return {entry->value.place, caret_width(entry->value)};
  Node value;
  value.type = Node::Type::scalar;
  value.place = it->second.at(axes, positions).place;
  for (const Axis* axis : it->second.axes) {
    const auto position = static_cast<std::size_t>(std::find(axes.begin(), axes.end(), axis) - axes.begin());
    value.text = axis->values[positions[position]].written;
  }
  return {value.place, caret_width(value)};
}

}  // namespace

void read_values(WorkflowStage& stage, InputFiles& files, Diagnostics& problems) {
  for (const ParameterDescription& parameter : stage.kind->parameters) {
    const ParameterReader reader(parameter, stage.label(), example_value(*stage.kind, parameter), files);
    stage.parameters.emplace(parameter.name, read_table(stage, reader, problems));
  }
}

AxisList axes_of_parameters(const WorkflowStage& stage) {
  AxisList used;
  for (const Axis* axis : stage.axes) {
    if (std::any_of(stage.parameters.begin(), stage.parameters.end(),
                    [&](const auto& named) { return names_axis(named.second, *axis); })) {
      used.push_back(axis);
    }
  }
  return used;
}

void check_values(const WorkflowStage& stage, Diagnostics& problems, std::vector<Diagnostic>& warnings) {
  if (!stage.kind->check) return;
  const AxisList axes = axes_of_parameters(stage);
  const std::size_t count = combinations(axes);
  std::set<std::tuple<int, int, std::string>> said;
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<std::size_t> positions = positions_of(i, axes);
    for (const StageProblem& found : stage.kind->check(parameters_at(stage, axes, positions))) {
      const BlamedPlace at = blamed_place(stage, found.parameter, axes, positions);
      if (!said.emplace(at.place.line, at.place.column, found.message).second) continue;
      const std::string message = fmt::format("{}: {}", stage.label(), found.message);
      if (found.warning)
        warnings.push_back({at.place, message, at.width});
      else
        problems.add(at.place, message, at.width);
    }
  }
}

void check_axes_matter(const WorkflowStage& stage, Diagnostics& problems) {
  if (stage.kind->draws_random_numbers) return;
  for (const Axis& axis : stage.own_axes) {
    if (uses_axis(stage, axis) || uses_any_zipped(stage, axis) || axis.values.size() < 2) continue;
    problems.add(
        axis.place,
        fmt::format("axis '{}' changes nothing in {}: no parameter holds '${{{}}}', and the kind draws no random "
                    "numbers. Use it in a parameter, or move it to the stage that uses it.",
                    axis.name, stage.label(), axis.name),
        static_cast<int>(axis.name.size()));
  }
}

Parameters parameters_at(const WorkflowStage& stage, const AxisList& axes, const std::vector<std::size_t>& positions) {
  Parameters parameters;
  for (const auto& [name, table] : stage.parameters) {
    parameters.emplace_hint(parameters.end(), name, *table.at(axes, positions).value);
  }
  return parameters;
}

}  // namespace vitriflow
