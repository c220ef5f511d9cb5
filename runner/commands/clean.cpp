// vitriflow clean: removes what nothing of a campaign needs any more, after showing it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/lease.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/find_campaign.hpp"
#include "runner/keeping/cleaning.hpp"
#include "runner/stored_plan.hpp"

namespace vitriflow {

namespace {

struct CleanOptions {
  std::string campaign;
  bool dry_run = false, yes = false, trajectories = false;
};

void show(const std::vector<Leftovers>& leftovers) {
  std::uint64_t all = 0;
  for (const Leftovers& kind : leftovers) {
    fmt::print("{:>9}  {} {}\n", size_text(kind.bytes), kind.paths.size(), kind.what);
    for (const std::string& path : kind.paths) fmt::print("             {}\n", path);
    all += kind.bytes;
  }
  fmt::print("{:>9}  in all\n", size_text(all));
}

bool confirmed() {
  if (::isatty(STDIN_FILENO) == 0) {
    throw Error("cleaning removes files for good. Look with --dry-run, then run again with --yes.",
                Failure::invalid_input);
  }
  fmt::print("Remove all of this? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  return std::getline(std::cin, answer) && (answer == "y" || answer == "yes");
}

int clean(const CleanOptions& options) {
  const std::string folder = find_campaign(options.campaign);
  // Held while it works, so that no run begins in between; a dry run only reads.
  std::unique_ptr<Lease> lease;
  if (!options.dry_run)
    lease = std::make_unique<Lease>(Lease::take(folder, posix_files(), system_clock(), this_machine()));
  const Workflow workflow = Campaign::open(folder, posix_files()).workflow(find_inputs_folder());
  Store store(folder, 0, "clean", posix_files(), system_clock());
  const Plan plan = plan_from_store(workflow.graph, store, read_journal(folder, posix_files()));
  if (options.dry_run && living_holder(folder, posix_files(), system_clock()))
    fmt::print("A run is at work here: what it uses now is shown, too, and cleaning waits for its end.\n");
  const auto leftovers = find_leftovers(folder, workflow.graph, plan, options.trajectories, posix_files());
  if (leftovers.empty()) {
    fmt::print("Nothing to clean: everything in '{}' is needed.\n", folder);
  } else {
    show(leftovers);
    if (options.dry_run) {
      fmt::print("Nothing was removed.\n");
    } else if (options.yes || confirmed()) {
      remove(leftovers, posix_files());
      fmt::print("Removed.\n");
    }
  }
  if (lease) lease->release();
  return 0;
}

}  // namespace

void add_clean(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<CleanOptions>();
  CLI::App* command = program.add_subcommand("clean", "Removes what nothing of a campaign needs any more.");
  command->add_option("campaign", options->campaign, "The campaign's folder; default: the only one under campaigns/");
  command->add_flag("-n,--dry-run", options->dry_run, "Only show what would go and how much it frees");
  command->add_flag("-y,--yes", options->yes, "Remove without asking");
  command->add_flag("--trajectories", options->trajectories,
                    "Also trajectories whose readers are all done; stages that are added later could not read them");
  command->footer("Example:\n  vitriflow clean campaigns/zif4-quickstart --dry-run");
  command->callback([&chosen, options] { chosen = [options] { return clean(*options); }; });
}

}  // namespace vitriflow
