#include "runner/submission/submit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/base/units.hpp"
#include "hpc/cluster.hpp"
#include "hpc/job_script.hpp"
#include "hpc/slurm.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "runner/cache/cache_choice.hpp"
#include "runner/campaign.hpp"
#include "runner/confirmation.hpp"
#include "runner/execution/run_request.hpp"
#include "runner/forecast/outlook.hpp"
#include "runner/plan_record.hpp"
#include "runner/sharing.hpp"
#include "runner/submission/campaign_place.hpp"
#include "runner/submission/submission.hpp"
#include "runner/submission/submission_forecast.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

double walltime_for(const SubmitOptions& options, const Partition& partition) {
  if (options.walltime.empty()) {
    if (std::isfinite(partition.longest_s)) return partition.longest_s;
    throw Error(fmt::format("partition '{}' has no limit of its own: say how long an allocation may be with --time 8h.",
                            partition.name),
                Failure::invalid_input);
  }
  if (const auto seconds = seconds_in(options.walltime); seconds && *seconds > 0) return *seconds;
  throw Error(fmt::format("'--time {}' is no length of time. Write for example --time 8h.", options.walltime),
              Failure::invalid_input);
}

const Partition& partition_for(const SubmitOptions& options, const Cluster& cluster) {
  if (const Partition* found = cluster.find(options.partition)) return *found;
  std::vector<std::string> names;
  for (const auto& partition : cluster.partitions) names.push_back(partition.name);
  throw Error(fmt::format("cluster '{}' has no partition '{}'.{} It has: {}.", cluster.name, options.partition,
                          did_you_mean(options.partition, names), fmt::join(names, ", ")),
              Failure::invalid_input);
}

std::string new_id(double now_s) {
  const auto seconds = static_cast<std::time_t>(now_s);
  std::tm date{};
  ::localtime_r(&seconds, &date);
  char text[32];
  std::strftime(text, sizeof(text), "%Y%m%d-%H%M%S", &date);
  return fmt::format("{}-{:04x}", text,
                     (static_cast<unsigned>(now_s * 1e6) ^ static_cast<unsigned>(::getpid())) & 0xffffu);
}

Accelerator accelerator_for(const SubmitOptions& options, const Partition& partition) {
  Accelerator accelerator =
      parse_accelerator(options.accelerator.empty() ? partition.accelerator : options.accelerator);
  if (!accelerator.any()) return accelerator;
  if (partition.gpus_per_node < 1) {
    throw Error(fmt::format("the nodes of partition '{}' have no GPUs for accelerator '{}'. Take another partition, or "
                            "accelerator 'none'.",
                            partition.name, accelerator_name(accelerator)),
                Failure::invalid_input);
  }
  accelerator.gpus = partition.gpus_per_node;
  accelerator.gpu_ranks = partition.gpu_ranks;
  return accelerator;
}

int ranks_for(const SubmitOptions& options, const Partition& partition, const Accelerator& accelerator) {
  if (options.ranks > 0) return options.ranks;
  const int of_gpus = accelerator.gpus * accelerator.gpu_ranks;
  return options.nodes * (accelerator.any() ? std::min(of_gpus, partition.cores_per_node) : partition.cores_per_node);
}

class Submitter {
 public:
  explicit Submitter(const SubmitOptions& options)
      : options_(options),
        cluster_(read_cluster(options.cluster)),
        partition_(partition_for(options, cluster_)),
        slurm_(system_commands()),
        submission_(submission()),
        wanted_(read_request(run_options())),
        job_(job()),
        script_(job_script(job_, cluster_)) {
    submission_.memory_bytes = node_memory_bytes(job_, partition_);
  }

  int submit() {
    const std::string place = place_warning(wanted_.folder, cluster_);
    const SubmissionForecast expected = forecast_of_rest();
    describe(expected);
    if (!place.empty()) fmt::print("warning   {}\n", place);
    if (options_.dry_run) {
      fmt::print("\n{}", script_);
      return 0;
    }
    if (expected.tasks == 0) {
      fmt::print("Nothing was submitted.\n");
      return 0;
    }
    refuse_second();
    agree(expected);
    const bool changed = show_changes(wanted_, run_options());
    prepare_campaign(changed);
    for (int job = 0; job < submission_.at_once; ++job)
      tell(slurm_.submit(script_path(wanted_.folder, submission_.id), {}));
    fmt::print("watch     vitriflow watch {}\n", shell_word(wanted_.folder));
    return 0;
  }

 private:
  Submission submission() const {
    Submission wanted;
    wanted.created_s = system_clock().wall_s();
    wanted.id = new_id(wanted.created_s);
    wanted.cluster = cluster_.name;
    wanted.partition = partition_.name;
    wanted.launcher = cluster_.launcher;
    wanted.continuation = cluster_.continuation;
    wanted.requeue_exit = cluster_.requeue_exit;
    wanted.nodes = options_.nodes;
    const Accelerator accelerator = accelerator_for(options_, partition_);
    wanted.accelerator = to_text(accelerator);
    wanted.ranks = ranks_for(options_, partition_, accelerator);
    wanted.walltime_s = walltime_for(options_, partition_);
    wanted.warning_s = cluster_.warning_s;
    wanted.memory_bytes = partition_.memory_bytes;  // at most
    wanted.allocations = options_.allocations;
    wanted.at_once = std::min(options_.at_once, options_.allocations);
    wanted.mean_time_to_failure = options_.mean_time_to_failure;
    wanted.core_hours = options_.core_hours;
    wanted.disk = options_.disk;
    wanted.notify = options_.notify;
    return wanted;
  }
  RunOptions run_options() const {
    RunOptions run;
    run.target = options_.target;
    run.into = options_.into;
    run.ranks = submission_.ranks;
    run.nodes = submission_.nodes;
    run.memory = fmt::format("{:.0f} B", submission_.nodes * submission_.memory_bytes);
    run.mean_time_to_failure = options_.mean_time_to_failure;
    run.accelerator = submission_.accelerator;
    run.core_hours = options_.core_hours;
    run.disk = options_.disk;
    run.yes = options_.yes;
    return run;
  }
  JobRequest job() const {
    JobRequest job;
    job.campaign = wanted_.workflow.campaign;
    job.folder = wanted_.folder;
    job.program = fs::read_symlink("/proc/self/exe").string();
    job.submission = submission_.id;
    job.partition = partition_.name;
    job.account = options_.account;
    job.qos = options_.qos;
    job.nodes = submission_.nodes;
    job.ranks = submission_.ranks;
    if (wanted_.accelerator.any()) job.gpus_per_node = wanted_.accelerator.gpus;
    job.walltime_s = submission_.walltime_s;
    job.directives = options_.directives;
    const double largest = largest_task_bytes();
    if (largest > node_memory_bytes(job, partition_)) job.memory_bytes = std::min(largest, partition_.memory_bytes);
    return job;
  }
  double largest_task_bytes() const {
    double largest = 0.0;
    for (const Task& task : wanted_.workflow.graph.tasks()) largest = std::max(largest, task.memory_bytes);
    return largest;
  }

  SubmissionForecast forecast_of_rest() const {
    const TaskGraph& graph = wanted_.workflow.graph;
    const TaskCosts costs = task_costs(graph, wanted_.inputs, fs::path(wanted_.workflow.path).parent_path().string());
    MeasurementFile measured(cache_folder(), this_machine_and_program(), posix_files());
    measured.add(measured_in(wanted_.folder, wanted_.workflow, costs, posix_files()));
    const Outlook outlook =
        outlook_on(graph, wanted_.folder, campaigns_of(wanted_.cache, wanted_.folder), posix_files());
    return submission_forecast(forecast(graph, outlook.plan, costs, measured.all(), submission_.ranks), job_, cluster_,
                               submission_.allocations);
  }

  void describe(const SubmissionForecast& expected) const {
    fmt::print("campaign  {}: {} tasks, {} left to do\nfolder    {}\n", wanted_.workflow.campaign,
               wanted_.workflow.graph.size(), expected.tasks, wanted_.folder);
    fmt::print("cluster   {}{}: partition {}, {} node{}, {} working ranks, {} for each allocation\n", cluster_.name,
               cluster_.tested ? "" : " (nobody has tested this description)", partition_.name, submission_.nodes,
               submission_.nodes == 1 ? "" : "s", submission_.ranks, duration_text(submission_.walltime_s));
    fmt::print("{}", forecast_lines(expected, job_, submission_.allocations, system_clock().wall_s()));
    std::fflush(stdout);
  }

  // Two chains of jobs would only take the campaign from each other.
  void refuse_second() {
    const auto earlier = read_submissions(wanted_.folder, posix_files());
    known_submissions_ = earlier.size();
    if (earlier.empty()) return;
    for (const SlurmJob& there : slurm_.jobs()) {
      for (const Submission& one : earlier) {
        if (there.comment != comment_of(one.id) || !(there.waits() || there.runs())) continue;
        throw Error(
            fmt::format("campaign '{}' is submitted already: job {} is {}. Watch it with 'vitriflow status {}', "
                        "or cancel it first: vitriflow cancel {} --jobs",
                        wanted_.workflow.campaign, there.id, there.state, shell_word(wanted_.folder),
                        shell_word(wanted_.folder)),
            Failure::held);
      }
    }
  }

  void agree(const SubmissionForecast& expected) const {
    const double hours = core_hours_at_stake(expected);
    if (options_.yes || hours <= cluster_.confirm_core_hours) return;
    const std::string what = fmt::format("This may use {:.3g} core hours; cluster '{}' asks from {:.3g} on.", hours,
                                         cluster_.name, cluster_.confirm_core_hours);
    if (!can_ask()) throw Error(what + " Submit again with --yes.", Failure::invalid_input);
    if (!is_confirmed(what + " Submit?")) throw Error("nothing was submitted.", Failure::stopped);
  }

  // Somebody may have done the same meanwhile, whose job SLURM does not know yet.
  void refuse_simultaneous() const {
    const auto now = read_submissions(wanted_.folder, posix_files());
    if (now.size() == known_submissions_) return;
    throw Error(
        fmt::format("campaign '{}' was submitted by somebody else a moment ago ({}). See 'vitriflow status {}'.",
                    wanted_.workflow.campaign, now.back().id, shell_word(wanted_.folder)),
        Failure::held);
  }

  // What is submitted is what runs, whatever becomes of the file meanwhile.
  void prepare_campaign(bool changed) const {
    if (options_.shared) make_for_group();
    posix_files().make_directories(wanted_.folder + "/logs");
    const std::string unstriped = stripe_new_campaign(wanted_.folder, cluster_, system_commands(), posix_files());
    if (!unstriped.empty()) fmt::print("warning   stripes of large files are not set: {}\n", unstriped);
    Lease lease = Lease::take(wanted_.folder, posix_files(), system_clock(), this_machine());
    refuse_simultaneous();
    const AsideFolder aside(wanted_.folder, lease.epoch(), "submit", posix_files());
    const Campaign campaign = Campaign::create_or_continue(wanted_.folder, wanted_.workflow, posix_files(), &aside);
    if (changed) {
      JournalWriter journal(wanted_.folder, lease.epoch(), "submit", posix_files(), system_clock());
      journal.append("generation", {{"number", std::to_string(campaign.newest().number)}});
      journal.sync();
    }
    keep_plan_record(wanted_.folder, lease.epoch(),
                     make_plan_record(wanted_.workflow, campaign.newest(), wanted_.inputs), posix_files());
    write_submission(wanted_.folder, submission_, script_, posix_files());
    lease.release();
    if (options_.shared) share(wanted_.folder);
  }

  void tell(const std::string& id) const {
    fmt::print("submitted job {}\nlog       {}/logs/slurm-{}.log\n", id, wanted_.folder, id);
    std::fflush(stdout);
  }

  const SubmitOptions& options_;
  Cluster cluster_;
  const Partition& partition_;
  Slurm slurm_;
  Submission submission_;
  RunRequest wanted_;
  JobRequest job_;
  std::string script_;
  std::size_t known_submissions_ = 0;
};

}  // namespace

int submit_campaign(const SubmitOptions& options) { return Submitter(options).submit(); }

}  // namespace vitriflow
