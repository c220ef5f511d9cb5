#include "runner/language/stage_link.hpp"

#include <algorithm>
#include <set>

#include "hpc/base/error.hpp"
#include "runner/graph.hpp"
#include "runner/language/condition_reader.hpp"
#include "runner/language/stage_names.hpp"
#include "runner/language/stage_needs.hpp"

namespace vitriflow {
namespace {

const char* taken(PortType type) { return type == PortType::system ? "a system" : to_text(type); }

bool gives(const WorkflowStage& stage, PortType type) {
  if (stage.kind == nullptr) return false;
  const auto& list = stage.kind->gives;
  return std::find(list.begin(), list.end(), type) != list.end();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

// What the whole file offers to one port.
class Linker {
 public:
  Linker(std::vector<WorkflowStage>& stages, const IncludedStages& included, Diagnostics& problems)
      : stages_(stages), names_(stages, included), problems_(problems) {}

  void link(WorkflowStage& stage) {
    const std::size_t before = problems_.items().size();
    const bool gathers = read_gather(stage);
    for (const PortDescription& port : stage.kind->takes) {
      const Node::Entry* entry = stage.key(port.name);
      if (entry != nullptr)
        link_port(stage, port, entry->value, gathers);
      else if (port.required)
        report_missing(stage, port);
    }
    read_needs(stage, names_, problems_);
    read_when(stage, stages_, names_, problems_);
    if (!stage.misspelled.empty() || problems_.items().size() > before) stage.axes_known = false;
  }

 private:
  std::string port_name(const WorkflowStage& stage, const PortDescription& port) const {
    return fmt::format("port '{}' of {}", port.name, stage.label());
  }

  std::vector<std::string> givers(const WorkflowStage& asking, const Place& place, PortType type) const {
    return names_.names(place, asking, [type](const WorkflowStage& stage) { return gives(stage, type); });
  }

  std::string offers(const WorkflowStage& asking, const Place& place, PortType type) const {
    const std::vector<std::string> names = givers(asking, place, type);
    if (names.empty()) return fmt::format("No other stage of this file gives {}.", taken(type));
    return fmt::format("Stages that give {}: {}.", taken(type), joined(names));
  }

  bool read_gather(const WorkflowStage& stage) {
    const Node::Entry* gather = stage.key("gather");
    if (gather == nullptr) return false;
    const int width = static_cast<int>(gather->key.size());
    if (!gather->value.is_scalar() || gather->value.text != "all") {
      problems_.add(gather->place,
                    fmt::format("'gather' of stage '{}' takes 'all', not {}. Write 'gather: all'.", stage.name,
                                gather->value.is_scalar() ? "'" + gather->value.text + "'" : gather->value.type_name()),
                    width);
    }
    const auto& takes = stage.kind->takes;
    if (std::any_of(takes.begin(), takes.end(), [](const PortDescription& port) { return port.many; })) return true;
    problems_.add(gather->place,
                  fmt::format("{} cannot gather: none of its ports takes more than one task. Remove "
                              "'gather'; the stage then runs once for each task it takes.",
                              stage.label()),
                  width);
    return false;
  }

  void report_missing(const WorkflowStage& stage, const PortDescription& port) {
    if (stage.misspelled.contains(port.name)) return;
    const std::vector<std::string> names = givers(stage, stage.place, port.type);
    const std::string example = names.empty() ? "NAME" : names.front();
    problems_.add(stage.place,
                  fmt::format("{} lacks '{}': {} Name a stage that gives {}, for example '{}: {}'.", stage.label(),
                              port.name, port.doc, taken(port.type), port.name, example),
                  stage.name_width());
  }

  void link_port(WorkflowStage& stage, const PortDescription& port, const Node& node, bool gathers) {
    PortLink link{&port, &node, {}, gathers && port.many};
    if (node.is_sequence()) {
      if (!check_list(stage, port, node, gathers)) return;
      for (const Node& item : node.items) link_name(stage, port, item, link);
    } else {
      link_name(stage, port, node, link);
    }
    stage.links.push_back(std::move(link));
  }

  bool check_list(const WorkflowStage& stage, const PortDescription& port, const Node& node, bool gathers) {
    const std::string name = port_name(stage, port);
    if (!port.many) {
      problems_.add(node.place,
                    fmt::format("{} takes one stage, not a list. Name one; to repeat this stage for several "
                                "inputs, give the stage that makes them a 'for_each'.",
                                name));
    } else if (node.items.empty()) {
      problems_.add(node.place, fmt::format("{} is an empty list. Name the stages that it takes.", name));
    } else if (!gathers) {
      problems_.add(node.place,
                    fmt::format("{} is a list of stages, but the stage does not gather. Add 'gather: all'.", name));
    } else {
      return true;
    }
    return false;
  }

  void link_name(WorkflowStage& stage, const PortDescription& port, const Node& node, PortLink& link) {
    const std::string name = port_name(stage, port);
    if (!node.is_scalar() || node.text.empty()) {
      const bool nothing = node.type == Node::Type::null;
      problems_.add(node.place,
                    fmt::format("{} {}. {}", name,
                                nothing ? "has no value"
                                        : fmt::format("must be the name of a stage, not {}",
                                                      node.is_scalar() ? "an empty text" : node.type_name()),
                                offers(stage, node.place, port.type)));
      return;
    }
    if (node.text.find("${") != std::string::npos) {
      problems_.add(node.place,
                    fmt::format("{} cannot be swept: '{}' must be the name of a stage. {}", name, node.text,
                                offers(stage, node.place, port.type)),
                    caret_width(node));
      return;
    }
    const auto found = names_.find(node.text, node.place);
    if (!found) {
      report_unknown(stage, port, node);
      return;
    }
    const WorkflowStage& source = stages_[static_cast<std::size_t>(*found)];
    if (source.kind != nullptr && !gives(source, port.type)) {
      problems_.add(node.place,
                    fmt::format("{} takes {}, and {} gives no {}. {}", name, taken(port.type), source.label(),
                                to_text(port.type), offers(stage, node.place, port.type)),
                    caret_width(node));
      return;
    }
    link.stages.push_back(*found);
  }

  void report_unknown(WorkflowStage& stage, const PortDescription& port, const Node& node) {
    if (names_.may_exist(node.text, node.place)) {
      stage.axes_known = false;
      return;
    }
    const std::vector<std::string> names = names_.names(node.place, stage, [](const WorkflowStage&) { return true; });
    const auto near = closest(node.text, names);
    problems_.add(node.place,
                  fmt::format("{} names the unknown stage '{}'. {}", port_name(stage, port), node.text,
                              near ? fmt::format("Did you mean '{}'?", *near) : offers(stage, node.place, port.type)),
                  caret_width(node));
  }

  std::vector<WorkflowStage>& stages_;
  StageNames names_;
  Diagnostics& problems_;
};

NeedsGraph needs_graph(const std::vector<WorkflowStage>& stages) {
  NeedsGraph needs(stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    for (const PortLink& link : stages[i].links) {
      for (const int source : link.stages) needs[i].push_back(source);
    }
    for (const NeededStage& needed : stages[i].needs) needs[i].push_back(needed.stage);
  }
  return needs;
}

bool takes(const WorkflowStage& stage, int next) {
  return std::any_of(stage.links.begin(), stage.links.end(), [&](const PortLink& link) {
    return std::find(link.stages.begin(), link.stages.end(), next) != link.stages.end();
  });
}

// Where the stage names the next one on a circle.
const Node& link_node(const WorkflowStage& stage, int next) {
  for (const PortLink& link : stage.links) {
    const auto it = std::find(link.stages.begin(), link.stages.end(), next);
    if (it == link.stages.end()) continue;
    return link.node->is_sequence() ? link.node->items[static_cast<std::size_t>(it - link.stages.begin())] : *link.node;
  }
  const auto it = std::find_if(stage.needs.begin(), stage.needs.end(),
                               [&](const NeededStage& needed) { return needed.stage == next; });
  ENSURE(it != stage.needs.end(), "stage '{}' lies on no circle", stage.name);
  return *it->node;
}

std::string circle_text(const std::vector<WorkflowStage>& stages, const std::vector<int>& circle,
                        const std::string& path) {
  bool data_only = true;
  for (std::size_t i = 0; i + 1 < circle.size(); ++i) {
    data_only = data_only && takes(stages[static_cast<std::size_t>(circle[i])], circle[i + 1]);
  }
  if (circle.size() == 2) {
    return data_only ? fmt::format("takes its own output: {}. Let it take the output of another stage.", path)
                     : fmt::format("needs itself: {}. Remove it from 'needs'.", path);
  }
  return data_only
             ? fmt::format(
                   "take each other's output in a circle: {}. Let one of them take the output of another stage.", path)
             : fmt::format("wait for each other in a circle: {}. Remove one of them from a 'needs'.", path);
}

void report_circle(const std::vector<WorkflowStage>& stages, const std::vector<int>& circle, Diagnostics& problems) {
  std::string path;
  for (const int i : circle) path += (path.empty() ? "" : " -> ") + stages[static_cast<std::size_t>(i)].name;
  const WorkflowStage& first = stages[static_cast<std::size_t>(circle[0])];
  const Node& node = link_node(first, circle[1]);
  const std::string who = circle.size() == 2 ? fmt::format("stage '{}'", first.name) : "stages";
  problems.add(node.place, who + " " + circle_text(stages, circle, path), caret_width(node));
}

std::string values_text(const Axis& axis) {
  std::vector<std::string> texts;
  for (const AxisValue& value : axis.values) {
    texts.push_back(value.text);
    if (texts.size() == 4 && axis.values.size() > 5) break;
  }
  return joined(texts) + (texts.size() < axis.values.size() ? fmt::format(" and {} more", axis.values.size() - 4) : "");
}

void report_two_zips(WorkflowStage& stage, const PortLink& link, const Axis& present, const Axis& axis,
                     Diagnostics& problems) {
  stage.axes_known = false;
  problems.add(
      link.node->place,
      fmt::format("{} takes axis '{}' from {}, where it advances with {}, and from {}, where it advances with "
                  "{}. Zip the same axes in both, or give one axis another name.",
                  stage.label(), axis.name, present.owner, joined(present.zipped), axis.owner, joined(axis.zipped)),
      caret_width(*link.node));
}

void inherit_axis(WorkflowStage& stage, const PortLink& link, const Axis* axis, Diagnostics& problems) {
  const auto present =
      std::find_if(stage.axes.begin(), stage.axes.end(), [&](const Axis* other) { return other->name == axis->name; });
  if (present == stage.axes.end()) {
    stage.axes.push_back(axis);
    return;
  }
  if (same_axis(**present, *axis)) {
    const bool two_zips = !(*present)->zipped.empty() && !axis->zipped.empty() && (*present)->zipped != axis->zipped;
    if (two_zips) return report_two_zips(stage, link, **present, *axis, problems);
    if ((*present)->zipped.empty()) *present = axis;  // it advances with others from here on
    return;
  }
  stage.axes_known = false;
  problems.add(
      link.node->place,
      fmt::format("{} takes axis '{}' from {} with {} and from {} with {}. Give both the same values, or one axis "
                  "another name.",
                  stage.label(), axis->name, (*present)->owner, values_text(**present), axis->owner,
                  values_text(*axis)),
      caret_width(*link.node));
}

void add_own_axes(WorkflowStage& stage, Diagnostics& problems) {
  for (const Axis& axis : stage.own_axes) {
    if (axis.values.empty()) stage.axes_known = false;
    const Axis* present = find_axis(stage.axes, axis.name);
    if (present == nullptr) {
      stage.axes.push_back(&axis);
      continue;
    }
    stage.axes_known = false;
    problems.add(axis.place,
                 fmt::format("{} inherits an axis '{}' from {}. Remove it here, or give it another "
                             "name.",
                             stage.label(), axis.name, present->owner),
                 static_cast<int>(axis.name.size()));
  }
}

// A file that is included for each value of an axis gathers within each value.
bool is_offered(const WorkflowStage& stage, const Axis* axis) {
  return std::find(stage.offered_axes.begin(), stage.offered_axes.end(), axis) != stage.offered_axes.end();
}

std::set<std::string> names_used(const WorkflowStage& stage) {
  std::set<std::string> used;
  Diagnostics ignored;
  for (const auto& [key, entry] : stage.keys) {
    for (const std::string& name : axis_names_in(entry->value, ignored)) used.insert(name);
  }
  return used;
}

// Those that the stage has a use for: it names them or those they advance with, or makes another sample for each value.
void take_offered_axes(WorkflowStage& stage) {
  if (stage.offered_axes.empty()) return;
  const std::set<std::string> used = names_used(stage);
  for (const Axis* axis : stage.offered_axes) {
    const bool with_others = std::any_of(axis->zipped.begin(), axis->zipped.end(),
                                         [&](const std::string& name) { return used.contains(name); });
    const bool wanted = stage.kind->draws_random_numbers || used.contains(axis->name) || with_others;
    if (axis->values.empty()) stage.axes_known = false;
    if (wanted && find_axis(stage.axes, axis->name) == nullptr) stage.axes.push_back(axis);
  }
}

void check_one_taken(const WorkflowStage& stage, const PortLink& link, const WorkflowStage& source,
                     Diagnostics& problems) {
  const std::size_t tasks = combinations(source.axes);
  if (stage.key("gather") == nullptr || link.gathered || tasks <= 1) return;
  problems.add(link.node->place,
               fmt::format("port '{}' of {} takes one task, but stage '{}' has {}, and this stage gathers. Remove "
                           "'gather', or name a stage that is not swept.",
                           link.port->name, stage.label(), source.name, tasks),
               caret_width(*link.node));
}

void find_axes(WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems) {
  for (const PortLink& link : stage.links) {
    for (const int i : link.stages) {
      const WorkflowStage& source = stages[static_cast<std::size_t>(i)];
      if (!source.axes_known || source.kind == nullptr) stage.axes_known = stage.axes_known && link.gathered;
      check_one_taken(stage, link, source, problems);
      for (const Axis* axis : source.axes) {
        if (!link.gathered || is_offered(stage, axis)) inherit_axis(stage, link, axis, problems);
      }
    }
  }
  take_offered_axes(stage);
  add_own_axes(stage, problems);
}

}  // namespace

std::vector<int> link_stages(std::vector<WorkflowStage>& stages, const IncludedStages& included,
                             Diagnostics& problems) {
  Linker linker(stages, included, problems);
  for (WorkflowStage& stage : stages) {
    if (stage.kind != nullptr) linker.link(stage);
  }
  const NeedsGraph needs = needs_graph(stages);
  const auto found = circles(needs);
  for (const auto& circle : found) report_circle(stages, circle, problems);
  if (!found.empty()) {
    for (WorkflowStage& stage : stages) {
      stage.axes_known = false;
      add_own_axes(stage, problems);
    }
    return {};
  }
  std::vector<int> order = dependency_order(needs);
  for (const int i : order) {
    WorkflowStage& stage = stages[static_cast<std::size_t>(i)];
    if (stage.kind != nullptr) find_axes(stage, stages, problems);
    if (stage.axes_known) check_partners(stage, stages, problems);
    if (stage.axes_known) check_when(stage, stages, problems);
  }
  return order;
}

}  // namespace vitriflow
