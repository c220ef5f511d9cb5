// vitriflow template: a workflow to start from, with everything that a kind takes explained in place.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "runner/commands/commands.hpp"
#include "runner/kind_template.hpp"

namespace vitriflow {
namespace {

struct TemplateOptions {
  std::string kind;
  bool stage = false;
};

int show_template(const TemplateOptions& options) {
  const KindRegistry& registry = KindRegistry::instance();
  const KindDescription* kind = registry.find(options.kind);
  if (kind == nullptr) {
    throw Error(fmt::format("unknown kind '{}'.{}", options.kind, did_you_mean(options.kind, registry.names())),
                Failure::invalid_input);
  }
  fmt::print("{}", options.stage ? stage_template(*kind) : workflow_template(*kind, registry));
  return 0;
}

}  // namespace

void add_template(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<TemplateOptions>();
  CLI::App* command =
      program.add_subcommand("template", "Writes a workflow to start from, in which a stage of a kind is explained.");
  command->add_option("kind", options->kind, "A kind, such as md.anneal")->required();
  command->add_flag("--stage", options->stage, "The stage alone, as it stands under 'stages:'");
  command->footer("Example:\n  vitriflow template md.anneal > glass.yaml");
  command->callback([&chosen, options] { chosen = [options] { return show_template(*options); }; });
}

}  // namespace vitriflow
