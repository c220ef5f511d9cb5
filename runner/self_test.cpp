#include "runner/self_test.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/job_script.hpp"
#include "hpc/signals.hpp"
#include "runner/self_test_folder.hpp"

namespace vitriflow {

namespace {

constexpr double kWarning_s = 30, kWalltime_s = 180;
constexpr double kStep_s = 90, kSignal_s = 15;  // how long each may take
constexpr double kLongestMeasuredGrace_s = 60;  // a longer KillWait is believed
constexpr double kLook_s = 0.2, kAsk_s = 1.0;

class SelfTest {
 public:
  SelfTest(const SelfTestOptions& options, const Cluster& cluster, Slurm& slurm)
      : options_(options), cluster_(cluster), slurm_(&slurm), folder_(options.folder) {
    cluster_.warning_s = kWarning_s;
  }
  ~SelfTest() { remove_job(); }
  SelfTest(const SelfTest&) = delete;
  SelfTest& operator=(const SelfTest&) = delete;

  SelfTestFound run() {
    const JobRequest request = this->request();
    write_atomically(posix_files(), folder_.path() + "/job.sh", job_script(request, cluster_));
    found_.asked_nodes = request.nodes;
    found_.asked_ranks = request.ranks;
    found_.kill_wait_s = options_.kill_wait_s;
    found_.job = slurm_->submit(folder_.path() + "/job.sh", {});
    fmt::print("self-test  job {} on {} node{}, {} ranks\n", found_.job, request.nodes, request.nodes == 1 ? "" : "s",
               request.ranks);
    std::fflush(stdout);
    wait_in_queue();
    watch_step();
    if (found_.step_good) measure_signals();
    return found_;
  }

 private:
  JobRequest request() const {
    const Partition* partition = cluster_.find(options_.partition);
    JobRequest request;
    request.campaign = "doctor";
    request.folder = folder_.path();
    request.program = options_.program;
    request.submission = folder_.name();
    request.partition = options_.partition;
    request.account = options_.account;
    request.qos = options_.qos;
    request.nodes =
        options_.nodes > 0 || partition == nullptr ? std::max(1, options_.nodes) : std::min(2, partition->nodes);
    request.ranks = partition == nullptr ? 1 : request.nodes * partition->cores_per_node;
    request.walltime_s = kWalltime_s;
    request.command = {"doctor",
                       "--probe",
                       "job",
                       "--folder",
                       folder_.path(),
                       "--launcher",
                       cluster_.launcher,
                       "--ranks",
                       std::to_string(request.ranks),
                       "--nodes",
                       std::to_string(request.nodes)};
    return request;
  }

  void wait_in_queue() {
    const double submitted_s = system_clock().monotonic_s();
    for (std::string told;;) {
      const auto job = ask();
      found_.queued_s = system_clock().monotonic_s() - submitted_s;
      if (job && job->runs()) {
        found_.nodes = job->nodes;
        return;
      }
      if (job && !job->waits()) throw Error(fmt::format("job {} ended at once: {}.{}", job->id, job->state, log()));
      if (job && job->reason != told) fmt::print("self-test  it waits: {}\n", told = job->reason);
      std::fflush(stdout);
      if (found_.queued_s > options_.queue_patience_s) {
        throw Error(fmt::format("job {} did not begin within {}. Try again when the queue is shorter.", found_.job,
                                duration_text(options_.queue_patience_s)),
                    Failure::environment);
      }
      rest(kAsk_s);
    }
  }

  void watch_step() {
    const auto ready = wait_for_file("ready", kStep_s);
    found_.step_good = ready && posix_files().exists(folder_.path() + "/good");
    const std::string path = folder_.path() + "/step";
    found_.step = posix_files().exists(path) ? posix_files().read(path) : "it printed nothing." + log();
  }

  // The same signals that a job gets at the end of its time, sent a few minutes earlier.
  void measure_signals() {
    slurm_->warn(found_.job);
    found_.signal_s = wait_for_file("signal", kSignal_s);
    if (options_.kill_wait_s > kLongestMeasuredGrace_s) return;
    slurm_->cancel(found_.job);
    if (!wait_until_over(options_.kill_wait_s + kSignal_s) || !posix_files().exists(folder_.path() + "/grace")) return;
    const std::string text = posix_files().read(folder_.path() + "/grace");
    double seconds = 0.0;
    if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec == std::errc()) found_.grace_s = seconds;
  }

  // How long it took; none: it did not come in time, or the job has ended.
  std::optional<double> wait_for_file(const std::string& name, double patience_s) {
    const double begin_s = system_clock().monotonic_s();
    double asked_s = begin_s;
    for (bool over = false;;) {
      const double now_s = system_clock().monotonic_s();
      if (folder_.shows(name)) return now_s - begin_s;
      if (over || now_s - begin_s > patience_s) return std::nullopt;
      if (now_s - asked_s > kAsk_s) {
        const auto job = ask();
        over = job && !job->runs();
        asked_s = now_s;
      }
      rest(kLook_s);
    }
  }

  bool wait_until_over(double patience_s) {
    const double end_s = system_clock().monotonic_s() + patience_s;
    while (system_clock().monotonic_s() < end_s) {
      const auto job = ask();
      if (!job || (!job->waits() && !job->runs())) return true;
      system_clock().sleep_s(kLook_s);
    }
    return false;
  }

  // None where the batch system does not answer: it may do so the next time.
  std::optional<SlurmJob> ask() {
    try {
      return slurm_->job(found_.job);
    } catch (const SlurmAway&) {
      return std::nullopt;
    }
  }

  static void rest(double seconds) {
    if (stop_signals_seen() > 0) throw Error("stopped; the job was cancelled.", Failure::stopped);
    system_clock().sleep_s(seconds);
  }

  std::string log() const {
    const std::string path = fmt::format("{}/logs/slurm-{}.log", folder_.path(), found_.job);
    const std::string text = posix_files().exists(path) ? posix_files().read(path) : "";
    return text.empty() ? "" : fmt::format(" Its log: {}", text);
  }

  // The folder goes after the job's last process, which would write into it again.
  void remove_job() noexcept {
    try {
      if (found_.job.empty()) return;
      slurm_->cancel(found_.job);
      wait_until_over(options_.kill_wait_s + kSignal_s);
    } catch (const std::exception& problem) {
      fmt::print(stderr, "job {} may still be there: {} To end it: scancel {}\n", found_.job, problem.what(),
                 found_.job);
    }
  }

  const SelfTestOptions& options_;
  Cluster cluster_;
  Slurm* slurm_;
  SelfTestFolder folder_;
  SelfTestFound found_;
};

}  // namespace

SelfTestFound run_self_test(const SelfTestOptions& options, const Cluster& cluster, Slurm& slurm) {
  static StopToken stop;
  count_stop_signals({SIGINT, SIGTERM, SIGHUP}, stop);
  return SelfTest(options, cluster, slurm).run();
}

}  // namespace vitriflow
