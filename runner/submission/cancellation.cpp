#include "runner/submission/cancellation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"
#include "hpc/base/shell_word.hpp"
#include "hpc/store/allocation_record.hpp"

namespace vitriflow {

namespace {

constexpr double kLook_s = 1.0;

bool has(const std::vector<SlurmJob>& jobs, const std::string& id) {
  return std::any_of(jobs.begin(), jobs.end(), [&](const SlurmJob& job) { return job.id == id; });
}

}  // namespace

void Cancellation::carry_out() {
  const auto submissions = read_submissions(setup_.campaign, *setup_.files);
  const std::string folder = shell_word(setup_.campaign);
  if (submissions.empty()) {
    throw Error(fmt::format("campaign '{0}' was never submitted, so it has no jobs. A run of it outside of jobs ends "
                            "with Ctrl-C; single tasks end with 'vitriflow cancel {0} TASK'.",
                            folder),
                Failure::invalid_input);
  }
  submission_ = submissions.back();
  std::vector<SlurmJob> open = open_jobs();
  if (open.empty()) {
    setup_.say(fmt::format("nothing    no job of submission {} waits or runs", submission_.id));
    return;
  }
  mark_cancelled(setup_.campaign, submission_.id, setup_.clock->wall_s(), *setup_.files);
  wait_for_ends(std::move(open));
}

std::vector<SlurmJob> Cancellation::open_jobs() {
  auto jobs = setup_.slurm->jobs_of(comment_of(submission_.id));
  std::erase_if(jobs, [](const SlurmJob& job) { return !job.waits() && !job.runs(); });
  std::stable_partition(jobs.begin(), jobs.end(), [](const SlurmJob& job) { return job.waits(); });
  return jobs;
}

void Cancellation::withdraw(const SlurmJob& job) try {
  setup_.slurm->withdraw(job.id);
  told_[job.id] = Told::withdrawn;
  setup_.say(fmt::format("cancelled  job {}, which waited", job.id));
} catch (const SlurmAway&) {
  throw;
} catch (const Error& problem) {
  told_[job.id] = Told::refused;
  problems_.push_back(fmt::format("{} When it begins, it ends at once.", problem.what()));
}

void Cancellation::tell(const SlurmJob& job) {
  const auto before = told_.find(job.id);
  if (job.waits()) {
    if (before == told_.end()) withdraw(job);
    return;
  }
  if (before != told_.end() && before->second != Told::withdrawn) return;
  told_[job.id] = Told::to_end;  // it looks for the mark
  setup_.say(
      fmt::format("ending     job {} on {}: what runs ends at its next leg, and its state is kept", job.id, job.nodes));
}

std::string Cancellation::outcome_of(const std::string& job) const {
  std::string outcome;
  for (const auto& record : read_allocations(setup_.campaign, *setup_.files)) {
    if (record.job == job && record.submission == submission_.id) outcome = record.outcome;
  }
  return outcome.empty() ? "without a word" : outcome;
}

void Cancellation::tell_of_ends(const std::vector<SlurmJob>& open) {
  std::erase_if(told_, [&](const auto& told) {
    if (has(open, told.first)) return false;
    if (told.second == Told::to_end)
      setup_.say(fmt::format("ended      job {}: {}", told.first, outcome_of(told.first)));
    return true;
  });
}

void Cancellation::wait_for_ends(std::vector<SlurmJob> open) {
  const double give_up_s = setup_.clock->monotonic_s() + setup_.wait_s;
  const auto is_awaited = [this](const SlurmJob& job) { return told_.at(job.id) != Told::refused; };
  try {
    for (;;) {
      for (const SlurmJob& job : open) tell(job);
      tell_of_ends(open);
      if (setup_.clock->monotonic_s() >= give_up_s || std::none_of(open.begin(), open.end(), is_awaited)) break;
      setup_.clock->sleep_s(kLook_s);
      open = open_jobs();
    }
  } catch (const SlurmAway& away) {
    throw SlurmAway(fmt::format(
        "{} The submission is marked as cancelled: what runs ends at its next leg, and a job that begins does nothing. "
        "To take those that wait out of the queue, repeat this.",
        away.what()));
  }
  conclude(open);
}

void Cancellation::conclude(const std::vector<SlurmJob>& open) const {
  const std::string folder = shell_word(setup_.campaign);
  if (!problems_.empty()) throw Error(fmt::format("{}", fmt::join(problems_, "\n")), Failure::environment);
  std::vector<std::string> running;
  for (const SlurmJob& job : open) {
    if (job.runs()) running.push_back(job.id);
  }
  if (!running.empty() && setup_.wait_s > 0.0) {
    throw Error(
        fmt::format("job {} has not ended within {}; it does at the end of its leg: 'vitriflow status {}'. To "
                    "end it at once and go on later from the state that was kept last: scancel {}",
                    fmt::join(running, ", "), duration_text(setup_.wait_s), folder, fmt::join(running, " ")));
  }
  if (!running.empty()) setup_.say(fmt::format("status     vitriflow status {}", folder));
  setup_.say(fmt::format("go on      vitriflow submit {} --cluster {}", folder, shell_word(submission_.cluster)));
}

}  // namespace vitriflow
