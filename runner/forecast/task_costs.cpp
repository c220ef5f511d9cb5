#include "runner/forecast/task_costs.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "runner/language/parameter_reader.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {
namespace {

constexpr const char* kFrameWork = "particle-frame";

void set_extents(const TaskGraph& graph, const TaskCosts& known, TaskIndex task, CostInputs& inputs) {
  inputs.extents.clear();
  for (const auto& [port, sources] : graph.task(task).inputs) {
    auto& extents = inputs.extents[port];
    extents.reserve(sources.size());
    for (const TaskIndex source : sources) extents.push_back(known.cost(source).gives);
  }
}

// For a kind that does not count its own work: it reads every particle of every frame; without frames it is one piece.
Cost reading_cost(const CostInputs& inputs) {
  Cost cost;
  double work = 0;
  for (const auto& [port, extents] : inputs.extents) {
    for (const Extent& extent : extents) {
      work += extent.particles * extent.frames;
      cost.gives.particles = std::max(cost.gives.particles, extent.particles);
      cost.gives.frames = std::max(cost.gives.frames, extent.frames);
    }
  }
  cost.work = work;
  return cost;
}

Cost cost_of(const KindDescription& kind, const Parameters& parameters, const CostInputs& inputs) {
  if (!kind.cost) return reading_cost(inputs);
  try {
    return kind.cost(parameters, inputs);
  } catch (const Error&) {  // the task itself will say what is wrong with the file
    return {};
  }
}

double particles_of(const Cost& cost, const CostInputs& inputs) {
  double most = cost.gives.particles;
  for (const auto& [port, extents] : inputs.extents) {
    for (const Extent& extent : extents) most = std::max(most, extent.particles);
  }
  return most;
}

std::string size_class(double particles) {
  if (particles <= 0) return {};
  return fmt::format(", {:.0f} particles", std::exp2(std::round(std::log2(particles))));
}

// The parameters that a sweep moves.
std::set<std::string> swept(const TaskGraph& graph, TaskIndex first, TaskIndex last) {
  std::set<std::string> names;
  const Parameters& model = graph.task(first).parameters;
  for (TaskIndex i = first + 1; i < last; ++i) {
    for (const auto& [name, value] : graph.task(i).parameters) {
      if (value != model.at(name)) names.insert(name);
    }
  }
  return names;
}

std::string settings_digest(const Task& task, const std::set<std::string>& left_out) {
  std::string text;
  for (const ParameterDescription& parameter : task.kind->parameters) {
    if (left_out.contains(parameter.name)) continue;
    text += parameter.name + "=" + canonical_text(parameter, task.parameters.at(parameter.name)) + "\n";
  }
  return blake2b_hex(text).substr(0, 8);
}

class Counter {
 public:
  Counter(const TaskGraph& graph, const std::string& inputs_folder, const std::string& workflow_folder)
      : graph_(graph) {
    inputs_.inputs_folder = inputs_folder;
    inputs_.workflow_folder = workflow_folder;
    result_.costs.reserve(static_cast<std::size_t>(graph.size()));
    result_.measure.reserve(static_cast<std::size_t>(graph.size()));
  }

  // Tasks of a stage stand side by side.
  void count_stage(TaskIndex first, TaskIndex last) {
    const Task& model = graph_.task(first);
    std::string head = fmt::format("{} {}", model.kind->name, model.kind->version);
    if (!model.kind->cost) head += " (" + settings_digest(model, swept(graph_, first, last)) + ")";
    if (!model.engine.empty()) head += ", " + engine(model.engine);
    for (TaskIndex i = first; i < last; ++i) {
      const Task& task = graph_.task(i);
      set_extents(graph_, result_, i, inputs_);
      result_.costs.push_back(cost_of(*task.kind, task.parameters, inputs_));
      result_.measure.push_back(measure(head, task, particles_of(result_.costs.back(), inputs_)));
    }
  }

  TaskCosts take() { return std::move(result_); }

 private:
  int measure(const std::string& head, const Task& task, double particles) {
    std::string key =
        fmt::format("{}, {} rank{}{}", head, task.ranks, task.ranks == 1 ? "" : "s", size_class(particles));
    const auto [it, fresh] = index_.emplace(std::move(key), static_cast<int>(result_.measures.size()));
    if (fresh) result_.measures.push_back({it->first, task.kind->cost ? task.kind->work_unit : kFrameWork});
    return it->second;
  }

  const std::string& engine(const std::string& name) {
    std::string& text = engines_[name];
    if (text.empty()) text = engine_info(name).name + " " + engine_info(name).version;
    return text;
  }

  const TaskGraph& graph_;
  CostInputs inputs_;
  TaskCosts result_;
  std::unordered_map<std::string, int> index_;
  std::map<std::string, std::string> engines_;
};

}  // namespace

TaskCosts task_costs(const TaskGraph& graph, const std::string& inputs_folder, const std::string& workflow_folder) {
  Counter counter(graph, inputs_folder, workflow_folder);
  for (TaskIndex first = 0; first < graph.size();) {
    TaskIndex last = first + 1;
    while (last < graph.size() && graph.task(last).stage == graph.task(first).stage) ++last;
    counter.count_stage(first, last);
    first = last;
  }
  return counter.take();
}

CostInputs cost_inputs(const TaskGraph& graph, const TaskCosts& costs, TaskIndex task, const std::string& inputs_folder,
                       const std::string& workflow_folder) {
  CostInputs inputs;
  inputs.inputs_folder = inputs_folder;
  inputs.workflow_folder = workflow_folder;
  set_extents(graph, costs, task, inputs);
  return inputs;
}

}  // namespace vitriflow
