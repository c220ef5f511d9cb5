// vitriflow explain: why tasks have run, have not run, or wait.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/cache/cache_choice.hpp"
#include "runner/commands/commands.hpp"
#include "runner/explain/explanation.hpp"
#include "runner/find_campaign.hpp"
#include "runner/submission/queue_view.hpp"

namespace vitriflow {
namespace {

struct ExplainOptions {
  std::string campaign, task;
};

[[noreturn]] void throw_unknown(const std::string& task, const CampaignView& view) {
  std::vector<std::string> names;
  for (TaskNumber number = 0; number < view.plan.size(); ++number) names.emplace_back(view.plan.names[number]);
  throw Error(fmt::format("the campaign has no task '{}'.{}", task, did_you_mean(task, names)), Failure::invalid_input);
}

std::string jobs_of(const CampaignView& view) {
  Slurm slurm(system_commands());
  return jobs_sentence(look_at_queue(view.folder, posix_files(), slurm), view.held, system_clock().wall_s());
}

int explain(const ExplainOptions& options) {
  const std::string folder = find_campaign(options.campaign);
  const std::string inputs = find_inputs_folder();
  const CampaignView view = look_at_campaign(folder, options.task, inputs, posix_files(), system_clock());
  PlanHistory history(folder, view.plan_epoch, inputs, posix_files());
  if (options.task.empty()) {
    fmt::print("{}", explain_campaign(view, history, jobs_of(view)));
    return 0;
  }
  if (!view.plan.find(options.task)) throw_unknown(options.task, view);
  fmt::print("{}",
             explain_task(view, options.task, history, campaigns_of(choose_cache(false, {}), folder), jobs_of(view)));
  return 0;
}

}  // namespace

void add_explain(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = program.add_subcommand(
      "explain", "Says why tasks have run, have not run, or wait, and what has changed in them.");
  command->add_option("campaign", options->campaign,
                      "The campaign's folder (default: this one, or the one below campaigns/)");
  command->add_option("task", options->task, "A task, such as 'glass[hold=10ps]' (default: all, by reason)");
  command->footer("Example:\n  vitriflow explain campaigns/zif4-quickstart 'glass[hold=10ps]'");
  command->callback([&chosen, options] { chosen = [options] { return explain(*options); }; });
}

}  // namespace vitriflow
