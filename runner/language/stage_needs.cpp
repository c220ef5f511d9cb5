#include "runner/language/stage_needs.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

// More edges than this between two stages would not fit into memory.
constexpr std::size_t kMostPartners = 10'000'000;

class NeedsReader {
 public:
  NeedsReader(WorkflowStage& stage, const StageNames& names, Diagnostics& problems)
      : stage_(stage), names_(names), problems_(problems) {}

  void read(const Node::Entry& entry) {
    const Node& node = entry.value;
    if (!node.is_sequence()) return read_name(node);
    if (node.items.empty()) problem(node, "is an empty list. Name the stages to wait for, or remove 'needs'.");
    for (const Node& item : node.items) read_name(item);
  }

 private:
  void problem(const Node& node, const std::string& what) {
    problems_.add(node.place, fmt::format("'needs' of {} {}", stage_.label(), what), caret_width(node));
  }

  std::vector<std::string> others(const Place& place) const {
    return names_.names(place, stage_, [](const WorkflowStage&) { return true; });
  }

  void report_shape(const Node& node) {
    const std::string given = node.is_scalar() ? "an empty text" : node.type_name();
    const std::vector<std::string> names = others(node.place);
    problem(node,
            fmt::format("{}.{}",
                        node.type == Node::Type::null ? "has no value"
                                                      : "must be the name of a stage or a list of such, not " + given,
                        names.empty() ? "" : " Write for example 'needs: " + names.front() + "'."));
  }

  void read_name(const Node& node) {
    if (!node.is_scalar() || node.text.empty()) return report_shape(node);
    const auto found = names_.find(node.text, node.place);
    if (!found) {
      if (names_.may_exist(node.text, node.place)) return;
      return problem(
          node, fmt::format("names the unknown stage '{}'.{}", node.text, did_you_mean(node.text, others(node.place))));
    }
    const bool twice = std::any_of(stage_.needs.begin(), stage_.needs.end(),
                                   [&](const NeededStage& needed) { return needed.stage == *found; });
    if (twice) return problem(node, fmt::format("names stage '{}' twice. Remove one.", node.text));
    stage_.needs.push_back({*found, &node});
  }

  WorkflowStage& stage_;
  const StageNames& names_;
  Diagnostics& problems_;
};

class PartnerCheck {
 public:
  PartnerCheck(const WorkflowStage& stage, const WorkflowStage& source, const Node& node, const char* verb,
               Diagnostics& problems)
      : stage_(stage), source_(source), node_(node), verb_(verb), problems_(problems) {}

  void check() {
    AxisList shared;
    for (const Axis* axis : source_.axes) {
      const Axis* own = find_axis(stage_.axes, axis->name);
      if (own == nullptr) continue;
      if (!same_axis(*own, *axis)) return report_values(*axis);
      if (own->zipped != axis->zipped && shares_other_axis(*axis)) return report_zip(*axis);
      shared.push_back(axis);
    }
    const std::size_t each = std::max<std::size_t>(1, combinations(source_.axes) / combinations(shared));
    if (each > kMostPartners / combinations(stage_.axes)) report_too_many();
  }

 private:
  void problem(const std::string& what) {
    problems_.add(node_.place, fmt::format("{} {} stage '{}'{}", stage_.label(), verb_, source_.name, what),
                  caret_width(node_));
  }
  void report_values(const Axis& axis) {
    problem(
        fmt::format(", and both have an axis '{}', with different values. Give both the same values, or one axis "
                    "another name.",
                    axis.name));
  }
  void report_zip(const Axis& axis) {
    problem(
        fmt::format(", and only one of them zips axis '{}' with the others they share. Zip it in both, or give one "
                    "axis another name.",
                    axis.name));
  }
  void report_too_many() {
    problem(
        fmt::format(": {} tasks, each with many of its {}, are more pairs than can be kept track of. Let a stage "
                    "that gathers stand between them.",
                    combinations(stage_.axes), combinations(source_.axes)));
  }
  bool shares_other_axis(const Axis& axis) const {
    return std::any_of(source_.axes.begin(), source_.axes.end(), [&](const Axis* other) {
      return other->name != axis.name && find_axis(stage_.axes, other->name) != nullptr;
    });
  }

  const WorkflowStage& stage_;
  const WorkflowStage& source_;
  const Node& node_;
  const char* verb_;
  Diagnostics& problems_;
};

}  // namespace

void read_needs(WorkflowStage& stage, const StageNames& names, Diagnostics& problems) {
  if (const Node::Entry* entry = stage.key("needs")) NeedsReader(stage, names, problems).read(*entry);
}

void check_partners(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems) {
  for (const NeededStage& needed : stage.needs) {
    PartnerCheck(stage, stages[static_cast<std::size_t>(needed.stage)], *needed.node, "needs", problems).check();
  }
  for (const PortLink& link : stage.links) {
    for (std::size_t i = 0; i < link.stages.size() && link.gathered; ++i) {
      const Node& node = link.node->is_sequence() ? link.node->items[i] : *link.node;
      PartnerCheck(stage, stages[static_cast<std::size_t>(link.stages[i])], node, "gathers", problems).check();
    }
  }
}

}  // namespace vitriflow
