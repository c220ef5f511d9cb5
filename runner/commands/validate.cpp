// vitriflow validate: everything that is wrong with a workflow, or that nothing is.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "hpc/base/error.hpp"
#include "runner/commands/commands.hpp"
#include "runner/language/workflow_summary.hpp"

namespace vitriflow {

void add_validate(CLI::App& program, ChosenCommand& chosen) {
  auto path = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("validate", "Checks a workflow and lists everything that is wrong with it.");
  command->add_option("workflow", *path, "The workflow's YAML file")->required();
  command->footer("Example:\n  vitriflow validate workflows/quickstart.yaml");
  command->callback([&chosen, path] {
    chosen = [path] {
      fmt::print("{}", workflow_summary(read_workflow(*path, find_inputs_folder()), *path));
      return 0;
    };
  });
}

}  // namespace vitriflow
