#include "runner/execution/run_request.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/memory_size.hpp"
#include "hpc/base/units.hpp"
#include "hpc/machine_memory.hpp"
#include "hpc/processors.hpp"
#include "runner/campaign.hpp"
#include "runner/confirmation.hpp"
#include "runner/execution/placement.hpp"
#include "runner/generation_change.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

void refuse_wide_tasks(const Workflow& workflow, int ranks) {
  for (const auto& task : workflow.graph.tasks()) {
    if (task.ranks <= ranks) continue;
    throw Error(fmt::format("task '{}' needs {} ranks, but only {} {} working. Run with -n {}, or lower 'ranks' of "
                            "stage '{}'.",
                            task.name, task.ranks, ranks, ranks == 1 ? "is" : "are", task.ranks, task.stage),
                Failure::invalid_input);
  }
}

double memory_for(const RunOptions& options) {
  if (options.memory.empty()) return machine_memory_bytes();
  if (const auto bytes = parse_memory(options.memory)) return *bytes;
  throw Error(fmt::format("'--memory {}' is no amount of memory. Write for example --memory 16GB.", options.memory),
              Failure::invalid_input);
}

void refuse_large_tasks(const RunRequest& request) {
  const double of_node = request.memory_bytes / request.nodes;
  const PoolNodes nodes = spread_evenly(request.ranks, request.nodes, of_node);
  const std::string there = request.nodes == 1
                                ? fmt::format("there is {}", memory_text(of_node))
                                : fmt::format("each of {} nodes has {}", request.nodes, memory_text(of_node));
  for (const auto& task : request.workflow.graph.tasks()) {
    if (task.memory_bytes <= 0.0 || would_fit({0, task.ranks, 0, 0, task.memory_bytes}, request.ranks, nodes)) continue;
    throw Error(fmt::format("task '{}' needs {} of memory, but {}. Run on a larger machine, lower 'memory' of stage "
                            "'{}', or state what there is with --memory.",
                            task.name, memory_text(task.memory_bytes), there, task.stage),
                Failure::invalid_input);
  }
}

bool uses_lammps(const Workflow& workflow) {
  const auto& tasks = workflow.graph.tasks();
  return std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.engine == "lammps"; });
}

void refuse_accelerator(const Workflow& workflow, const Accelerator& accelerator) {
  if (!accelerator.any()) return;
  if (workflow.reproducible) {
    throw Error(
        fmt::format("campaign '{}' says 'reproducible: true', but the bits of GPUs are not those of CPUs. Remove "
                    "that line, or run without accelerator '{}'.",
                    workflow.campaign, accelerator_name(accelerator)),
        Failure::invalid_input);
  }
  const std::string problem = accelerator_problem(accelerator, engine_info("lammps").capabilities);
  if (uses_lammps(workflow) && !problem.empty()) throw Error(problem, Failure::environment);
}

CheckpointPolicy checkpoints_for(const RunOptions& options) {
  CheckpointPolicy policy;
  if (options.mean_time_to_failure.empty()) return policy;
  const auto seconds = seconds_in(options.mean_time_to_failure);
  if (!seconds) {
    throw Error(fmt::format("'--mtbf {}' is no time between failures. Write for example --mtbf 12h, or --mtbf 0s to "
                            "keep the state of tasks at the end of every leg.",
                            options.mean_time_to_failure),
                Failure::invalid_input);
  }
  policy.mean_time_to_failure_s = *seconds;
  return policy;
}

void agree_to_abandon(const std::vector<std::string>& abandoned, const RunOptions& options) {
  if (abandoned.empty()) return;
  const std::string what = fmt::format("The new workflow has no use for what '{}'{} began and did not finish.",
                                       abandoned.front(), abandoned.size() == 1 ? "" : " and others");
  if (options.yes) return;
  if (!can_ask()) {
    throw Error(what + " Run again with --yes to abandon it, or with another folder (--into).", Failure::invalid_input);
  }
  if (!is_confirmed(what + " Abandon it?")) throw Error("nothing was changed.", Failure::stopped);
}

}  // namespace

RunRequest checked(RunRequest request) {
  refuse_wide_tasks(request.workflow, request.ranks);
  refuse_large_tasks(request);
  refuse_accelerator(request.workflow, request.accelerator);
  return request;
}

RunRequest read_request(const RunOptions& options) {
  const std::string inputs = find_inputs_folder();
  const double memory = memory_for(options);
  const CheckpointPolicy checkpoints = checkpoints_for(options);
  const Limits limits = read_limits(options.core_hours, options.disk);
  const Accelerator accelerator = parse_accelerator(options.accelerator);
  const CacheChoice cache = choose_cache(options.no_cache, options.cache);
  const int ranks = options.ranks > 0 ? options.ranks : static_cast<int>(usable_cores().size());
  if (fs::is_directory(options.target)) {
    const std::string folder = fs::canonical(options.target).string();
    return checked({folder, inputs, Campaign::open(folder, posix_files()).workflow(inputs), ranks, options.nodes,
                    memory, checkpoints, cache, limits, accelerator});
  }
  Workflow workflow = read_workflow(options.target, inputs);
  const std::string into = options.into.empty() ? "campaigns/" + workflow.campaign : options.into;
  return checked({fs::absolute(into).lexically_normal().string(), inputs, std::move(workflow), ranks, options.nodes,
                  memory, checkpoints, cache, limits, accelerator});
}

bool show_changes(const RunRequest& request, const RunOptions& options) {
  if (!posix_files().exists(request.folder + "/workflow.yaml")) return false;
  const Campaign before = Campaign::open(request.folder, posix_files());
  if (same_texts(before.newest(), request.workflow)) return false;
  std::optional<Workflow> old;
  try {
    old.emplace(before.workflow(request.inputs));
  } catch (const Error&) {
    fmt::print("The workflow has changed; the one before is not valid for this program.\n");
    return true;
  }
  fmt::print("The workflow has changed: generation {}.\n", before.newest().number + 1);
  for (const auto& line : change_text(compare_tasks(old->graph, request.workflow.graph))) fmt::print("  {}\n", line);
  agree_to_abandon(abandoned_tasks(request.folder, old->graph, request.workflow.graph, posix_files()), options);
  return true;
}

}  // namespace vitriflow
