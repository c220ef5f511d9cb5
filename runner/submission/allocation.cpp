#include "runner/submission/allocation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "hpc/base/error.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/log.hpp"
#include "hpc/slurm_site.hpp"
#include "hpc/store/journal.hpp"
#include "runner/local_time.hpp"
#include "runner/node_blame.hpp"

namespace vitriflow {

namespace {

constexpr double kWriteInterval_s = 10.0;
constexpr double kShortestAsk_s = 5.0, kLongestAsk_s = 60.0, kAsksToTheEnd = 60.0;
constexpr double kLeastReserve_s = 3.0, kMostReserve_s = 30.0;
constexpr int kMostInVain = 2;

std::string text_of(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int leading_number(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int number_of(const char* name) { return leading_number(text_of(name)); }

bool is_progress(const JournalRecord& record) {
  return record.event == "done" || record.event == "checkpoint" || record.event == "skipped";
}

}  // namespace

std::string outcome_of(WorkEnd how) {
  if (how == WorkEnd::done) return "finished";
  if (how == WorkEnd::limited) return "a limit is reached";
  return how == WorkEnd::not_needed ? "others do what is left" : "nothing can proceed";
}

JobFacts JobFacts::from_environment() {
  return {text_of("SLURM_JOB_ID"),
          text_of("SLURM_JOB_NODELIST"),
          number_of("SLURM_NTASKS"),
          number_of("SLURM_JOB_NUM_NODES"),
          processors_in(text_of("SLURM_JOB_CPUS_PER_NODE")),
          number_of("SLURM_RESTART_COUNT")};
}

int processors_in(const std::string& per_node) {
  int all = 0;
  std::istringstream parts(per_node);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto times = part.find("(x");
    all += leading_number(part) * (times == std::string::npos ? 1 : leading_number(part.substr(times + 2)));
  }
  return all;
}

Allocation::Allocation(Setup setup) : setup_(std::move(setup)) {
  const JobFacts& facts = setup_.facts;
  record_.job = facts.job;
  record_.name = facts.restarts == 0 ? facts.job : fmt::format("{}-{}", facts.job, facts.restarts);
  record_.submission = setup_.submission.id;
  record_.cluster = setup_.submission.cluster;
  record_.partition = setup_.submission.partition;
  record_.nodes = facts.nodes;
  record_.ranks = ranks();
  record_.began_s = setup_.clock->wall_s();
}

int Allocation::ranks() const noexcept {
  int ranks = setup_.submission.ranks;
  if (setup_.facts.tasks > 0) ranks = std::min(ranks, setup_.facts.tasks);
  if (setup_.facts.processors > 0) ranks = std::min(ranks, setup_.facts.processors);  // tasks are as asked for at first
  return ranks;
}

int Allocation::nodes() const noexcept {
  return setup_.facts.node_count > 0 ? setup_.facts.node_count : setup_.submission.nodes;
}

std::optional<std::string> Allocation::begin() {
  record_.number = static_cast<std::int64_t>(others().size()) + 1;
  if (is_submission_cancelled()) return fmt::format("submission {} was cancelled", record_.submission);
  if (auto why = spent()) {
    if (record_.number <= setup_.submission.allocations) how_ = WorkEnd::cannot_go_on;
    return why;
  }
  if (auto why = cancelled_before()) return why;
  find_end();
  write();
  if (ranks() < setup_.submission.ranks) {
    setup_.say(fmt::format("got       {} of the {} ranks that were asked for, on {} of {} nodes", ranks(),
                           setup_.submission.ranks, nodes(), setup_.submission.nodes));
  }
  if (setup_.submission.continuation == Continuation::successor) submit_successor();
  return std::nullopt;
}

std::vector<AllocationRecord> Allocation::others() const {
  auto records = read_allocations(setup_.campaign, *setup_.files);
  std::erase_if(records,
                [&](const auto& one) { return one.submission != record_.submission || one.name == record_.name; });
  return records;
}

bool Allocation::is_last() const noexcept {
  return record_.number + setup_.submission.at_once > setup_.submission.allocations;
}

std::optional<std::string> Allocation::spent() const {
  if (record_.number > setup_.submission.allocations) {
    return fmt::format("submission {} has used its {} allocations", record_.submission, setup_.submission.allocations);
  }
  auto before = others();
  if (setup_.submission.at_once > 1) {  // what runs beside this one may still get something done
    std::erase_if(before, [&](const auto& one) { return is_heard_of(one, setup_.clock->wall_s()); });
  }
  if (before.size() < kMostInVain) return std::nullopt;
  const double since_s = before[before.size() - kMostInVain].began_s;
  const auto records = read_journal(setup_.campaign, *setup_.files);
  const bool progress = std::any_of(records.begin(), records.end(), [&](const JournalRecord& record) {
    return record.time_s >= since_s && is_progress(record);
  });
  if (progress) return std::nullopt;
  return fmt::format("the last {} allocations of submission {} finished nothing and kept no state", kMostInVain,
                     record_.submission);
}

// Its processes may have been killed before they could say so.
std::optional<std::string> Allocation::cancelled_before() const {
  const auto before = others();
  if (before.empty() || setup_.submission.at_once > 1) return std::nullopt;
  const AllocationRecord& last = before.back();
  if (last.ended_s > 0.0 || last.job == record_.job) return std::nullopt;
  try {
    const auto job = setup_.slurm->job(last.job);
    if (!job || job->comment != comment_of(record_.submission) || job->state != "CANCELLED") return std::nullopt;
  } catch (const SlurmAway&) {
    return std::nullopt;
  }
  return fmt::format("job {} of the same submission was cancelled", last.job);
}

bool Allocation::has_ended(const std::string& job) {
  if (job == record_.job) return setup_.facts.restarts > 0;  // else it would not have begun again
  const double now_s = setup_.clock->monotonic_s();
  if (job.empty() || now_s - asked_of_others_s_ < kAskOthers_s) return false;
  asked_of_others_s_ = now_s;
  const auto allocations = read_allocations(setup_.campaign, *setup_.files);
  const auto known = [&](const SlurmJob& found) {  // an id may be given out again
    return std::any_of(allocations.begin(), allocations.end(), [&](const AllocationRecord& one) {
      return one.job == found.id && comment_of(one.submission) == found.comment;
    });
  };
  try {
    const auto found = setup_.slurm->job(job);
    return found && known(*found) && !found->waits() && !found->runs();
  } catch (const SlurmAway&) {
    return false;
  }
}

void Allocation::find_end() {
  double end_s = record_.began_s + setup_.submission.walltime_s;
  try {
    const auto job = setup_.slurm->job(setup_.facts.job);
    if (job && job->end_s > record_.began_s) end_s = job->end_s;
  } catch (const SlurmAway& away) {
    setup_.say(fmt::format("{} Its end is taken from the walltime that was asked for.", away.what()));
  }
  set_end(end_s);
  asked_s_ = setup_.clock->monotonic_s();
}

void Allocation::set_end(double end_s) {
  record_.end_s = end_s;
  record_.until_s = end_s - std::clamp(0.1 * setup_.submission.warning_s, kLeastReserve_s, kMostReserve_s);
}

void Allocation::look() {
  const double now_s = setup_.clock->monotonic_s();
  const double before_s = record_.end_s;
  ask_for_end();
  look_for_cancellation();
  if (record_.end_s != before_s || now_s - written_s_ >= kWriteInterval_s) {
    try {
      write();
    } catch (const Error& problem) {
      log_warning("{}", problem.what());  // the work goes on; the next try is due as if this one had gone well
    }
    written_s_ = now_s;
  }
}

bool Allocation::is_submission_cancelled() const {
  return cancelled_at(setup_.campaign, record_.submission, *setup_.files).has_value();
}

void Allocation::look_for_cancellation() {
  const double now_s = setup_.clock->monotonic_s();
  if (told_to_stop_ || now_s - looked_s_ < kLookForCancellation_s) return;
  looked_s_ = now_s;
  try {
    told_to_stop_ = is_submission_cancelled();
  } catch (const Error& problem) {
    log_warning("{}", problem.what());
  }
  if (told_to_stop_ && setup_.stop) setup_.stop();
}

// The batch system may take its time, or be away: nobody waits for it.
void Allocation::ask_for_end() {
  const double now_s = setup_.clock->monotonic_s();
  if (question_) {
    const bool open = question_->read_output(0.0, answer_);
    if (open || !question_->poll()) return;
    question_.reset();
    for (const auto& job : parse_jobs(answer_)) {
      if (job.id == setup_.facts.job && job.end_s > 0.0) set_end(job.end_s);
    }
    return;
  }
  const double left_s = record_.end_s - setup_.clock->wall_s();
  if (now_s - asked_s_ < std::clamp(left_s / kAsksToTheEnd, kShortestAsk_s, kLongestAsk_s)) return;
  asked_s_ = now_s;
  answer_.clear();
  question_.emplace(Child::start({show_job_command(setup_.facts.job), {}, {}, ""}));
}

void Allocation::ask_to_join() {
  record_.session = ++sessions_;
  write();
}

void Allocation::plan() {
  record_.session = 0;
  write();
}

// Of several jobs at once each has its own next one.
bool Allocation::is_next(const SlurmJob& job) const {
  if (job.id == record_.job || !job.waits()) return false;
  return setup_.submission.at_once == 1 || job.dependency.find("afterany:" + record_.job + "(") != std::string::npos;
}

std::optional<SlurmJob> Allocation::successor() const {
  for (const auto& job : setup_.slurm->jobs_of(comment_of(record_.submission))) {
    if (is_next(job)) return job;
  }
  return std::nullopt;
}

// Before anything runs, so that its time in the queue passes meanwhile.
void Allocation::submit_successor() {
  if (is_last()) return;
  try {
    const auto there = successor();
    next_ = there ? there->id
                  : setup_.slurm->submit(script_path(setup_.campaign, record_.submission),
                                         {"--dependency=afterany:" + setup_.facts.job});
    setup_.say(fmt::format("next      job {} waits for this one to end", next_));
  } catch (const Error& problem) {
    setup_.say(fmt::format("next      none yet: {}", problem.what()));  // tried again at the end
  }
}

// While it waited: somebody does not want it.
bool Allocation::successor_was_cancelled() const {
  if (next_.empty()) return false;
  try {
    const auto next = setup_.slurm->job(next_);
    return next && next->comment == comment_of(record_.submission) && next->state == "CANCELLED";
  } catch (const SlurmAway&) {
    return false;
  }
}

// `all`: those that follow, or work beside, other jobs of the submission, too.
void Allocation::cancel_successors(const std::string& because, bool all) {
  if (setup_.submission.continuation != Continuation::successor) return;
  try {
    for (const auto& job : setup_.slurm->jobs_of(comment_of(record_.submission))) {
      if (!is_next(job) && !(all && job.id != record_.job && job.waits())) continue;
      setup_.slurm->cancel(job.id);
      setup_.say(fmt::format("next      job {} was cancelled: {}", job.id, because));
    }
  } catch (const Error& problem) {
    setup_.say(fmt::format("next      {} A job that still waits ends by itself when it begins.", problem.what()));
  }
}

bool Allocation::was_cancelled() const {
  try {
    const auto job = setup_.slurm->job(setup_.facts.job);
    return job && job->was_cancelled(setup_.facts.restarts);
  } catch (const SlurmAway&) {
    return false;
  }
}

// By a preemption, the failure of a node, or somebody's 'scontrol requeue'.
bool Allocation::is_queued_again() const {
  try {
    const auto job = setup_.slurm->job(setup_.facts.job);
    return job && job->restarts > setup_.facts.restarts;
  } catch (const SlurmAway&) {
    return false;
  }
}

int Allocation::go_on() {
  record_.outcome = "time";
  write();
  if (is_last()) {
    return stay(
        fmt::format("all {} allocations of submission {} are used", setup_.submission.allocations, record_.submission));
  }
  if (is_queued_again()) {
    setup_.say(fmt::format("next      job {} is in the queue again", record_.job));
    return 0;
  }
  switch (setup_.submission.continuation) {
    case Continuation::exit_code:
      setup_.say(fmt::format("next      SLURM begins job {} again (exit code {})", record_.job,
                             setup_.submission.requeue_exit));
      return setup_.submission.requeue_exit;
    case Continuation::requeue:
      setup_.say(fmt::format("next      job {} goes back into the queue", record_.job));
      setup_.slurm->requeue(record_.job);
      avoid_bad_nodes(record_.job);
      return 0;
    case Continuation::successor:
      break;
  }
  if (successor_was_cancelled()) return stay(fmt::format("job {}, which was to follow, was cancelled", next_));
  submit_successor();
  if (!next_.empty()) avoid_bad_nodes(next_);
  return 0;
}

// As long as the partition has enough others.
void Allocation::avoid_bad_nodes(const std::string& job) {
  const auto bad = NodeBlame(read_journal(setup_.campaign, *setup_.files), setup_.clock->wall_s()).avoided();
  if (bad.empty()) return;
  try {
    for (const auto& partition : parse_partitions(setup_.slurm->show("partition"))) {
      if (partition.name != record_.partition) continue;
      if (partition.nodes - static_cast<int>(bad.size()) < setup_.submission.nodes) return;
      setup_.slurm->exclude(job, bad);
      setup_.say(fmt::format("next      job {} avoids {}, where tasks failed", job, fmt::join(bad, ", ")));
    }
  } catch (const Error& problem) {
    setup_.say(fmt::format("next      {}", problem.what()));  // its tasks avoid them all the same
  }
}

int Allocation::stay(const std::string& because) const {
  setup_.say(fmt::format("next      none: {}. To go on: vitriflow submit {} --cluster {}", because,
                         shell_word(setup_.campaign), record_.cluster));
  return static_cast<int>(Failure::stopped);
}

// USR1 is the batch system's warning, also where only the processes of the step hear it (0); TERM comes with scancel,
// but with preemption, too.
bool Allocation::was_asked_for(int last_signal) const {
  const bool warning = last_signal == SIGUSR1 || last_signal == 0;
  return how_ == WorkEnd::stopped && !warning && (last_signal != SIGTERM || was_cancelled());
}

int Allocation::end(int code, int last_signal) {
  record_.ended_s = setup_.clock->wall_s();
  const bool interrupted = how_ == WorkEnd::time || how_ == WorkEnd::stopped;
  const bool cancelled = interrupted && is_submission_cancelled();
  const bool asked = cancelled || was_asked_for(last_signal);
  if (interrupted && !asked) return go_on();
  if (how_ == WorkEnd::replaced || (how_ == WorkEnd::broken && code != static_cast<int>(Failure::invalid_input))) {
    record_.outcome = how_ == WorkEnd::replaced ? "replaced" : "broken";
    write();
    return code;  // what waits in the queue finds out whether that was only here
  }
  record_.outcome = asked ? "cancelled" : outcome_of(how_);
  const std::string because = how_ == WorkEnd::done ? "the campaign is done"
                              : cancelled           ? "the submission was cancelled"
                              : asked               ? "this one was ended on request"
                                                    : record_.outcome;
  write();
  cancel_successors(because, how_ != WorkEnd::not_needed);
  return code;
}

std::optional<CampaignEnd> Allocation::campaign_end() const {
  if (how_ == WorkEnd::done) return CampaignEnd::done;
  if (how_ == WorkEnd::limited) return CampaignEnd::limit_reached;
  if (how_ == WorkEnd::cannot_go_on) return CampaignEnd::nothing_can_proceed;
  const bool last = record_.outcome == "time" && is_last();
  return last ? std::optional(CampaignEnd::allocations_used_up) : std::nullopt;
}

double Allocation::memory_bytes() const noexcept { return nodes() * setup_.submission.memory_bytes; }

std::string Allocation::words() const {
  return fmt::format("{} on {}, until {}, allocation {} of at most {}", record_.job, record_.nodes,
                     date_and_time(record_.end_s), record_.number, setup_.submission.allocations);
}

void Allocation::write() const {
  AllocationRecord now = record_;
  now.heard_s = setup_.clock->wall_s();
  write_allocation(setup_.campaign, now, *setup_.files);
}

}  // namespace vitriflow
