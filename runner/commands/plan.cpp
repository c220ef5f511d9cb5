// vitriflow plan: what a run would do, task by task, and what is done already.
#include <CLI/CLI.hpp>
#include <memory>
#include <set>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/store.hpp"
#include "runner/commands/commands.hpp"
#include "runner/language/workflow.hpp"
#include "runner/plan_table.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kRowsPerStage = 20;

struct PlanOptions {
  std::string workflow;
  std::string into;
  bool json = false;
  bool all = false;
};

// The fingerprints in the store of a campaign that may not exist yet.
std::set<std::string> stored(const std::string& folder) {
  if (!posix_files().exists(folder + "/workflow.yaml")) return {};
  Store store(folder, 0, "plan", posix_files(), system_clock());
  const auto fingerprints = store.fingerprints();
  return {fingerprints.begin(), fingerprints.end()};
}

int show_plan(const PlanOptions& options) {
  const Workflow workflow = read_workflow(options.workflow, find_inputs_folder());
  const std::string folder = options.into.empty() ? "campaigns/" + workflow.campaign : options.into;
  const std::set<std::string> fingerprints = stored(folder);
  Plan plan(workflow.graph);
  for (TaskIndex i = 0; i < workflow.graph.size(); ++i) {
    if (fingerprints.contains(workflow.graph.task(i).fingerprint)) plan.mark_done_before(i);
  }
  if (options.json)
    fmt::print("{}", plan_json(workflow, folder, plan));
  else
    fmt::print("{}", plan_table(workflow.graph, plan, options.all ? 0 : kRowsPerStage));
  return 0;
}

}  // namespace

void add_plan(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      program.add_subcommand("plan", "Shows the tasks of a workflow and which of them are done already.");
  command->add_option("workflow", options->workflow, "The workflow's YAML file")->required();
  command->add_option("--into", options->into, "The campaign's folder (default: campaigns/<campaign>)");
  command->add_flag("--json", options->json, "As JSON");
  command->add_flag("--all", options->all, "Every task, also of long sweeps");
  command->footer("Example:\n  vitriflow plan workflows/quickstart.yaml");
  command->callback([&chosen, options] { chosen = [options] { return show_plan(*options); }; });
}

}  // namespace vitriflow
