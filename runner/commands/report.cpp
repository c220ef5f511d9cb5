// vitriflow report: writes the report of a campaign as it stands.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/lease.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/report/report.hpp"
#include "runner/submission/queue_view.hpp"

namespace vitriflow {

namespace {

std::string jobs_of(const std::string& folder) {
  const bool held = living_holder(folder, posix_files(), system_clock()).has_value();
  Slurm slurm(system_commands());
  return jobs_sentence(look_at_queue(folder, posix_files(), slurm), held, system_clock().wall_s());
}

}  // namespace

void add_report(CLI::App& program, ChosenCommand& chosen) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("report", "Writes the report of a campaign as it stands, finished or not.");
  command->add_option("campaign", *folder, "The campaign's folder")->required();
  command->footer("Example:\n  vitriflow report campaigns/zif4-quickstart");
  command->callback([&chosen, folder] {
    chosen = [folder] {
      const Campaign campaign = Campaign::open(*folder, posix_files());
      const Workflow workflow = campaign.workflow(find_inputs_folder());
      fmt::print("{}\n", write_report(campaign, workflow, posix_files(), system_clock(),
                                      {0, std::nullopt, jobs_of(campaign.folder())}));
      return 0;
    };
  });
}

}  // namespace vitriflow
