#include <CLI/CLI.hpp>

#include "runner/commands/commands.hpp"

namespace vitriflow {

void add_cache_options(CLI::App& command, bool& off, std::vector<std::string>& folders) {
  CLI::Option* none = command.add_flag("--no-cache", off, "Take no results from other campaigns");
  command
      .add_option("--cache", folders,
                  "A folder of campaigns, or a campaign, whose results may be taken, besides those that lie beside "
                  "this one; may be repeated")
      ->type_name("FOLDER")
      ->excludes(none);
}

}  // namespace vitriflow
