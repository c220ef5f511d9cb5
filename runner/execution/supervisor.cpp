#include "runner/execution/supervisor.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include "hpc/base/clock.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/node_folder.hpp"
#include "hpc/signals.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/lease_keeper.hpp"
#include "hpc/store/store.hpp"
#include "runner/cache/takeover.hpp"
#include "runner/campaign.hpp"
#include "runner/campaign_state.hpp"
#include "runner/edits.hpp"
#include "runner/execution/blame.hpp"
#include "runner/execution/death.hpp"
#include "runner/execution/launch.hpp"
#include "runner/execution/leftovers.hpp"
#include "runner/execution/limits.hpp"
#include "runner/execution/patience.hpp"
#include "runner/execution/pool_watch.hpp"
#include "runner/execution/summary.hpp"
#include "runner/execution/task_runner.hpp"
#include "runner/notification.hpp"
#include "runner/plan_record.hpp"
#include "runner/report/report.hpp"
#include "runner/sharing.hpp"
#include "runner/stored_plan.hpp"
#include "runner/submission/allocation.hpp"

namespace vitriflow {

namespace {

constexpr double kLongestWait_s = 100.0;  // for a lease: longer than one whose holder is gone lasts
constexpr double kWaitStep_s = 1.0;
constexpr int kUnexplainedDeaths = 5;
constexpr const char* kStopWords = "Stopping: running tasks end at their next leg, their state is kept.";
constexpr int kDeathsInVain = 200;  // each with its culprit, and nothing else gets on: it is the machine

std::string last_lines(const std::string& path, std::size_t count) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (lines.size() == count) lines.erase(lines.begin());
    lines.push_back(line);
  }
  std::string text;
  for (const auto& line : lines) text += "  " + line + "\n";
  return text;
}

std::map<std::string, std::string> taken_values(const RunOptions& options) {
  std::map<std::string, std::string> values{{"host", this_machine().host()}, {"pid", std::to_string(::getpid())}};
  if (!options.core_hours.empty()) values["core_hours"] = options.core_hours;
  if (!options.disk.empty()) values["disk"] = options.disk;
  return values;
}

class Supervisor {
 public:
  // `allocation`: of the batch system's job that this is; may be null.
  Supervisor(const RunOptions& options, RunRequest wanted, bool changed, Allocation* allocation)
      : options_(options),
        wanted_(std::move(wanted)),
        allocation_(allocation),
        lease_(take_lease()),
        aside_(wanted_.folder, lease_.epoch(), "supervisor", posix_files()),
        campaign_(Campaign::create_or_continue(wanted_.folder, wanted_.workflow, posix_files(), &aside_)),
        journal_(wanted_.folder, lease_.epoch(), "supervisor", posix_files(), system_clock()),
        display_(stdout, ::isatty(STDOUT_FILENO) != 0, system_clock()),
        limits_({wanted_.limits, wanted_.folder, &posix_files(), &system_clock(), lease_.epoch(),
                 allocation == nullptr ? wanted_.ranks : 0, allocation == nullptr ? "" : allocation->record().name}) {
    if (options.shared) share(wanted_.folder);
    log_path_ = wanted_.folder + "/logs/pool.log";
    posix_files().make_directories(wanted_.folder + "/logs");
    forget_abort_notes(wanted_.folder, posix_files());
    journal_.append("taken", taken_values(options));
    if (changed) journal_.append("generation", {{"number", std::to_string(campaign_.newest().number)}});
    journal_.sync();
    keep_plan_record(wanted_.folder, lease_.epoch(),
                     make_plan_record(wanted_.workflow, campaign_.newest(), wanted_.inputs), posix_files());
    changed_ = changed;
  }

  int run();
  std::optional<CampaignEnd> campaign_end() const;
  WorkEnd work_end() const noexcept { return work_end_; }

 private:
  Lease take_lease() const;
  Plan plan() const {
    Store store(wanted_.folder, lease_.epoch(), "supervisor", posix_files(), system_clock());
    Plan plan = plan_from_store(wanted_.workflow.graph, store, read_journal(wanted_.folder, posix_files()));
    apply_edits(EditReader(wanted_.folder, posix_files()).read_new(), wanted_.workflow.graph, plan);
    return plan;
  }
  // Of what other campaigns have finished; journaled, and said by `introduce`.
  void take_over_results();
  void introduce(const Plan& plan) const;
  void remove_leftovers(const Plan& plan) const;
  PoolEnd run_pools();
  PoolEnd run_one_pool(int start);
  int stop_requests();
  bool is_stopping() const { return stop_signals_seen() > 0 || limit_; }
  bool keep_lease();
  void give_up_in_vain(const std::string& status) const;
  bool has_grown() const;  // somebody added a generation since this run began
  void take_new_generation();
  int conclude(const PoolEnd& end);
  int conclude_at_limit() const;
  int conclude_allocation(const CampaignState& state) const;
  void print_failures(const CampaignState& state) const;
  ReportOccasion occasion() const;
  std::string report();

  RunOptions options_;
  RunRequest wanted_;
  Allocation* allocation_;
  Lease lease_;
  AsideFolder aside_;
  Campaign campaign_;
  JournalWriter journal_;
  StatusDisplay display_;
  LimitWatch limits_;
  std::optional<std::string> limit_;  // which one is reached
  int report_code_ = 0;               // of the program when all but the report went well
  WorkEnd work_end_ = WorkEnd::broken;
  std::string log_path_;
  bool changed_ = false;
  std::map<std::string, std::size_t> taken_over_;  // by campaign
  double begin_s_ = system_clock().monotonic_s();
};

// A job begins when the one before it has ended, as far as SLURM knows. Where that one's processes go on, unheard by
// SLURM, they are fenced off: nobody could wait for them in time.
Lease Supervisor::take_lease() const {
  posix_files().make_directories(wanted_.folder);
  const bool alone = allocation_ != nullptr && allocation_->submission().at_once == 1;
  const double give_up_s = system_clock().monotonic_s() + (alone ? kLongestWait_s : 0.0);
  const auto has_ended = [this](const LeaseHolder& holder) {
    return allocation_ != nullptr && allocation_->has_ended(holder.job);
  };
  for (bool said = false;;) {
    try {
      return Lease::take(wanted_.folder, posix_files(), system_clock(), this_machine(), has_ended);
    } catch (const Error& problem) {
      const bool waits = problem.failure() == Failure::held && stop_signals_seen() == 0;
      if (!waits || system_clock().monotonic_s() > give_up_s) throw;
      if (!std::exchange(said, true)) fmt::print("waiting   {}\n", problem.what());
      std::fflush(stdout);
      if (allocation_ != nullptr) allocation_->look();
      system_clock().sleep_s(kWaitStep_s);
    }
  }
}

void Supervisor::take_over_results() {
  const auto campaigns = campaigns_of(wanted_.cache, wanted_.folder);
  if (campaigns.empty()) return;
  const TaskGraph& graph = wanted_.workflow.graph;
  const FoundResults found = find_results(graph, plan(), campaigns, posix_files());
  if (found.count() == 0) return;
  const LeaseKeeper keeper(lease_);  // trajectories may be large
  Store store(wanted_.folder, lease_.epoch(), "supervisor", posix_files(), system_clock());
  taken_over_ =
      Takeover({&graph, &store, &journal_, &posix_files(), [] { return stop_signals_seen() == 0; }}).take(found);
  changed_ = changed_ || !taken_over_.empty();
}

void Supervisor::introduce(const Plan& plan) const {
  fmt::print("campaign  {}: {} tasks, {} of them done already\n", wanted_.workflow.campaign,
             wanted_.workflow.graph.size(), plan.count(TaskState::done));
  fmt::print("folder    {}\n", wanted_.folder);
  for (const auto& line : takeover_lines(taken_over_)) fmt::print("took over {}\n", line);
  fmt::print("ranks     {} working, 1 coordinating\n", wanted_.ranks);
  if (allocation_ != nullptr) fmt::print("job       {}\n", allocation_->words());
  fmt::print("log       {}\n", log_path_);
  std::fflush(stdout);
}

int Supervisor::run() {
  take_over_results();
  const Plan before = plan();
  introduce(before);
  if (before.over()) {
    remove_leftovers(before);
    const std::string page = wanted_.folder + "/report/index.html";
    const bool derived = posix_files().exists(page) && posix_files().exists(wanted_.folder + "/campaign.h5");
    const bool fresh = !changed_ && derived;
    const auto kept_back = before.count(TaskState::held) + before.count(TaskState::cancelled);
    work_end_ = kept_back == 0 ? WorkEnd::done : WorkEnd::cannot_go_on;
    fmt::print("Nothing to do: every result is there{}{}.\nreport    {}\n",
               before.count(TaskState::skipped) > 0 ? " that the conditions ask for" : "",
               kept_back > 0 ? " but those of tasks that are held or cancelled" : "", fresh ? page : report());
    if (kept_back == 0) return report_code_;
    fmt::print("release   vitriflow release {} TASK...\n", shell_word(wanted_.folder));
    return static_cast<int>(Failure::stopped);
  }
  {
    const LeaseKeeper keeper(lease_);  // a large folder takes its time
    limit_ = limits_.look_now();
  }
  if (!limit_) return conclude(run_pools());
  work_end_ = WorkEnd::limited;
  return conclude_at_limit();
}

// What it is that stops a campaign also stops it from going on in the next run.
int Supervisor::conclude_at_limit() const {
  const std::string folder = shell_word(wanted_.folder);
  fmt::print("limit     {}\n", *limit_);
  fmt::print("continue  with a higher limit: vitriflow {}\n",
             allocation_ == nullptr ? "run " + folder
                                    : fmt::format("submit {} --cluster {}", folder, allocation_->record().cluster));
  return static_cast<int>(Failure::stopped);
}

int Supervisor::stop_requests() {
  if (!limit_ && (limit_ = limits_.look())) display_.say(fmt::format("A limit is reached: {}.", *limit_));
  return std::max(stop_signals_seen(), limit_ ? 1 : 0);
}

// Else the next pool does it.
void Supervisor::remove_leftovers(const Plan& plan) const {
  Store store(wanted_.folder, lease_.epoch(), "supervisor", posix_files(), system_clock());
  remove_spent_checkpoints(wanted_.workflow.graph, plan, store, posix_files());
  NodeFolder(wanted_.folder, lease_.epoch(), 1, posix_files()).remove_all();
}

PoolEnd Supervisor::run_pools() {
  for (int start = 1;; ++start) {
    PoolEnd end = run_one_pool(start);
    const bool ended = end.how == PoolEnd::How::stopped || end.how == PoolEnd::How::finished;
    if (ended && !is_stopping() && has_grown()) {
      take_new_generation();
      continue;
    }
    if (end.how != PoolEnd::How::died) return end;
    const std::string reason =
        record_death({wanted_.folder, lease_.epoch(), end.message}, wanted_.workflow.graph, posix_files(), journal_);
    if (is_stopping()) return {PoolEnd::How::killed, end.message, 0};
    give_up_in_vain(end.message);
    display_.say(fmt::format("The pool died{}; starting it again.", reason));
  }
}

// Where starting the pool again would only repeat what happened.
void Supervisor::give_up_in_vain(const std::string& status) const {
  const auto records = read_journal(wanted_.folder, posix_files());
  const bool began = std::any_of(records.begin(), records.end(), [&](const JournalRecord& record) {
    return record.epoch == lease_.epoch() && record.event == "pool_started";
  });
  const auto in_vain = deaths_in_vain(records, lease_.epoch());
  if (!began && in_vain.all > 1) {  // once: a process may have been killed while it started
    throw Error(fmt::format("the pool ended with {} before it began. Log: {}\n{}", status, log_path_,
                            last_lines(log_path_, 12)),
                Failure::environment);
  }
  if (in_vain.unexplained < kUnexplainedDeaths && in_vain.all < kDeathsInVain) return;
  throw Error(fmt::format("the pool died {} times without getting anywhere, the last time with {}. Log: {}\n{}",
                          in_vain.all, status, log_path_, last_lines(log_path_, 12)));
}

bool Supervisor::has_grown() const {
  return posix_files().exists(fmt::format("{}/workflow.{}.yaml", wanted_.folder, campaign_.newest().number + 1));
}

void Supervisor::take_new_generation() {
  campaign_ = Campaign::open(wanted_.folder, posix_files());
  wanted_.workflow = campaign_.workflow(wanted_.inputs);
  wanted_ = checked(std::move(wanted_));
  journal_.append("generation", {{"number", std::to_string(campaign_.newest().number)}});
  journal_.sync();
  keep_plan_record(wanted_.folder, lease_.epoch(),
                   make_plan_record(wanted_.workflow, campaign_.newest(), wanted_.inputs), posix_files());
  display_.say(fmt::format("The campaign has {} tasks now.", wanted_.workflow.graph.size()));
  take_over_results();
  for (const auto& line : takeover_lines(taken_over_)) display_.say("Took over " + line + ".");
}

bool Supervisor::keep_lease() {
  if (allocation_ != nullptr) allocation_->look();
  return lease_.keep();
}

PoolEnd Supervisor::run_one_pool(int start) {
  Launch launch = launch_of(wanted_, options_.target, allocation_);
  launch.log_path = log_path_;
  launch.epoch = lease_.epoch();
  launch.start = start;
  const NodeFolder node(wanted_.folder, lease_.epoch(), start, posix_files());
  if (node.make()) launch.node_folder = node.path();
  Child child = Child::start(pool_setup(launch));
  std::ofstream log(log_path_, std::ios::app);
  PoolWatch watch({&display_, &system_clock(), [this] { return keep_lease(); }, [this] { return stop_requests(); },
                   [this] { return has_grown(); },
                   allocation_ != nullptr ? kStopWords : fmt::format("{}\nAnother Ctrl-C kills them.", kStopWords),
                   [&log](const std::string& text) { log << text << std::endl; }, parse_patience(launch.patience)},
                  child);
  PoolEnd end = watch.watch();
  node.remove_all();
  display_.clear();
  return end;
}

ReportOccasion Supervisor::occasion() const {
  ReportOccasion occasion{lease_.epoch(), std::nullopt, ""};
  if (allocation_ == nullptr) return occasion;
  occasion.here = allocation_->record();
  occasion.here->ended_s = system_clock().wall_s();
  occasion.here->outcome = outcome_of(work_end_);
  return occasion;
}

// Where the report is, or why it is not: it is derived, and what was computed is kept.
std::string Supervisor::report() {
  try {
    const LeaseKeeper keeper(lease_);  // a large campaign's takes longer than a lease lasts
    return write_report(campaign_, wanted_.workflow, posix_files(), system_clock(), occasion());
  } catch (const Error& problem) {
    report_code_ = problem.exit_code();
    give_up(posix_files(), wanted_.folder + "/campaign.h5");  // of an earlier run: the next one writes it again
    return fmt::format("was not written: {} All results are kept; to write it: vitriflow report {}", problem.what(),
                       shell_word(wanted_.folder));
  }
}

void Supervisor::print_failures(const CampaignState& state) const {
  constexpr std::size_t kShown = 20;
  Losses losses = losses_of(wanted_.workflow.graph, state, kShown);
  const bool coloured = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  for (Loss& loss : losses.shown) {
    const std::string log = task_log_path(wanted_.folder, loss.name);
    loss.log = posix_files().exists(log) ? log : log_path_;
    fmt::print("{}", loss_text(loss, display_.told_failure(loss.name), coloured));
  }
  if (losses.all > losses.shown.size())
    fmt::print("and {} more: vitriflow status {}\n", losses.all - losses.shown.size(), shell_word(wanted_.folder));
}

int Supervisor::conclude(const PoolEnd& end) {
  if (end.how == PoolEnd::How::lease_lost || !lease_.beat()) {
    work_end_ = WorkEnd::replaced;
    throw Error(fmt::format("another runner took over '{}'; this one has ended its pool.", wanted_.folder),
                Failure::held);
  }
  if (end.how == PoolEnd::How::broken) throw Error(end.message, static_cast<Failure>(end.code));
  const CampaignState state =
      campaign_state(wanted_.workflow.graph, plan(), read_journal(wanted_.folder, posix_files()), false);
  print_failures(state);
  const auto lost = state.count(TaskState::failed) + state.count(TaskState::set_aside);
  const auto held = state.count(TaskState::held), cancelled = state.count(TaskState::cancelled);
  const bool finished = end.how == PoolEnd::How::finished;
  work_end_ = limit_ && !finished                     ? WorkEnd::limited
              : end.out_of_time                       ? WorkEnd::time
              : !finished                             ? WorkEnd::stopped
              : lost > 0 || held > 0 || cancelled > 0 ? WorkEnd::cannot_go_on
                                                      : WorkEnd::done;
  if (allocation_ != nullptr && !finished && !limit_) return conclude_allocation(state);
  const std::string page = report();
  fmt::print("{} {}: {}\n", finished ? "ended after" : "stopped after",
             duration_text(system_clock().monotonic_s() - begin_s_), outcome_text(state));
  fmt::print("report    {}\n", page);
  if (!finished && limit_) return conclude_at_limit();
  if (finished && lost > 0) return static_cast<int>(Failure::failed);
  if (finished && held + cancelled == 0) return report_code_;
  if (finished) fmt::print("release   vitriflow release {} TASK...\n", shell_word(wanted_.folder));
  fmt::print("continue  vitriflow run {}\n", shell_word(wanted_.folder));
  return static_cast<int>(Failure::stopped);
}

// Little time is left: the report is the last allocation's to write, or anybody's.
int Supervisor::conclude_allocation(const CampaignState& state) const {
  fmt::print("{} {}: {}\n", work_end_ == WorkEnd::time ? "no time left after" : "stopped after",
             duration_text(system_clock().monotonic_s() - begin_s_), outcome_text(state));
  fmt::print("report    is written at the end; before it: vitriflow report {}\n", shell_word(wanted_.folder));
  return static_cast<int>(Failure::stopped);
}

std::optional<CampaignEnd> Supervisor::campaign_end() const {
  if (work_end_ == WorkEnd::done) return CampaignEnd::done;
  if (work_end_ == WorkEnd::limited) return CampaignEnd::limit_reached;
  return work_end_ == WorkEnd::cannot_go_on ? std::optional(CampaignEnd::nothing_can_proceed) : std::nullopt;
}

}  // namespace

void count_requests_to_stop() {
  static StopToken token;
  count_stop_signals({SIGINT, SIGTERM, SIGHUP, SIGUSR1}, token);
}

int supervise(const RunOptions& options, Allocation* allocation) {
  RunRequest wanted = read_request(options);
  Diagnostics warnings;
  for (const auto& warning : wanted.workflow.warnings)
    warnings.add_warning(warning.place, warning.message, warning.width);
  if (!warnings.empty() && allocation == nullptr) fmt::print(stderr, "{}", warnings.render());
  const bool changed = show_changes(wanted, options);
  if (allocation == nullptr) count_requests_to_stop();
  heed_sharing(wanted.folder);
  if (options.shared) make_for_group();
  int code = 0;
  std::optional<CampaignEnd> end;
  const std::string folder = wanted.folder;
  {
    Supervisor supervisor(options, std::move(wanted), changed, allocation);
    code = supervisor.run();
    end = supervisor.campaign_end();
    if (allocation != nullptr) allocation->worked(supervisor.work_end());
  }
  if (allocation == nullptr) tell_of_end(options.notify, folder, end);
  return code;
}

}  // namespace vitriflow
