#include "runner/language/stage_needs.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

// More waiting than this would not fit into memory.
constexpr std::size_t kMostWaits = 10'000'000;

class NeedsReader {
 public:
  NeedsReader(WorkflowStage& stage, const std::vector<WorkflowStage>& stages,
              const std::unordered_map<std::string, int>& index, Diagnostics& problems)
      : stage_(stage), stages_(stages), index_(index), problems_(problems) {}

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

  std::vector<std::string> others() const {
    std::vector<std::string> names;
    for (const WorkflowStage& other : stages_) {
      if (&other != &stage_) names.push_back(other.name);
    }
    return names;
  }

  void read_name(const Node& node) {
    if (!node.is_scalar() || node.text.empty()) {
      return problem(node,
                     fmt::format("must be the name of a stage or a list of such, not {}.{}",
                                 node.is_scalar() ? "an empty text" : node.type_name(),
                                 others().empty() ? "" : " Write for example 'needs: " + others().front() + "'."));
    }
    const auto it = index_.find(node.text);
    if (it == index_.end()) {
      return problem(node,
                     fmt::format("names the unknown stage '{}'.{}", node.text, did_you_mean(node.text, others())));
    }
    const bool twice = std::any_of(stage_.needs.begin(), stage_.needs.end(),
                                   [&](const NeededStage& needed) { return needed.stage == it->second; });
    if (twice) return problem(node, fmt::format("names stage '{}' twice. Remove one.", node.text));
    stage_.needs.push_back({it->second, &node});
  }

  WorkflowStage& stage_;
  const std::vector<WorkflowStage>& stages_;
  const std::unordered_map<std::string, int>& index_;
  Diagnostics& problems_;
};

}  // namespace

void read_needs(WorkflowStage& stage, const std::vector<WorkflowStage>& stages,
                const std::unordered_map<std::string, int>& index, Diagnostics& problems) {
  if (const Node::Entry* entry = stage.key("needs")) NeedsReader(stage, stages, index, problems).read(*entry);
}

void check_needed_axes(const WorkflowStage& stage, const std::vector<WorkflowStage>& stages, Diagnostics& problems) {
  for (const NeededStage& needed : stage.needs) {
    const WorkflowStage& source = stages[static_cast<std::size_t>(needed.stage)];
    std::size_t waits = combinations(stage.axes);
    for (const Axis* axis : source.axes) {
      const Axis* own = find_axis(stage.axes, axis->name);
      if (own == nullptr) {
        waits *= axis->values.size();
      } else if (!same_axis(*own, *axis)) {
        problems.add(needed.node->place,
                     fmt::format("{} needs stage '{}', and both have an axis '{}', with different values. Give both "
                                 "the same values, or one axis another name.",
                                 stage.label(), source.name, axis->name),
                     caret_width(*needed.node));
      }
      if (waits > kMostWaits) break;
    }
    if (waits <= kMostWaits) continue;
    problems.add(needed.node->place,
                 fmt::format("{} needs stage '{}': with {} tasks that wait for all of {} each, more than can be kept "
                             "track of. Let a stage that gathers stand between them.",
                             stage.label(), source.name, combinations(stage.axes), combinations(source.axes)),
                 caret_width(*needed.node));
  }
}

}  // namespace vitriflow
