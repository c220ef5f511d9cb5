// vitriflow extend: more values of a sweep, while the campaign runs or before.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/store/lease.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/generation_change.hpp"
#include "runner/language/sweep_extension.hpp"

namespace vitriflow {

namespace {

struct ExtendOptions {
  std::string folder, stage, axis;
  std::vector<std::string> values;
};

int extend(const ExtendOptions& options) {
  const Campaign campaign = Campaign::open(options.folder, posix_files());
  const std::string inputs = find_inputs_folder();
  const Workflow before = campaign.workflow(inputs);
  const std::string text =
      with_values_added(campaign.newest().text, "workflow.yaml", options.stage, options.axis, options.values);
  if (text == campaign.newest().text) {
    fmt::print("Nothing to extend: the sweep has these values already.\n");
    return 0;
  }
  const Workflow after = load_workflow({text, "workflow.yaml", before.path, inputs});
  const WorkflowChange change = compare_tasks(before.graph, after.graph);
  Campaign::create_or_continue(options.folder, after, posix_files());
  for (const std::string& line : change_text(change)) fmt::print("{}\n", line);
  if (living_holder(options.folder, posix_files(), system_clock()))
    fmt::print("The run goes on with them: its tasks keep their state, end at their next leg and start again.\n");
  else
    fmt::print("continue  vitriflow run {}\n", shell_word(options.folder));
  fmt::print("note      '{}' is as it was: give the campaign's folder to go on with the longer sweep\n", before.path);
  return 0;
}

}  // namespace

void add_extend(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<ExtendOptions>();
  CLI::App* command = program.add_subcommand("extend", "Adds values to a sweep of a campaign.");
  command->add_option("campaign", options->folder, "The campaign's folder")->required();
  command->add_option("stage", options->stage, "The stage whose 'for_each' has the axis")->required();
  command->add_option("axis", options->axis, "The axis")->required();
  command->add_option("values", options->values, "What is added, as the workflow would write it")->required();
  command->footer(
      "The next generation of the workflow keeps its text but for the values; nothing that is finished is done again\n"
      "but what gathers the sweep. Works while the campaign runs, within seconds, and while it does not.\n\n"
      "Example:\n  vitriflow extend campaigns/zif4-quickstart glass hold '30 ps' '40 ps'");
  command->callback([&chosen, options] { chosen = [options] { return extend(*options); }; });
}

}  // namespace vitriflow
