#include "runner/language/included_parameters.hpp"

#include <algorithm>
#include <vector>

#include "hpc/base/error.hpp"
#include "runner/language/sweep.hpp"

namespace vitriflow {
namespace {

int width(const Node::Entry& entry) { return static_cast<int>(entry.key.size()); }

bool is_parameter_name(const std::string& name) {
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; });
}

// The default of a parameter; null: it is required.
Node default_of(const Node::Entry& parameter, Diagnostics& problems) {
  if (!is_parameter_name(parameter.key)) {
    problems.add(parameter.place,
                 fmt::format("parameter name '{}' must begin with a letter and hold letters, digits, '-' and '_' only.",
                             parameter.key),
                 width(parameter));
  }
  if (!parameter.value.is_map()) return parameter.value;
  static const std::vector<std::string> known{"default", "doc"};
  for (const auto& entry : parameter.value.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    problems.add(
        entry.place,
        fmt::format("unknown key '{}' of parameter '{}'.{}", entry.key, parameter.key, did_you_mean(entry.key, known)),
        width(entry));
  }
  const Node* value = parameter.value.find("default");
  return value == nullptr ? Node() : *value;
}

ParameterValues read_defaults(const Node& document, Diagnostics& problems) {
  ParameterValues values;
  const Node* parameters = document.find("parameters");
  if (parameters == nullptr || parameters->type == Node::Type::null) return values;
  if (!parameters->is_map()) {
    problems.add(parameters->place,
                 fmt::format("'parameters' must be a map from names to defaults, not {}. Write for example "
                             "'parameters: {{hold: 10 ps}}'.",
                             parameters->type_name()),
                 caret_width(*parameters));
    return values;
  }
  for (const auto& entry : parameters->entries) values[entry.key] = default_of(entry, problems);
  return values;
}

std::vector<std::string> names_of(const ParameterValues& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

void take_given(const Node& with, const std::string& label, ParameterValues& values, Diagnostics& problems) {
  const std::vector<std::string> names = names_of(values);
  for (const auto& given : with.entries) {
    const auto it = values.find(given.key);
    if (it == values.end()) {
      problems.add(given.place,
                   fmt::format("{} gives the unknown parameter '{}'.{}", label, given.key,
                               names.empty() ? " The file has none." : did_you_mean(given.key, names)),
                   width(given));
    } else if (given.value.type == Node::Type::null || given.value.is_map()) {
      problems.add(given.place,
                   fmt::format("parameter '{}' of {} must be a text, a number or a list, not {}.", given.key, label,
                               given.value.type_name()),
                   width(given));
      it->second = Node();
    } else {
      it->second = given.value;
    }
  }
}

void require_all(const Node::Entry& entry, const std::string& label, const ParameterValues& values,
                 Diagnostics& problems) {
  const Node* with = entry.value.find("with");
  for (const auto& [name, value] : values) {
    if (value.type != Node::Type::null || (with != nullptr && with->find(name) != nullptr)) continue;
    problems.add(entry.place,
                 fmt::format("{} lacks parameter '{}', which the file requires. Write for example 'with: {{{}: ...}}'.",
                             label, name, name),
                 width(entry));
  }
}

class Replacement {
 public:
  Replacement(const ParameterValues& values, Diagnostics& problems) : values_(values), problems_(problems) {}

  Node replaced(const Node& node) {
    if (node.is_scalar()) return replaced_scalar(node);
    Node result = node;
    for (Node& item : result.items) item = replaced(item);
    for (Node::Entry& entry : result.entries) entry.value = replaced(entry.value);
    return result;
  }

 private:
  Node replaced_scalar(const Node& node) {
    if (const Node* whole = whole_value(node)) return *whole;
    Node result = node;
    std::string text;
    std::size_t copied = 0;
    each_reference(node.text, [&](std::size_t begin, std::size_t end, std::string_view name) {
      const auto it = values_.find(std::string(name));
      if (it == values_.end()) return;
      if (!it->second.is_scalar()) report_part(node, it->first);
      text.append(node.text, copied, begin - copied).append(it->second.text);
      copied = end;
    });
    result.text = text.append(node.text, copied);
    return result;
  }

  // Of a text that is one reference and nothing else.
  const Node* whole_value(const Node& node) const {
    const Node* whole = nullptr;
    each_reference(node.text, [&](std::size_t begin, std::size_t end, std::string_view name) {
      const auto it = values_.find(std::string(name));
      if (begin == 0 && end == node.text.size() && it != values_.end()) whole = &it->second;
    });
    return whole;
  }

  void report_part(const Node& node, const std::string& name) {
    problems_.add(node.place,
                  fmt::format("parameter '{}' is {} and cannot be a part of the text '{}'. Let it be all of it.", name,
                              values_.at(name).type_name(), node.text),
                  caret_width(node));
  }

  const ParameterValues& values_;
  Diagnostics& problems_;
};

}  // namespace

std::optional<ParameterValues> read_included_parameters(const Node& document, const Node::Entry& entry,
                                                        const std::string& label, Diagnostics& problems) {
  ParameterValues values = read_defaults(document, problems);
  const Node* with = entry.value.find("with");
  if (with != nullptr && !with->is_map()) {
    problems.add(with->place,
                 fmt::format("'with' of {} must be a map from parameters to values, not {}. Write for example 'with: "
                             "{{hold: 10 ps}}'.",
                             label, with->type_name()),
                 caret_width(*with));
  } else if (with != nullptr) {
    take_given(*with, label, values, problems);
  }
  require_all(entry, label, values, problems);
  const bool complete = std::none_of(values.begin(), values.end(),
                                     [](const auto& value) { return value.second.type == Node::Type::null; });
  if (!complete) return std::nullopt;
  return values;
}

const Node* included_stages_node(const Node& document, Diagnostics& problems) {
  static const std::vector<std::string> known{"parameters", "stages"};
  static const std::vector<std::string> workflow_keys{"campaign", "title", "seed", "reproducible", "engine", "retry"};
  for (const auto& entry : document.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const bool of_workflow = std::find(workflow_keys.begin(), workflow_keys.end(), entry.key) != workflow_keys.end();
    problems.add(
        entry.place,
        of_workflow
            ? fmt::format("'{}' is for the workflow, not for a file that it includes. Remove it here.", entry.key)
            : fmt::format("unknown key '{}' of an included file.{}", entry.key, did_you_mean(entry.key, known)),
        width(entry));
  }
  const Node* stages = document.find("stages");
  if (stages != nullptr && stages->is_map() && !stages->entries.empty()) return stages;
  problems.add(
      stages == nullptr ? Place{document.place.source, 0, 0} : stages->place,
      "an included file needs 'stages', a map from names to stages. Write for example 'stages: {crystal: {kind: "
      "structure.build, ...}}'.");
  return nullptr;
}

Node with_parameters(const Node& node, const ParameterValues& values, Diagnostics& problems) {
  return Replacement(values, problems).replaced(node);
}

}  // namespace vitriflow
