// vitriflow hold, release, cancel, prioritise: what single tasks of a campaign are to do, while it runs or before.
#include <CLI/CLI.hpp>
#include <memory>
#include <set>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/edits.hpp"

namespace vitriflow {

namespace {

struct EditOptions {
  std::string folder;
  std::vector<std::string> names;
};

struct EditCommand {
  EditAction action;
  const char* name;
  const char* summary;
  const char* said;  // before the tasks
  const char* footer;
};

// A task's name stands for itself, a stage's for all its tasks; each task once, in the order of the graph.
std::vector<std::string> tasks_named(const Workflow& workflow, const std::vector<std::string>& names) {
  const std::set<std::string> wanted(names.begin(), names.end());
  std::set<std::string> known;
  std::vector<std::string> tasks;
  for (const Task& task : workflow.graph.tasks()) {
    known.insert({task.name, task.stage});
    if (wanted.contains(task.name) || wanted.contains(task.stage)) tasks.push_back(task.name);
  }
  std::string problems;
  for (const std::string& name : names) {
    if (known.contains(name)) continue;
    problems += fmt::format("{}there is no task or stage '{}' in campaign '{}'.{}", problems.empty() ? "" : "\n", name,
                            workflow.campaign, did_you_mean(name, {known.begin(), known.end()}));
  }
  if (!problems.empty()) throw Error(problems, Failure::invalid_input);
  return tasks;
}

int edit(const EditCommand& command, const EditOptions& options) {
  const Campaign campaign = Campaign::open(options.folder, posix_files());
  const auto tasks = tasks_named(campaign.workflow(find_inputs_folder()), options.names);
  std::vector<Edit> edits;
  for (const std::string& task : tasks) edits.push_back({command.action, task});
  write_edits(campaign.folder(), edits, posix_files(), system_clock());
  for (const std::string& task : tasks) fmt::print("{:<11}{}\n", command.said, task);
  return 0;
}

const EditCommand kHold{EditAction::hold, "hold", "Keeps tasks from starting until they are released.", "held",
                        "Tasks that run go on. What needs a held task waits for it."};
const EditCommand kRelease{EditAction::release, "release", "Lets tasks that were held or cancelled start again.",
                           "released", "A cancelled task goes on from the state that was kept."};
const EditCommand kCancel{EditAction::cancel, "cancel", "Ends tasks at their next leg, or keeps them from starting.",
                          "cancelled",
                          "The state of a task that ran is kept, and what needs it is blocked; 'release' undoes that."};
const EditCommand kPrioritise{EditAction::prioritise, "prioritise", "Lets tasks, and what they need, start first.",
                              "first", "The last that was prioritised comes first."};

void add_edit(const EditCommand& described, CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<EditOptions>();
  CLI::App* command = program.add_subcommand(described.name, described.summary);
  command->add_option("campaign", options->folder, "The campaign's folder")->required();
  command->add_option("tasks", options->names, "Tasks by name; a stage's name means all of its tasks")->required();
  command->footer(
      fmt::format("{}\nWorks while the campaign runs, within seconds, and while it does not.\n\n"
                  "Example:\n  vitriflow {} campaigns/zif4-quickstart 'glass[hold=10ps]'",
                  described.footer, described.name));
  if (described.action == EditAction::prioritise) command->alias("reprioritise");
  command->callback(
      [&chosen, &described, options] { chosen = [&described, options] { return edit(described, *options); }; });
}

}  // namespace

void add_edits(CLI::App& program, ChosenCommand& chosen) {
  for (const EditCommand* command : {&kHold, &kRelease, &kCancel, &kPrioritise}) add_edit(*command, program, chosen);
}

}  // namespace vitriflow
