#include "runner/forecast/rehearsal.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "runner/language/parameter_reader.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

constexpr double kShort_s = 1.0, kLong_s = 4.0;
constexpr std::size_t kMembersOfAnEnsemble = 2, kMeasuresOfAStage = 6;

// A double-quoted text of JSON is one of YAML.
std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

class Composer {
 public:
  Composer(const Workflow& workflow, const TaskCosts& costs, std::string inputs_folder)
      : workflow_(workflow),
        costs_(costs),
        inputs_folder_(std::move(inputs_folder)),
        workflow_folder_(fs::path(workflow.path).parent_path().string()) {
    text_ = fmt::format("campaign: rehearsal\nseed: {}\nstages:\n", workflow.seed);
  }

  Rehearsal compose() {
    for (const TaskIndex task : representatives()) {
      include(task, false);
      include(task, true);
    }
    return {std::move(text_), std::move(parts_)};
  }

 private:
  std::vector<TaskIndex> representatives() const {
    std::vector<TaskIndex> chosen;
    std::map<std::string, std::set<int>> seen;
    for (TaskIndex i = 0; i < workflow_.graph.size(); ++i) {
      std::set<int>& of_stage = seen[workflow_.graph.task(i).stage];
      if (of_stage.size() < kMeasuresOfAStage && of_stage.insert(costs_.measure[static_cast<std::size_t>(i)]).second) {
        chosen.push_back(i);
      }
    }
    return chosen;
  }

  // The name of the rehearsed task; one that would only repeat its short copy is that copy.
  const std::string& include(TaskIndex index, bool longer) {
    const auto known = names_.find({index, longer});
    if (known != names_.end()) return known->second;
    std::string body = body_of(index, longer);
    if (longer) {
      const std::string& shorter = include(index, false);
      if (bodies_.at(shorter) == body) return names_[{index, true}] = shorter;
    }
    // Where nothing is drawn, two tasks that are cut down to the same are one.
    const bool drawn = workflow_.graph.task(index).kind->draws_random_numbers;
    if (const auto twin = by_body_.find(body); twin != by_body_.end() && !drawn) {
      return names_[{index, longer}] = twin->second;
    }
    const std::string name = free_name(workflow_.graph.task(index).stage + (longer ? "-longer" : ""));
    text_ += "  " + name + ":\n" + body;
    by_body_[body] = name;
    bodies_[name] = std::move(body);
    parts_.push_back({name, index});
    return names_[{index, longer}] = name;
  }

  std::string free_name(const std::string& wanted) const {
    std::string name = wanted;
    for (int number = 2; bodies_.contains(name); ++number) name = fmt::format("{}-{}", wanted, number);
    return name;
  }

  std::string body_of(TaskIndex index, bool longer) {
    const Task& task = workflow_.graph.task(index);
    std::string body = fmt::format("    kind: {}\n", task.kind->name);
    if (!task.engine.empty()) body += fmt::format("    engine: {}\n", task.engine);
    body += fmt::format("    ranks: {}\n", task.ranks);
    bool gathers = false;
    for (const auto& [port, sources] : task.inputs) body += port_line(port, sources, longer, gathers);
    if (gathers) body += "    gather: all\n";
    Parameters parameters = task.parameters;
    if (task.kind->rehearse) {
      const CostInputs inputs = cost_inputs(workflow_.graph, costs_, index, inputs_folder_, workflow_folder_);
      parameters = task.kind->rehearse(parameters, inputs, longer ? kLong_s : kShort_s);
    }
    return body + parameters_text(*task.kind, parameters);
  }

  // Those that differ from their defaults; members of a map together.
  std::string parameters_text(const KindDescription& kind, const Parameters& parameters) const {
    std::string text;
    std::map<std::string, std::string> maps;
    for (const ParameterDescription& parameter : kind.parameters) {
      const ParameterValue& value = parameters.at(parameter.name);
      if (parameter.fallback && value == *parameter.fallback) continue;
      const std::string entry = fmt::format("{}: {}", member_of(parameter.name), value_text(parameter, value));
      const std::string map = map_of(parameter.name);
      if (map.empty())
        text += "    " + entry + "\n";
      else
        maps[map] += (maps[map].empty() ? "" : ", ") + entry;
    }
    for (const auto& [name, members] : maps) text += fmt::format("    {}: {{{}}}\n", name, members);
    return text;
  }

  std::string port_line(const std::string& port, const std::vector<TaskIndex>& sources, bool longer, bool& gathers) {
    if (sources.empty()) return {};
    std::map<std::string, std::size_t> members;
    std::vector<std::string> names;
    for (const TaskIndex source : sources) {
      if (++members[workflow_.graph.task(source).stage] > kMembersOfAnEnsemble) continue;
      const std::string& name = include(source, longer);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    gathers = gathers || names.size() > 1;
    return names.size() > 1 ? fmt::format("    {}: [{}]\n", port, fmt::join(names, ", "))
                            : fmt::format("    {}: {}\n", port, names.front());
  }

  std::string value_text(const ParameterDescription& parameter, const ParameterValue& value) const {
    if (const auto* text = std::get_if<std::string>(&value)) return quoted(located(parameter, *text));
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    if (texts == nullptr) return canonical_text(parameter, value);
    std::string list;
    for (const std::string& text : *texts) list += (list.empty() ? "" : ", ") + quoted(located(parameter, text));
    return "[" + list + "]";
  }

  // Files are named relative to the workflow, and the rehearsal stands elsewhere.
  std::string located(const ParameterDescription& parameter, const std::string& text) const {
    if (parameter.input_folder.empty() || text.find('/') == std::string::npos) return text;
    const std::string path = resolve_input(parameter.input_folder, text, inputs_folder_, workflow_folder_);
    return path.empty() ? text : fs::absolute(path).lexically_normal().string();
  }

  const Workflow& workflow_;
  const TaskCosts& costs_;
  std::string inputs_folder_, workflow_folder_;
  std::string text_;
  std::map<std::pair<TaskIndex, bool>, std::string> names_;
  std::map<std::string, std::string> bodies_;   // by name
  std::map<std::string, std::string> by_body_;  // the name that was first
  std::vector<Rehearsal::Part> parts_;
};

}  // namespace

Rehearsal compose_rehearsal(const Workflow& workflow, const TaskCosts& costs, const std::string& inputs_folder) {
  return Composer(workflow, costs, inputs_folder).compose();
}

}  // namespace vitriflow
