// vitriflow schema: a JSON Schema of workflow files, for editors.
#include <CLI/CLI.hpp>

#include "hpc/base/error.hpp"
#include "runner/commands/commands.hpp"
#include "runner/language/workflow.hpp"
#include "runner/schema/workflow_schema.hpp"

namespace vitriflow {
namespace {

int show_schema() {
  const KindRegistry& registry = KindRegistry::instance();
  std::vector<const KindDescription*> kinds;
  for (const std::string& name : registry.names()) kinds.push_back(registry.find(name));
  fmt::print("{}", workflow_schema(kinds, find_inputs_folder()));
  return 0;
}

}  // namespace

void add_schema(CLI::App& program, ChosenCommand& chosen) {
  CLI::App* command = program.add_subcommand(
      "schema", "Writes a JSON Schema of workflow files, with which editors complete and check.");
  command->footer(
      "Example:\n"
      "  vitriflow schema > vitriflow.schema.json\n\n"
      "An editor with a YAML language server takes it from a first line\n"
      "  # yaml-language-server: $schema=vitriflow.schema.json");
  command->callback([&chosen] { chosen = show_schema; });
}

}  // namespace vitriflow
