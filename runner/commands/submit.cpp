// vitriflow submit: takes a campaign through as many allocations of a cluster as it needs.
#include "runner/submission/submit.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "runner/commands/commands.hpp"

namespace vitriflow {

void add_submit(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = program.add_subcommand(
      "submit", "Hands a campaign to SLURM: one job after the other until it is done, with nobody watching.");
  command->add_option("workflow", options->target, "A workflow's YAML file, or a campaign's folder")->required();
  command->add_option("--cluster", options->cluster, "A known cluster's name, or the YAML file that describes one")
      ->required();
  command->add_option("--partition", options->partition, "Of the cluster (default: its first one)");
  command->add_option("--nodes", options->nodes, "Of each allocation (default: 1)")->check(CLI::Range(1, 100000));
  command->add_option("-n,--ranks", options->ranks, "Working MPI ranks (default: all cores of the nodes)")
      ->check(CLI::Range(1, 1000000));
  command->add_option("--time", options->walltime,
                      "Of one allocation, such as 8h (default: the longest that the partition gives)");
  command->add_option("--allocations", options->allocations, "How many may follow each other (default: 10)")
      ->check(CLI::Range(1, 10000));
  command
      ->add_option("--at-once", options->at_once,
                   "How many jobs may work on it at the same time: one plans, the others lend their ranks (default: 1)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--account", options->account, "Whose time is used");
  command->add_option("--qos", options->qos, "Quality of service");
  command->add_option("--sbatch", options->directives, "A further option of sbatch, such as --sbatch=--reservation=x");
  command->add_option("--into", options->into, "The campaign's folder (default: campaigns/<campaign> in this folder)");
  command->add_option("--mtbf", options->mean_time_to_failure, "As of vitriflow run");
  command->add_option("--accelerator", options->accelerator,
                      "How LAMMPS uses the nodes' GPUs: kokkos, gpu or none (default: as the partition says)");
  add_end_options(*command, options->core_hours, options->disk, options->notify, options->shared);
  command->add_flag("--dry-run", options->dry_run, "Shows the script and what it would use, and does nothing");
  command->add_flag("-y,--yes", options->yes, "Without asking");
  command->footer(
      "An allocation that nears its end keeps the state of what runs; the next one, which waits in the queue\n"
      "meanwhile, goes on. It ends when the campaign is done, when nothing can proceed, or when the allocations are\n"
      "used up.\n\n"
      "Example:\n"
      "  vitriflow submit workflows/quickstart.yaml --cluster lumi-c --nodes 2 --time 8h --dry-run\n"
      "  vitriflow status campaigns/zif4-quickstart");
  command->callback([&chosen, options] { chosen = [options] { return submit_campaign(*options); }; });
}

}  // namespace vitriflow
