// vitriflow run: runs a workflow, or continues a campaign.
#include <CLI/CLI.hpp>
#include <memory>

#include "runner/commands/commands.hpp"
#include "runner/execution/run_campaign.hpp"

namespace vitriflow {

void add_run(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = program.add_subcommand("run", "Runs a workflow, or continues a campaign where it stopped.");
  command->add_option("workflow", options->target, "A workflow's YAML file, or a campaign's folder")->required();
  command->add_option("--into", options->into, "The campaign's folder (default: campaigns/<campaign> in this folder)");
  command->add_option("-n,--ranks", options->ranks, "Working MPI ranks (default: one for each physical core)")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--memory", options->memory,
                      "Memory for all tasks that run together, such as 16GB (default: all that the machine has)");
  command->add_option("--mtbf", options->mean_time_to_failure,
                      "How long the machine runs between failures on average, such as 12h (default: 24h); tasks keep "
                      "their state as often as is best for that. 0s: at the end of every leg");
  command->add_option("--accelerator", options->accelerator,
                      "How LAMMPS uses GPUs: kokkos or gpu, with the GPUs of a node and ranks a GPU: kokkos:4:1 "
                      "(default: none)");
  add_end_options(*command, options->core_hours, options->disk, options->notify, options->shared);
  command->add_flag("-y,--yes", options->yes, "Abandon work that a changed workflow has no use for, without asking");
  command->add_option("--submission", options->submission, "")->group("");  // for the scripts of `vitriflow submit`
  add_cache_options(*command, options->no_cache, options->cache);
  command->footer(
      "Example:\n"
      "  vitriflow run workflows/quickstart.yaml -n 4\n"
      "  vitriflow run campaigns/zif4-quickstart      continues it\n\n"
      "Ctrl-C ends running tasks at their next leg and keeps their state; a second one kills them.\n"
      "A task that another campaign of the cache has finished is not computed again: its result is taken over.\n"
      "VITRIFLOW_MPIRUN: the MPI launcher and its options (default: mpirun).\n"
      "VITRIFLOW_CACHE: folders of campaigns to take results from, between colons; off: from none.");
  command->callback([&chosen, options] { chosen = [options] { return run_campaign(*options); }; });
}

}  // namespace vitriflow
