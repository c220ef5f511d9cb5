#include "runner/forecast/rehearsal_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "hpc/child.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/campaign_state.hpp"
#include "runner/execution/task_runner.hpp"
#include "runner/forecast/finished_tasks.hpp"
#include "runner/stored_plan.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAll = 1000000;

// One level of quotation of what the run said on standard error.
std::string tail_of(const std::string& path, FileSystem& files) {
  constexpr std::size_t kShown = 2000;
  if (!files.exists(path)) return {};
  const std::string text = files.read(path);
  return text.size() <= kShown ? text : "..." + text.substr(text.size() - kShown);
}

// Runs the rehearsal with this program, as a user would. 0 or 1.
int run_program(const std::string& workflow, const std::string& folder, const std::string& log, int ranks) {
  Child::Setup setup;
  setup.arguments = {fs::read_symlink("/proc/self/exe").string(),
                     "run",
                     workflow,
                     "--into",
                     folder,
                     "-n",
                     std::to_string(ranks),
                     "--no-cache"};  // what is taken over is not measured
  setup.error_path = log;
  Child child = Child::start(setup);
  std::string output;
  while (child.read_output(1.0, output)) output.clear();
  std::optional<ChildStatus> status;
  while (!(status = child.poll())) system_clock().sleep_s(0.01);
  if (status->exited && status->code <= static_cast<int>(Failure::failed)) return status->code;
  throw Error(fmt::format("the rehearsal ended with {}. Its workflow: {}\n{}", status->text(), workflow,
                          tail_of(log, posix_files())),
              status->exited ? static_cast<Failure>(status->code) : Failure::failed);
}

class RehearsalReader {
 public:
  RehearsalReader(const Workflow& original, const TaskCosts& costs, const Workflow& rehearsed,
                  const Rehearsal& rehearsal, const std::string& inputs_folder)
      : original_(original),
        costs_(costs),
        rehearsed_(rehearsed),
        rehearsed_costs_(task_costs(rehearsed.graph, inputs_folder, fs::path(rehearsed.path).parent_path().string())) {
    for (const auto& part : rehearsal.parts) originals_[part.name] = part.original;
  }

  void read(RehearsalOutcome& outcome, FileSystem& files) {
    for (const FinishedTask& done : finished_tasks(outcome.folder, rehearsed_.graph, host_name(), kAll, files)) {
      const Cost& cost = rehearsed_costs_.cost(done.task);
      if (!cost.work) continue;
      outcome.measurements.push_back(
          {costs_.of(original_of(done.task)).key, *cost.work, done.seconds, cost.stored, done.bytes, "rehearsal"});
    }
    read_failures(outcome, files);
  }

 private:
  TaskIndex original_of(TaskIndex rehearsed) const { return originals_.at(rehearsed_.graph.task(rehearsed).name); }
  const std::string& stage_of(TaskIndex rehearsed) const { return original_.graph.task(original_of(rehearsed)).stage; }

  void read_failures(RehearsalOutcome& outcome, FileSystem& files) const {
    Store store(outcome.folder, 0, "plan", files, system_clock());
    const auto past = read_journal(outcome.folder, files);
    const CampaignState state =
        campaign_state(rehearsed_.graph, plan_from_store(rehearsed_.graph, store, past), past, false);
    for (TaskIndex i = 0; i < rehearsed_.graph.size(); ++i) {
      const TaskStatus& task = state.tasks[static_cast<std::size_t>(i)];
      const std::string& stage = stage_of(i);
      if (task.state == TaskState::failed || task.state == TaskState::set_aside) {
        const bool said = std::any_of(outcome.failures.begin(), outcome.failures.end(),
                                      [&](const auto& failed) { return failed.stage == stage; });
        const std::string log = task_log_path(outcome.folder, rehearsed_.graph.task(i).name);
        if (!said) outcome.failures.push_back({stage, task.message, files.exists(log) ? log : ""});
      } else if (task.state == TaskState::blocked) {
        auto& stages = outcome.not_rehearsed;
        if (std::find(stages.begin(), stages.end(), stage) == stages.end()) stages.push_back(stage);
      }
    }
  }

  const Workflow& original_;
  const TaskCosts& costs_;
  const Workflow& rehearsed_;
  TaskCosts rehearsed_costs_;
  std::map<std::string, TaskIndex> originals_;
};

}  // namespace

RehearsalOutcome run_rehearsal(const Workflow& workflow, const TaskCosts& costs, const std::string& inputs_folder,
                               int ranks) {
  FileSystem& files = posix_files();
  const double begin_s = system_clock().monotonic_s();
  const Rehearsal rehearsal = compose_rehearsal(workflow, costs, inputs_folder);
  const std::string scratch = fmt::format("{}/rehearsals/{}-{}", cache_folder(), workflow.campaign, ::getpid());
  files.remove_all(scratch);
  files.make_directories(scratch);
  const std::string path = scratch + "/rehearsal.yaml";
  write_atomically(files, path, rehearsal.text);
  const Workflow rehearsed = read_workflow(path, inputs_folder);
  RehearsalOutcome outcome;
  outcome.tasks = rehearsal.parts.size();
  outcome.folder = scratch + "/campaign";
  run_program(path, outcome.folder, scratch + "/log", ranks);
  RehearsalReader(workflow, costs, rehearsed, rehearsal, inputs_folder).read(outcome, files);
  if (outcome.failures.empty()) files.remove_all(scratch);
  outcome.seconds = system_clock().monotonic_s() - begin_s;
  return outcome;
}

std::string failures_text(const RehearsalOutcome& outcome) {
  std::string text;
  for (const auto& failed : outcome.failures) {
    text += fmt::format("rehearsal of stage '{}' failed: {}{}\n", failed.stage, failed.message,
                        failed.log.empty() ? "" : " Log: " + failed.log);
  }
  if (!outcome.not_rehearsed.empty()) {
    text += fmt::format("not rehearsed because of that: {}\n", fmt::join(outcome.not_rehearsed, ", "));
  }
  return text;
}

}  // namespace vitriflow
