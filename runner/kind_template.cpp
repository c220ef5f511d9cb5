#include "runner/kind_template.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "runner/kind_reference.hpp"
#include "runner/language/parameter_reader.hpp"
#include "runner/schema/generic_keys.hpp"
#include "runner/wrapped_text.hpp"

namespace vitriflow {
namespace {

constexpr const char* kComment = "    # ";

// The one entry of a kind's example: "glass: {kind: md.anneal, ...}", or the stage without a name.
Node::Entry example_of(const KindDescription& kind) {
  Diagnostics problems;
  Node document = parse_yaml(kind.example, kind.name, problems);
  ENSURE(problems.empty() && document.is_map() && !document.entries.empty(), "kind '{}' has no example", kind.name);
  if (document.find("kind") == nullptr) return document.entries.front();
  std::string name = kind.name.substr(kind.name.find('.') + 1);
  return {std::move(name), {}, std::move(document)};
}

// The stages that the example takes by a port; a name that is not in the example is made from the port's.
std::vector<std::string> taken_names(const Node::Entry& example, const PortDescription& port) {
  const Node* node = example.value.find(port.name);
  if (node == nullptr) return {example.key == port.name ? "its-" + port.name : port.name};
  if (node->is_scalar()) return {node->text};
  std::vector<std::string> names;
  for (const Node& item : node->items) names.push_back(item.text);
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return names.size() == 1 ? text : "[" + text + "]";
}

bool is_gathered(const Node::Entry& example) { return example.value.find("gather") != nullptr; }

std::string port_lines(const Node::Entry& example, const PortDescription& port) {
  const std::string what =
      fmt::format("{} Takes {} of another stage{}{}", port.doc, to_text(port.type),
                  port.many ? ", or of several with 'gather: all'" : "", port.required ? "." : "; optional.");
  return wrapped(what, kComment) +
         fmt::format("    {}{}: {}\n", port.required ? "" : "#", port.name, joined(taken_names(example, port)));
}

// As a plain or quoted scalar of YAML.
std::string yaml_text(const ParameterDescription& parameter, const ParameterValue& value) {
  const std::string text = canonical_text(parameter, value);
  const auto* whole = std::get_if<std::string>(&value);
  if (whole == nullptr) return text;
  const bool plain = !whole->empty() && whole->find_first_of(":#[]{},&*!|>'\"%@`") == std::string::npos;
  return plain ? text : "'" + text + "'";
}

std::string meaning_of(const ParameterDescription& parameter) {
  const std::string range = range_text(parameter);
  std::string value = value_text(parameter);
  value[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(value[0])));
  if (parameter.type == ParameterDescription::Type::choice) value = "One of " + value_text(parameter);
  const bool required = !parameter.fallback || parameter.needed_in_map;
  return fmt::format("{} {}{}{}", parameter.doc, value, range.empty() ? "" : "; " + range,
                     required ? "; required." : ".");
}

std::string parameter_lines(const KindDescription& kind, const ParameterDescription& parameter) {
  const std::string line = parameter.fallback
                               ? fmt::format("#{}: {}", parameter.name, yaml_text(parameter, *parameter.fallback))
                               : fmt::format("{}: {}", parameter.name, example_value(kind, parameter));
  return wrapped(meaning_of(parameter), kComment) + "    " + line + "\n";
}

// Left out unless the user takes the '#' away, the map's and those of the members that are wanted.
std::string map_lines(const KindDescription& kind, const MapDescription& map) {
  std::string text = wrapped(map.doc, kComment) + fmt::format("    #{}:\n", map.name);
  for (const ParameterDescription& parameter : kind.parameters) {
    if (map_of(parameter.name) != map.name) continue;
    const std::string value =
        parameter.needed_in_map ? example_value(kind, parameter) : yaml_text(parameter, *parameter.fallback);
    text += wrapped(meaning_of(parameter), kComment) + fmt::format("    #  {}: {}\n", member_of(parameter.name), value);
  }
  return text;
}

std::string generic_lines(const KindDescription& kind) {
  std::string text = wrapped("Every stage may also have:", kComment);
  for (const GenericKey& key : generic_keys()) {
    if (key.name == "kind" || (key.fits && !key.fits(kind))) continue;
    text += wrapped(key.name + ": " + key.schema.at("description").get<std::string>(), "    #   ");
  }
  return text;
}

bool gives(const KindDescription& kind, PortType type) {
  return std::find(kind.gives.begin(), kind.gives.end(), type) != kind.gives.end();
}

// The kind that is best at giving what is wanted: the one whose example is called so, else the one that gives little
// else and needs least.
const KindDescription& giver_of(const std::string& name, const KindDescription& taker, PortType type,
                                const KindRegistry& registry) {
  const KindDescription* best = nullptr;
  const auto rank = [&](const KindDescription& kind) {
    return std::tuple(example_of(kind).key != name, kind.name.starts_with("test."), kind.gives.size(),
                      kind.takes.size(), kind.name);
  };
  for (const std::string& known : registry.names()) {
    const KindDescription& kind = *registry.find(known);
    if (&kind == &taker || !gives(kind, type)) continue;
    if (best == nullptr || rank(kind) < rank(*best)) best = &kind;
  }
  ENSURE(best != nullptr, "no kind gives {}", to_text(type));
  return *best;
}

// A stage that only has to be there: what it must say, and nothing else.
std::string short_stage(const std::string& name, const KindDescription& kind) {
  const Node::Entry example = example_of(kind);
  std::string text = fmt::format("  {}:\n    kind: {}\n", name, kind.name);
  for (const PortDescription& port : kind.takes) {
    if (port.required) text += fmt::format("    {}: {}\n", port.name, joined(taken_names(example, port)));
  }
  if (is_gathered(example)) text += "    gather: all\n";
  for (const ParameterDescription& parameter : kind.parameters) {
    if (!parameter.fallback) text += fmt::format("    {}: {}\n", parameter.name, example_value(kind, parameter));
  }
  return text + "\n";
}

class Surroundings {
 public:
  explicit Surroundings(const KindRegistry& registry) : registry_(registry) {}

  void add_givers(const KindDescription& taker) {
    const Node::Entry example = example_of(taker);
    names_.insert(example.key);
    for (const PortDescription& port : taker.takes) {
      if (!port.required) continue;
      for (const std::string& name : taken_names(example, port)) {
        if (names_.contains(name)) continue;
        const KindDescription& giver = giver_of(name, taker, port.type, registry_);
        names_.insert(name);
        add_givers(giver);
        text_ += short_stage(name, giver);
      }
    }
  }
  const std::string& text() const { return text_; }

 private:
  const KindRegistry& registry_;
  std::set<std::string> names_;
  std::string text_;
};

}  // namespace

std::string stage_template(const KindDescription& kind) {
  const Node::Entry example = example_of(kind);
  std::string text = wrapped(kind.summary, "  # ") + fmt::format("  {}:\n    kind: {}\n", example.key, kind.name);
  for (const PortDescription& port : kind.takes) text += port_lines(example, port);
  if (is_gathered(example)) text += "    gather: all\n";
  for (const ParameterDescription& parameter : kind.parameters) {
    if (map_of(parameter.name).empty()) text += parameter_lines(kind, parameter);
  }
  for (const MapDescription& map : kind.maps) text += map_lines(kind, map);
  return text + generic_lines(kind);
}

std::string workflow_template(const KindDescription& kind, const KindRegistry& registry) {
  Surroundings before(registry);
  before.add_givers(kind);
  std::string name = kind.name;
  std::replace(name.begin(), name.end(), '.', '-');
  return fmt::format("campaign: my-{}\nseed: 1\n\nstages:\n{}{}", name, before.text(), stage_template(kind));
}

}  // namespace vitriflow
