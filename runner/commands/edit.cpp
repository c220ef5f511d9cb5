// vitriflow hold, release, prioritise: what single tasks of a campaign are to do, while it runs or before.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "runner/commands/commands.hpp"
#include "runner/commands/edit_tasks.hpp"

namespace vitriflow {

namespace {

struct EditOptions {
  std::string folder;
  std::vector<std::string> names;
};

const EditCommand kHold{EditAction::hold, "hold", "Keeps tasks from starting until they are released.", "held",
                        "Tasks that run go on. What needs a held task waits for it."};
const EditCommand kRelease{EditAction::release, "release", "Lets tasks that were held or cancelled start again.",
                           "released", "A cancelled task goes on from the state that was kept."};
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
  command->callback([&chosen, &described, options] {
    chosen = [&described, options] { return edit_tasks(described, options->folder, options->names); };
  });
}

}  // namespace

void add_edits(CLI::App& program, ChosenCommand& chosen) {
  for (const EditCommand* command : {&kHold, &kRelease, &kPrioritise}) add_edit(*command, program, chosen);
}

}  // namespace vitriflow
