// vitriflow cancel: ends single tasks of a campaign, or all jobs of its submission.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/units.hpp"
#include "runner/campaign.hpp"
#include "runner/commands/commands.hpp"
#include "runner/commands/edit_tasks.hpp"
#include "runner/submission/cancellation.hpp"

namespace vitriflow {

namespace {

struct CancelOptions {
  std::string folder;
  std::vector<std::string> tasks;
  bool jobs = false, no_wait = false;
  std::string wait = "2min";
};

const EditCommand kCancel{EditAction::cancel, "cancel",
                          "Ends tasks at their next leg, or keeps them from starting; or ends all jobs.", "cancelled",
                          "The state of a task that ran is kept, and what needs it is blocked; 'release' undoes that.\n"
                          "Works while the campaign runs, within seconds, and while it does not.\n\n"
                          "With --jobs the whole submission ends: jobs that wait leave the queue, then those that run\n"
                          "end at the next leg of their tasks, whose state is kept; 'vitriflow submit' goes on."};

double wait_of(const CancelOptions& options) {
  if (options.no_wait) return 0.0;
  if (const auto seconds = seconds_in(options.wait)) return *seconds;
  throw Error(fmt::format("'--wait {}' is no length of time. Write for example --wait 2min.", options.wait),
              Failure::invalid_input);
}

int cancel_jobs(const CancelOptions& options) {
  const double wait_s = wait_of(options);
  const Campaign campaign = Campaign::open(options.folder, posix_files());
  Slurm slurm(system_commands());
  Cancellation({campaign.folder(), wait_s, &slurm, &posix_files(), &system_clock(),
                [](const std::string& line) {
                  fmt::print("{}\n", line);
                  std::fflush(stdout);
                }})
      .carry_out();
  return 0;
}

int cancel(const CancelOptions& options) {
  if (options.jobs) return cancel_jobs(options);
  if (options.tasks.empty()) {
    throw Error("nothing to cancel was named. Name tasks or stages, or write --jobs to end all jobs of the campaign.",
                Failure::invalid_input);
  }
  return edit_tasks(kCancel, options.folder, options.tasks);
}

}  // namespace

void add_cancel(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<CancelOptions>();
  CLI::App* command = program.add_subcommand(kCancel.name, kCancel.summary);
  command->add_option("campaign", options->folder, "The campaign's folder")->required();
  CLI::Option* tasks =
      command->add_option("tasks", options->tasks, "Tasks by name; a stage's name means all of its tasks");
  CLI::Option* jobs = command->add_flag("--jobs", options->jobs, "All jobs of the newest submission instead");
  jobs->excludes(tasks);
  CLI::Option* wait = command->add_option("--wait", options->wait, "How long at most for jobs to end (default: 2min)");
  wait->needs(jobs);
  command->add_flag("--no-wait", options->no_wait, "Not for what runs to end")->needs(jobs)->excludes(wait);
  command->footer(
      fmt::format("{}\n\nExample:\n  vitriflow cancel campaigns/zif4-quickstart 'glass[hold=10ps]'\n"
                  "  vitriflow cancel campaigns/zif4-quickstart --jobs",
                  kCancel.footer));
  command->callback([&chosen, options] { chosen = [options] { return cancel(*options); }; });
}

}  // namespace vitriflow
