#include "runner/language/expansion.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"
#include "hpc/base/units.hpp"
#include "runner/language/fingerprint.hpp"
#include "runner/language/stage_values.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {
namespace {

using Positions = std::vector<std::size_t>;

constexpr std::size_t kLongestPresence = 200;

std::string task_name(const WorkflowStage& stage, const Positions& positions) {
  if (stage.axes.empty()) return stage.name;
  std::string name = stage.name;
  char separator = '[';
  for (std::size_t i = 0; i < stage.axes.size(); ++i) {
    name.append(1, separator).append(stage.axes[i]->name).append("=");
    name.append(stage.axes[i]->values[positions[i]].label);
    separator = ',';
  }
  return name + "]";
}

class Expansion {
 public:
  Expansion(const std::vector<WorkflowStage>& stages, const CampaignHead& head, Diagnostics& problems)
      : stages_(stages), head_(head), problems_(problems), first_(stages.size(), -1) {}

  void expand_stage(int index) {
    const WorkflowStage& stage = stages_[static_cast<std::size_t>(index)];
    first_[static_cast<std::size_t>(index)] = static_cast<TaskIndex>(tasks_.size());
    const std::size_t count = combinations(stage.axes);
    tasks_.reserve(tasks_.size() + count);
    for (std::size_t i = 0; i < count; ++i) add_task(stage, positions_of(i, stage.axes));
  }

  std::vector<Task> take() { return std::move(tasks_); }

 private:
  void add_task(const WorkflowStage& stage, const Positions& positions) {
    Task task;
    task.name = task_name(stage, positions);
    task.stage = stage.name;
    task.kind = stage.kind;
    task.parameters = parameters_at(stage, stage.axes, positions);
    task.inputs = inputs_of(stage, positions);
    for (const NeededStage& needed : stage.needs) take_partners(needed.stage, stage, positions, task.after);
    for (std::size_t i = 0; i < stage.axes.size(); ++i) {
      task.sweep.emplace_back(stage.axes[i]->name, stage.axes[i]->values[positions[i]].text);
    }
    task.engine = stage.engine;
    const TaskWidth width = parse_width(stage.ranks.at(stage.axes, positions).text).value();
    task.ranks = width.least;
    task.most_ranks = width.most;
    task.memory_bytes = parse_memory(stage.memory.at(stage.axes, positions).text).value_or(0.0);
    task.retry = stage.retry;
    if (!stage.when.any_of.empty()) task.condition = condition_at(stage, positions);
    task.presence = presence_of(task);
    task.seed = derive_seed(head_.seed, task.name);
    NamedEntries entries;
    for (const auto& [name, table] : stage.parameters) entries.emplace_back(&name, &table.at(stage.axes, positions));
    task.fingerprint_parts = fingerprint_parts(task, entries, tasks_, engine_version(stage.engine), head_.reproducible);
    task.fingerprint = fingerprint_of(task.fingerprint_parts);
    check_only_once(stage, task);
    tasks_.push_back(std::move(task));
  }

  std::shared_ptr<const Condition> condition_at(const WorkflowStage& stage, const Positions& positions) const {
    auto condition = std::make_shared<Condition>();
    condition->text = stage.when.node->text;
    for (const auto& all_of : stage.when.any_of) {
      condition->any_of.emplace_back();
      for (const WrittenClause& clause : all_of)
        condition->any_of.back().push_back(
            {operand_at(clause.left, stage, positions), operand_at(clause.right, stage, positions), clause.relation});
    }
    return condition;
  }

  Operand operand_at(const WrittenOperand& written, const WorkflowStage& stage, const Positions& positions) const {
    if (written.stage >= 0) {
      const TaskIndex source = partner(written.stage, stage, positions);
      return {source, written.path, 0.0, "1", tasks_[static_cast<std::size_t>(source)].name + "." + written.path};
    }
    if (written.axis.empty()) return {-1, "", written.value, written.unit, written.text};
    const auto axis = std::find_if(stage.axes.begin(), stage.axes.end(),
                                   [&](const Axis* candidate) { return candidate->name == written.axis; });
    const std::string& text = (*axis)->values[positions[static_cast<std::size_t>(axis - stage.axes.begin())]].text;
    const Quantity quantity = parse_quantity(text);
    return {-1, "", quantity.value, quantity.unit, text};
  }

  // Of a gathered port one member may be missing without the task being so; which ones are there is in the fingerprint.
  std::string presence_of(const Task& task) const {
    std::string presence;
    const auto add = [&](const std::string& more) {
      if (!more.empty()) presence += (presence.empty() ? "" : "; ") + more;
    };
    for (const auto& [port, inputs] : task.inputs) {
      for (const TaskIndex input : inputs) add(tasks_[static_cast<std::size_t>(input)].presence);
    }
    if (task.condition != nullptr) add(condition_key(*task.condition));
    return presence.size() > kLongestPresence ? blake2b_hex(presence) : presence;
  }

  // What a decision rests on: the comparisons, and which results they read.
  std::string condition_key(const Condition& condition) const {
    std::string key;
    for (const auto& all_of : condition.any_of) {
      key += key.empty() ? "" : " or ";
      for (const Clause& clause : all_of) {
        for (const Operand* side : {&clause.left, &clause.right}) {
          key += side->task < 0 ? " " + shortest(side->value) + " " + side->unit
                                : " " + tasks_[static_cast<std::size_t>(side->task)].fingerprint + "." + side->path;
          if (side == &clause.left) key += " " + clause.relation;
        }
      }
    }
    return key;
  }

  std::map<std::string, std::vector<TaskIndex>> inputs_of(const WorkflowStage& stage,
                                                          const Positions& positions) const {
    std::map<std::string, std::vector<TaskIndex>> inputs;
    for (const PortLink& link : stage.links) {
      auto& taken = inputs[link.port->name];
      for (const int source : link.stages) {
        if (link.gathered)
          take_partners(source, stage, positions, taken);
        else
          taken.push_back(partner(source, stage, positions));
      }
    }
    return inputs;
  }

  static std::optional<std::size_t> position_on(const std::string& axis, const WorkflowStage& stage,
                                                const Positions& positions) {
    for (std::size_t i = 0; i < stage.axes.size(); ++i) {
      if (stage.axes[i]->name == axis) return positions[i];
    }
    return std::nullopt;
  }

  // The task of `source` that stands at the same values of all its axes.
  TaskIndex partner(int source, const WorkflowStage& stage, const Positions& positions) const {
    const auto index = static_cast<std::size_t>(source);
    const AxisList& axes = stages_[index].axes;
    std::size_t offset = 0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (follows(axes, i)) continue;
      offset = offset * axes[i]->values.size() + position_on(axes[i]->name, stage, positions).value();
    }
    return first_[index] + static_cast<TaskIndex>(offset);
  }

  // Where the stage stands on the axis or on one that is zipped with it.
  static std::optional<std::size_t> shared_position(const Axis& axis, const WorkflowStage& stage,
                                                    const Positions& positions) {
    if (axis.zipped.empty()) return position_on(axis.name, stage, positions);
    for (const std::string& name : axis.zipped) {
      if (const auto position = position_on(name, stage, positions)) return position;
    }
    return std::nullopt;
  }

  // Every task of `source` that stands at the same values of the axes both have.
  void take_partners(int source, const WorkflowStage& stage, const Positions& positions,
                     std::vector<TaskIndex>& taken) const {
    const auto index = static_cast<std::size_t>(source);
    const AxisList& axes = stages_[index].axes;
    std::vector<TaskIndex> offsets{0};
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (follows(axes, i)) continue;
      const auto count = static_cast<TaskIndex>(axes[i]->values.size());
      const auto shared = shared_position(*axes[i], stage, positions);
      const auto begin = static_cast<TaskIndex>(shared.value_or(0));
      const TaskIndex end = shared ? begin + 1 : count;
      std::vector<TaskIndex> next;
      for (const TaskIndex offset : offsets) {
        for (TaskIndex position = begin; position < end; ++position) next.push_back(offset * count + position);
      }
      offsets = std::move(next);
    }
    for (const TaskIndex offset : offsets) taken.push_back(first_[index] + offset);
  }

  const std::string& engine_version(const std::string& engine) {
    std::string& version = versions_[engine];
    if (version.empty() && !engine.empty()) {
      const EngineInfo info = engine_info(engine);
      version = info.name + " " + info.version;
    }
    return version;
  }

  void check_only_once(const WorkflowStage& stage, const Task& task) {
    const auto [first, is_new] = by_fingerprint_.emplace(task.fingerprint, tasks_.size());
    if (is_new) return;
    const Task& twin = tasks_[first->second];
    const std::string way_out = twin.stage == task.stage
                                    ? "Remove the values of 'for_each' that change nothing."
                                    : fmt::format("Remove '{}' and let others take '{}'.", task.stage, twin.stage);
    problems_.add(stage.place,
                  fmt::format("task '{}' is the same computation as task '{}'. {}", task.name, twin.name, way_out),
                  stage.name_width());
  }

  const std::vector<WorkflowStage>& stages_;
  const CampaignHead& head_;
  Diagnostics& problems_;
  std::vector<TaskIndex> first_;
  std::vector<Task> tasks_;
  std::unordered_map<std::string, std::size_t> by_fingerprint_;
  std::map<std::string, std::string> versions_;
};

}  // namespace

std::vector<Task> expand(const std::vector<WorkflowStage>& stages, const std::vector<int>& order,
                         const CampaignHead& head, Diagnostics& problems) {
  Expansion expansion(stages, head, problems);
  for (const int index : order) expansion.expand_stage(index);
  return expansion.take();
}

}  // namespace vitriflow
