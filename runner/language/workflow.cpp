#include "runner/language/workflow.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/language/campaign_head.hpp"
#include "runner/language/expansion.hpp"
#include "runner/language/file_inspection.hpp"

#include "runner/language/included_stages.hpp"
#include "runner/language/resource_reader.hpp"
#include "runner/language/retry_reader.hpp"
#include "runner/language/stage_link.hpp"
#include "runner/language/stage_reader.hpp"
#include "runner/language/stage_values.hpp"

namespace vitriflow {
namespace {

bool check_size(const WorkflowStage& stage, Diagnostics& problems) {
  const std::size_t count = combinations(stage.axes);
  if (count <= kMostTasks) return true;
  std::string sizes;
  for (std::size_t i = 0; i < stage.axes.size(); ++i) {
    if (follows(stage.axes, i)) continue;
    sizes += fmt::format("{}'{}' has {}", sizes.empty() ? "" : ", ", stage.axes[i]->name, stage.axes[i]->values.size());
  }
  problems.add(stage.place,
               fmt::format("stage '{}' would have more than {} tasks. Shorten its axes: {} values.", stage.name,
                           kMostTasks, sizes),
               stage.name_width());
  return false;
}

// Everything that a stage says, once the links are known. Later looks need the earlier ones to have found nothing.
void read_stage_values(WorkflowStage& stage, const CampaignHead& head, InputFiles& files, FileInspection& inspection,
                       Diagnostics& problems, std::vector<Diagnostic>& warnings) {
  if (stage.kind == nullptr) return;
  read_engine(stage, head.engine, problems);
  const Node::Entry* retry = stage.key("retry");
  stage.retry = retry == nullptr ? head.retry : read_retry(retry->value, stage.label(), problems);
  if (!check_size(stage, problems)) return;
  const std::size_t before = problems.items().size();
  read_values(stage, files, problems);
  read_resources(stage, head.reproducible, problems);
  if (stage.axes_known) check_axes_matter(stage, problems);
  if (stage.axes_known && problems.items().size() == before) check_values(stage, problems, warnings);
  if (stage.axes_known && problems.items().size() == before) inspection.inspect(stage, problems);
}

void check_total(const std::vector<WorkflowStage>& stages, const Node& node, Diagnostics& problems) {
  std::size_t total = 0;
  for (const WorkflowStage& stage : stages) total += combinations(stage.axes);
  if (total <= kMostTasks || !problems.empty()) return;
  problems.add(node.place,
               fmt::format("the stages together have {} tasks, more than {}. Shorten an axis.", total, kMostTasks));
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.source->name, a.place.line, a.place.column) <
           std::tie(b.place.source->name, b.place.line, b.place.column);
  });
}

void offer_axes(std::vector<WorkflowStage>& stages, const IncludedStages& included) {
  for (const auto& file : included.files) {
    for (WorkflowStage& stage : stages) {
      if (!stage.name.starts_with(file->prefix)) continue;
      for (const Axis& axis : file->axes) stage.offered_axes.push_back(&axis);
      stage.file_parameters = file->known;  // of the innermost, which comes last
    }
  }
}

// An axis over a whole file that none of its stages takes up.
void check_axes_taken(const std::vector<WorkflowStage>& stages, const IncludedStages& included, Diagnostics& problems) {
  for (const auto& file : included.files) {
    for (const Axis& axis : file->axes) {
      const bool taken = std::any_of(stages.begin(), stages.end(), [&](const WorkflowStage& stage) {
        return std::find(stage.axes.begin(), stage.axes.end(), &axis) != stage.axes.end();
      });
      if (taken || axis.values.size() < 2) continue;
      problems.add(axis.place,
                   fmt::format("axis '{}' of {} changes nothing: no stage of the file holds '${{{}}}' or draws random "
                               "numbers. Give it to a parameter, as in 'with: {{{}: ${{{}}}}}'.",
                               axis.name, axis.owner, axis.name, axis.name, axis.name),
                   static_cast<int>(axis.name.size()));
    }
  }
}

std::vector<Task> read_tasks(const WorkflowSource& source, const CampaignHead& head, const IncludedStages& included,
                             Workflow& workflow, Diagnostics& problems) {
  const std::string folder = std::filesystem::path(source.path).parent_path().string();
  std::vector<WorkflowStage> stages = read_stages(included.stages, folder, problems);
  offer_axes(stages, included);
  const std::vector<int> order = link_stages(stages, included, problems);
  InputFiles files(source.inputs_folder, folder);
  FileInspection inspection({source.inputs_folder, folder});
  for (WorkflowStage& stage : stages) {
    read_stage_values(stage, head, files, inspection, problems, workflow.warnings);
    workflow.stages.push_back(stage.name);
    if (!stage.title.empty()) workflow.stage_titles[stage.name] = stage.title;
  }
  sort_by_place(workflow.warnings);
  check_total(stages, *head.stages, problems);
  if (problems.empty()) check_axes_taken(stages, included, problems);
  if (!problems.empty()) return {};
  return expand(stages, order, head, problems);
}

void say_origins(std::vector<Diagnostic>& warnings, const IncludedStages& included) {
  for (Diagnostic& warning : warnings) {
    if (const IncludedFile* file = included.file_of(warning.place)) warning.message += " " + file->origin;
  }
}

TaskGraph read_graph(const WorkflowSource& source, const CampaignHead& head, Workflow& workflow,
                     Diagnostics& problems) {
  const IncludedStages included = include_files(*head.stages, {source.name, source.path, source.kept_files}, problems);
  workflow.included = included.texts;
  std::vector<Task> tasks = read_tasks(source, head, included, workflow, problems);
  with_origins(problems, included).throw_if_any();
  say_origins(workflow.warnings, included);
  return TaskGraph(std::move(tasks));
}

std::vector<std::string> workflows_beside(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::vector<std::string> names;
  for (const std::string& name : posix_files().list(folder.empty() ? "." : folder.string())) {
    if (name.ends_with(".yaml") || name.ends_with(".yml")) names.push_back((folder / name).string());
  }
  return names;
}

}  // namespace

Workflow load_workflow(const WorkflowSource& source) {
  Diagnostics problems;
  const Node document = parse_workflow_file(source.text, source.name, problems);
  const CampaignHead head = read_head(document, problems);
  Workflow workflow;
  workflow.campaign = head.campaign;
  workflow.title = head.title;
  workflow.seed = head.seed;
  workflow.reproducible = head.reproducible;
  workflow.text = source.text;
  workflow.path = source.path;
  if (head.stages != nullptr) workflow.graph = read_graph(source, head, workflow, problems);
  problems.throw_if_any();
  return workflow;
}

Workflow read_workflow(const std::string& path, const std::string& inputs_folder) {
  if (std::filesystem::is_directory(path)) {
    const auto inside = std::filesystem::path(path) / "workflow.yaml";
    const bool campaign = std::filesystem::exists(inside);
    throw Error(fmt::format("'{}' is a folder. Give the path of a YAML file{}.", path,
                            campaign ? fmt::format(", here '{}'", inside.string()) : ""),
                Failure::invalid_input);
  }
  if (!std::filesystem::is_regular_file(path)) {
    const std::vector<std::string> names = workflows_beside(path);
    throw Error(fmt::format("there is no workflow '{}'.{}", path,
                            names.empty() ? " Give the path of a YAML file." : did_you_mean(path, names)),
                Failure::invalid_input);
  }
  const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
  return load_workflow({posix_files().read(path), path, absolute, inputs_folder});
}

}  // namespace vitriflow
