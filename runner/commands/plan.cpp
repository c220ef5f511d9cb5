// vitriflow plan: what a run would do, task by task, what is done already, and what the rest will take.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/processors.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/store.hpp"
#include "runner/cache/cache_choice.hpp"
#include "runner/cache/takeover.hpp"
#include "runner/campaign.hpp"
#include "runner/campaign_state.hpp"
#include "runner/commands/commands.hpp"
#include "runner/drawing/task_picture.hpp"
#include "runner/forecast/finished_tasks.hpp"
#include "runner/forecast/forecast_table.hpp"
#include "runner/forecast/outlook.hpp"
#include "runner/forecast/rehearsal_run.hpp"
#include "runner/language/workflow.hpp"
#include "runner/plan_table.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kRowsPerStage = 20;
constexpr TaskIndex kMostDrawn = 400;

struct PlanOptions {
  std::string workflow;
  std::string into;
  int ranks = 0;
  std::string svg, dot;  // files
  bool rehearse = false;
  bool json = false;
  bool all = false;
  bool no_cache = false;
  std::vector<std::string> cache;
};

// As many as a run would take; without -n at least as many as the widest task needs.
int ranks_for(const TaskGraph& graph, int wanted) {
  const Task* widest = nullptr;
  for (const Task& task : graph.tasks()) {
    if (widest == nullptr || task.ranks > widest->ranks) widest = &task;
  }
  const int least = widest == nullptr ? 1 : widest->ranks;
  if (wanted == 0) return std::max(least, static_cast<int>(usable_cores().size()));
  if (wanted >= least) return wanted;
  throw Error(fmt::format("task '{}' needs {} ranks, but -n gives {}. Plan with -n {}, or lower 'ranks' of stage '{}'.",
                          widest->name, least, wanted, least, widest->stage),
              Failure::invalid_input);
}

// Where every task stands, with what the journal knows beyond the store; a runner that was heard of lately is at work.
std::vector<TaskState> states_of(const TaskGraph& graph, const Plan& plan, const std::string& folder) {
  const bool held = posix_files().exists(folder) && living_holder(folder, posix_files(), system_clock());
  const CampaignState state = campaign_state(graph, plan, read_journal(folder, posix_files()), held);
  std::vector<TaskState> states;
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const TaskState known = state.tasks[static_cast<std::size_t>(i)].state;
    states.push_back(known == TaskState::waiting ? plan.state(i) : known);
  }
  return states;
}

class Planner {
 public:
  explicit Planner(const PlanOptions& options)
      : options_(options),
        inputs_(find_inputs_folder()),
        workflow_(read()),
        outlook_(outlook_on(workflow_.graph, folder_,
                            campaigns_of(choose_cache(options.no_cache, options.cache), folder_), posix_files())),
        plan_(outlook_.plan),
        ranks_(ranks_for(workflow_.graph, options.ranks)),
        costs_(task_costs(workflow_.graph, inputs_, std::filesystem::path(workflow_.path).parent_path().string())),
        measured_(cache_folder(), this_machine_and_program(), posix_files()) {}

  int show() {
    measured_.add(measured_in(folder_, workflow_, costs_, posix_files()));
    const bool failed = options_.rehearse && !rehearse();
    const Forecast expected = forecast(workflow_.graph, plan_, costs_, measured_.all(), ranks_);
    draw(expected);
    if (options_.json) {
      fmt::print("{}", plan_json(workflow_, folder_, plan_, forecast_json(workflow_.graph, expected), outlook_.found));
    } else {
      const std::string text = forecast_table(workflow_.graph, expected);
      fmt::print("{}{}{}{}", plan_table(workflow_.graph, plan_, options_.all ? 0 : kRowsPerStage),
                 found_lines(outlook_.found), text.empty() ? "" : "\n", text);
    }
    return failed ? static_cast<int>(Failure::failed) : 0;
  }

 private:
  Workflow read() {
    if (std::filesystem::is_directory(options_.workflow) && options_.into.empty()) {
      folder_ = options_.workflow;
      return Campaign::open(folder_, posix_files()).workflow(inputs_);
    }
    Workflow workflow = read_workflow(options_.workflow, inputs_);
    folder_ = options_.into.empty() ? "campaigns/" + workflow.campaign : options_.into;
    return workflow;
  }

  void draw(const Forecast& expected) const {
    if (options_.svg.empty() && options_.dot.empty()) return;
    if (options_.all && workflow_.graph.size() > kMostDrawn) {
      throw Error(
          fmt::format("{} tasks are too many to draw one by one; {} are the most. Leave out --all to draw whole "
                      "stages.",
                      workflow_.graph.size(), kMostDrawn),
          Failure::invalid_input);
    }
    const TaskPicture picture =
        picture_of(workflow_.graph, states_of(workflow_.graph, plan_, folder_), expected.seconds,
                   expected.critical_path, options_.all ? Folding::tasks : Folding::stages);
    const std::string& title = workflow_.title.empty() ? workflow_.campaign : workflow_.title;
    const std::string summary = forecast_summary(expected);
    const std::string subtitle = plan_totals(workflow_.graph, plan_) + (summary.empty() ? "" : " · " + summary);
    if (!options_.svg.empty()) write_atomically(posix_files(), options_.svg, svg_file(picture, title, subtitle));
    if (!options_.dot.empty()) write_atomically(posix_files(), options_.dot, dot_of(picture, title));
  }

  // False when a stage failed.
  bool rehearse() {
    fmt::print(stderr, "rehearsing every stage in short, on {} rank{} ...\n", ranks_, ranks_ == 1 ? "" : "s");
    const RehearsalOutcome outcome = run_rehearsal(workflow_, costs_, inputs_, ranks_);
    measured_.replace(outcome.measurements);
    if (outcome.failures.empty()) {
      fmt::print(stderr, "rehearsed  {} tasks in {}, all well\n\n", outcome.tasks, duration_text(outcome.seconds));
    } else {
      fmt::print(stderr, "{}kept in {}\n\n", failures_text(outcome), outcome.folder);
    }
    return outcome.failures.empty();
  }

  const PlanOptions& options_;
  std::string inputs_, folder_;
  Workflow workflow_;
  Outlook outlook_;
  const Plan& plan_;
  int ranks_;
  TaskCosts costs_;
  MeasurementFile measured_;
};

}  // namespace

void add_plan(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command = program.add_subcommand(
      "plan", "Shows the tasks of a workflow, which of them are done already, and what the rest will take.");
  command->add_option("workflow", options->workflow, "The workflow's YAML file, or a campaign's folder")->required();
  command->add_option("--into", options->into, "The campaign's folder (default: campaigns/<campaign>)");
  command->add_option("-n,--ranks", options->ranks, "Working ranks that the forecast is for (default: physical cores)")
      ->check(CLI::Range(1, 1000000));
  command->add_flag("--rehearse", options->rehearse,
                    "First runs every stage in short, measures it, and says what would fail");
  command->add_option("--svg", options->svg, "Draws the graph of stages, or of tasks with --all, into this file")
      ->type_name("FILE");
  command->add_option("--dot", options->dot, "The same for Graphviz")->type_name("FILE");
  command->add_flag("--json", options->json, "As JSON");
  command->add_flag("--all", options->all, "Every task, also of long sweeps");
  add_cache_options(*command, options->no_cache, options->cache);
  command->footer(
      "A plan computes nothing unless --rehearse is given. What rehearsals and campaigns took is kept in\n"
      "$XDG_CACHE_HOME/vitriflow and used for later plans on the same kind of processor.\n\n"
      "Example:\n  vitriflow plan workflows/quickstart.yaml --rehearse");
  command->callback([&chosen, options] { chosen = [options] { return Planner(*options).show(); }; });
}

}  // namespace vitriflow
