// vitriflow status: who holds a campaign and where its tasks stand; it changes nothing.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/store.hpp"
#include "runner/campaign.hpp"
#include "runner/campaign_state.hpp"
#include "runner/commands/commands.hpp"
#include "runner/edits.hpp"
#include "runner/execution/limit_use.hpp"
#include "runner/execution/task_runner.hpp"
#include "runner/explain/record_text.hpp"
#include "runner/find_campaign.hpp"
#include "runner/stored_plan.hpp"
#include "runner/submission/queue_view.hpp"

namespace vitriflow {

namespace {

struct Look {
  std::string folder;
  Workflow workflow;
  bool held = false;
  LeaseHolder holder;
  CampaignState state;
  QueueView queue;
  LimitUse limits;
};

Look look_at(const std::string& named) {
  const std::string folder = find_campaign(named);
  Look look{folder, Campaign::open(folder, posix_files()).workflow(find_inputs_folder()), false, {}, {}, {}, {}};
  const auto holder = living_holder(folder, posix_files(), system_clock());
  look.held = holder.has_value();
  if (holder) look.holder = *holder;
  Store store(folder, 0, "status", posix_files(), system_clock());
  const auto past = read_journal(folder, posix_files());
  Plan plan = plan_from_store(look.workflow.graph, store, past);
  apply_edits(EditReader(folder, posix_files()).read_new(), look.workflow.graph, plan);
  look.state = campaign_state(look.workflow.graph, plan, past, look.held);
  Slurm slurm(system_commands());
  look.queue = look_at_queue(folder, posix_files(), slurm);
  look.limits =
      limit_use(limits_in_force(past, look.queue.submission), folder, past, read_allocations(folder, posix_files()),
                look.held ? std::optional(look.holder) : std::nullopt);
  return look;
}

std::string holder_text(const Look& look) {
  if (!look.held) return "nobody is running it";
  const double beat_s = system_clock().wall_s() - look.holder.heartbeat_s;
  return fmt::format("run by process {} on {}{}, last heard of {} ago", look.holder.pid, look.holder.host,
                     look.holder.job.empty() ? "" : ", job " + look.holder.job, duration_text(std::max(beat_s, 0.0)));
}

std::ptrdiff_t taken_over(const Look& look) {
  return std::count_if(look.state.tasks.begin(), look.state.tasks.end(),
                       [](const TaskStatus& task) { return !task.from.empty(); });
}

void print_counts(const Look& look) {
  fmt::print("tasks     {}\n", look.workflow.graph.size());
  for (const TaskState state :
       {TaskState::done, TaskState::running, TaskState::waiting, TaskState::failed, TaskState::set_aside,
        TaskState::blocked, TaskState::skipped, TaskState::held, TaskState::cancelled, TaskState::unneeded}) {
    const auto count = look.state.count(state);
    const auto from = state == TaskState::done ? taken_over(look) : 0;
    const std::string others = from > 0 ? fmt::format(", {} of them from other campaigns", from) : "";
    if (count > 0) fmt::print("  {:<10}{}{}\n", to_text(state), count, others);
  }
}

void print_task(const Look& look, TaskIndex index) {
  const TaskStatus& task = look.state.tasks[static_cast<std::size_t>(index)];
  const std::string& name = look.workflow.graph.task(index).name;
  for (const auto& remedy : task.remedies) fmt::print("remedied  {}: {}\n", name, remedy);
  if (task.state == TaskState::failed || task.state == TaskState::set_aside) {
    fmt::print("{}  {}: {}\n          log: {}\n", task.state == TaskState::failed ? "FAILED  " : "SET ASIDE", name,
               task.message, task_log_path(look.folder, name));
  } else if (task.state == TaskState::skipped) {
    fmt::print("skipped   {}: {}\n", name, task.message);
  } else if (task.state == TaskState::held || task.state == TaskState::cancelled) {
    fmt::print("{:<9} {}\n", to_text(task.state), name);
  } else if (task.state == TaskState::waiting && !task.message.empty()) {
    fmt::print("waiting   {}: {}\n", name, task.message);
  } else if (task.state == TaskState::running) {
    fmt::print("running   {} on {} for {}{}\n", name, ranks_words(task.ranks),
               duration_text(system_clock().wall_s() - task.begin_s), task.leg.empty() ? "" : ", leg " + task.leg);
  }
}

void print(const Look& look) {
  fmt::print("campaign  {}\nfolder    {}\nheld      {}\n", look.workflow.campaign, look.folder, holder_text(look));
  fmt::print("{}", queue_text(look.queue, system_clock().wall_s()));
  if (look.limits.limits.any()) fmt::print("limits    {}\n", limit_text(look.limits));
  print_counts(look);
  for (TaskIndex index = 0; index < look.workflow.graph.size(); ++index) print_task(look, index);
}

nlohmann::json to_json(const Look& look) {
  nlohmann::json json{{"campaign", look.workflow.campaign}, {"folder", look.folder}, {"held", look.held}};
  if (look.held) {
    json["holder"] = {{"host", look.holder.host},
                      {"pid", look.holder.pid},
                      {"job", look.holder.job},
                      {"epoch", look.holder.epoch},
                      {"heartbeat", look.holder.heartbeat_s}};
  }
  if (look.queue.submission) json["queue"] = queue_json(look.queue);
  if (look.limits.limits.any()) json["limits"] = limit_json(look.limits);
  json["tasks"] = nlohmann::json::array();
  for (TaskIndex index = 0; index < look.workflow.graph.size(); ++index) {
    const TaskStatus& status = look.state.tasks[static_cast<std::size_t>(index)];
    nlohmann::json task{{"task", look.workflow.graph.task(index).name},
                        {"fingerprint", look.workflow.graph.task(index).fingerprint},
                        {"state", to_text(status.state)}};
    if (!status.message.empty()) task["message"] = status.message;
    if (!status.ranks.empty()) task["ranks"] = status.ranks;
    if (!status.leg.empty()) task["leg"] = status.leg;
    if (!status.from.empty()) task["from"] = status.from;
    if (!status.remedies.empty()) task["remedies"] = status.remedies;
    json["tasks"].push_back(std::move(task));
  }
  return json;
}

}  // namespace

void add_status(CLI::App& program, ChosenCommand& chosen) {
  struct Options {
    std::string folder;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("status", "Says who runs a campaign and where its tasks stand.");
  command->add_option("campaign", options->folder,
                      "The campaign's folder (default: this one, or the one below campaigns/)");
  command->add_flag("--json", options->json, "For programs: every task with its state");
  command->footer("Example:\n  vitriflow status campaigns/zif4-quickstart --json");
  command->callback([&chosen, options] {
    chosen = [options] {
      const Look look = look_at(options->folder);
      if (options->json) {
        fmt::print("{}\n", to_json(look).dump(2));
      } else {
        print(look);
      }
      return 0;
    };
  });
}

}  // namespace vitriflow
