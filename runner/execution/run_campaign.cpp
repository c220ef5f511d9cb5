#include "runner/execution/run_campaign.hpp"

#include <csignal>
#include <filesystem>
#include <optional>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/signals.hpp"
#include "hpc/slurm.hpp"
#include "runner/execution/launch.hpp"
#include "runner/execution/member_run.hpp"
#include "runner/execution/patience.hpp"
#include "runner/execution/supervisor.hpp"
#include "runner/notification.hpp"
#include "runner/sharing.hpp"

namespace vitriflow {

namespace {

// A runner in a job of a batch system: it plans the campaign, or works for the job that does.
class JobRun {
 public:
  JobRun(RunOptions options, std::string folder, Allocation& allocation)
      : options_(std::move(options)), folder_(std::move(folder)), allocation_(&allocation) {
    heed_sharing(folder_);
    options_.ranks = allocation.ranks();
    options_.nodes = allocation.nodes();
    options_.mean_time_to_failure = allocation.submission().mean_time_to_failure;
    options_.accelerator = allocation.submission().accelerator;
    options_.core_hours = allocation.submission().core_hours;
    options_.disk = allocation.submission().disk;
    if (options_.memory.empty() && allocation.memory_bytes() > 0)
      options_.memory = fmt::format("{:.0f} B", allocation.memory_bytes());
  }

  // The job's exit code: what follows the work is settled when the lease is free again.
  int run() {
    try {
      const int code = allocation_->submission().at_once > 1 ? work_together() : supervise(options_, allocation_);
      const int exit_code = allocation_->end(code, last_stop_signal());
      tell_of_end(allocation_->submission().notify, folder_, allocation_->campaign_end());
      return exit_code;
    } catch (const Error& problem) {
      if (problem.failure() == Failure::held) allocation_->worked(WorkEnd::replaced);
      allocation_->end(problem.exit_code(), last_stop_signal());
      throw;
    }
  }

 private:
  // Whoever is the first plans; when that one's time is up, one of the others does.
  int work_together() {
    for (;;) {
      if (const auto code = lend_ranks()) return *code;
      try {
        allocation_->plan();
        return supervise(options_, allocation_);
      } catch (const Error& problem) {
        if (problem.failure() != Failure::held || stop_signals_seen() > 0) throw;
      }
    }
  }

  // None: nobody plans any more.
  std::optional<int> lend_ranks() {
    const RunRequest wanted = read_request(options_);
    switch (MemberRun(*allocation_, launch_of(wanted, options_.target, allocation_)).run()) {
      case MemberEnd::nobody_plans:
        return std::nullopt;
      case MemberEnd::not_needed:
        allocation_->worked(WorkEnd::not_needed);
        return 0;
      case MemberEnd::stopped:
        allocation_->worked(WorkEnd::stopped);
        return static_cast<int>(Failure::stopped);
      case MemberEnd::in_vain:
        break;
    }
    throw Error("the pool of this job died again and again. See the logs of its members.", Failure::failed);
  }

  RunOptions options_;
  std::string folder_;
  Allocation* allocation_;
};

// A second request would end the processes before they have kept their state.
void stop_once() {
  if (stop_signals_seen() == 0) std::raise(SIGINT);
}

int run_as_job(const RunOptions& options) {
  const std::string folder = std::filesystem::canonical(options.target).string();
  Slurm slurm(system_commands());
  Allocation allocation({folder, read_submission(folder, options.submission, posix_files()),
                         JobFacts::from_environment(), &slurm, &posix_files(), &system_clock(),
                         [](const std::string& line) { fmt::print("{}\n", line); }, stop_once});
  if (const auto why = allocation.begin()) {
    fmt::print("Nothing was done: {}.\n", *why);
    tell_of_end(allocation.submission().notify, folder, allocation.campaign_end());
    return 0;
  }
  return JobRun(options, folder, allocation).run();
}

}  // namespace

int run_campaign(const RunOptions& options) {
  parse_patience(patience_text());  // whatever is wrong with it is said before anything starts
  if (options.submission.empty()) return supervise(options, nullptr);
  count_requests_to_stop();
  return run_as_job(options);
}

}  // namespace vitriflow
