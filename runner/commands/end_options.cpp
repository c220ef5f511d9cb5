#include <CLI/CLI.hpp>

#include "runner/commands/commands.hpp"

namespace vitriflow {

void add_end_options(CLI::App& command, std::string& core_hours, std::string& disk, std::string& notify, bool& shared) {
  command.add_option("--core-hours", core_hours,
                     "Stop once all runs of the campaign have had so many, counted as working ranks times time");
  command.add_option("--disk", disk, "Stop once the campaign's folder has this size, such as 200GB");
  command.add_option("--notify", notify,
                     "A command for the shell once the campaign has ended, with VITRIFLOW_CAMPAIGN, VITRIFLOW_OUTCOME "
                     "and VITRIFLOW_REPORT in its environment");
  command.add_flag("--shared", shared,
                   "The campaign belongs to its folder's group, in this and all later runs (default: your umask)");
}

}  // namespace vitriflow
