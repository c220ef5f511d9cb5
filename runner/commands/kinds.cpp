// vitriflow kinds: what stages can do, from the declarations of the kinds.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "runner/commands/commands.hpp"
#include "runner/kind_reference.hpp"

namespace vitriflow {
namespace {

struct KindsOptions {
  std::string kind;
  bool markdown = false;
};

std::vector<const KindDescription*> chosen_kinds(const std::string& name) {
  const KindRegistry& registry = KindRegistry::instance();
  std::vector<const KindDescription*> kinds;
  if (name.empty()) {
    for (const std::string& known : registry.names()) kinds.push_back(registry.find(known));
    return kinds;
  }
  const KindDescription* kind = registry.find(name);
  if (kind == nullptr) {
    throw Error(fmt::format("unknown kind '{}'.{}", name, did_you_mean(name, registry.names())),
                Failure::invalid_input);
  }
  return {kind};
}

int show_kinds(const KindsOptions& options) {
  const auto kinds = chosen_kinds(options.kind);
  if (options.markdown)
    fmt::print("{}", kind_reference(kinds));
  else if (options.kind.empty())
    fmt::print("{}", kind_list(kinds));
  else
    fmt::print("{}", kind_page(*kinds.front()));
  return 0;
}

}  // namespace

void add_kinds(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<KindsOptions>();
  CLI::App* command = program.add_subcommand("kinds", "Lists what stages can do, or documents one kind in full.");
  command->add_option("kind", options->kind, "A kind, such as md.anneal");
  command->add_flag("--markdown", options->markdown, "As a page of Markdown");
  command->footer("Example:\n  vitriflow kinds md.anneal");
  command->callback([&chosen, options] { chosen = [options] { return show_kinds(*options); }; });
}

}  // namespace vitriflow
