#include "runner/submission/queue_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "hpc/base/clock.hpp"
#include "hpc/base/shell_word.hpp"

namespace vitriflow {

namespace {

const AllocationRecord* record_of(const QueueView& view, const std::string& job) {
  const AllocationRecord* found = nullptr;  // the last one: a job may have begun again
  for (const auto& record : view.allocations) {
    if (record.job == job) found = &record;
  }
  return found;
}

std::string ago_text(double time_s, double now_s) { return duration_text(std::max(0.0, now_s - time_s)) + " ago"; }

std::string left_text(double end_s, double now_s) {
  return end_s > now_s && std::isfinite(end_s) ? fmt::format(", {} left", duration_text(end_s - now_s)) : "";
}

std::string waiting_words(const SlurmJob& job, double now_s) {
  std::string words = job.state;
  if (!job.reason.empty()) words += fmt::format(" ({})", job.reason);
  if (job.start_s > now_s) words += fmt::format(", expected to begin in {}", duration_text(job.start_s - now_s));
  if (job.reason == "DependencyNeverSatisfied") words += ": it will never begin; scancel " + job.id;
  if (job.reason == "JobHeldAdmin") words += ": an administrator holds it";
  if (job.reason == "JobHeldUser") words += ": scontrol release " + job.id;
  return words;
}

// "RUNNING on n[1-2], allocation 2, 9 min 47 s left"
std::string job_words(const QueueView& view, const SlurmJob& job, double now_s) {
  if (job.waits()) return waiting_words(job, now_s);
  std::string words = job.state;
  if (!job.nodes.empty()) words += " on " + job.nodes;
  const AllocationRecord* record = record_of(view, job.id);
  if (record != nullptr) words += fmt::format(", allocation {}", record->number);
  if (job.runs()) return words + left_text(job.end_s, now_s);
  if (record != nullptr && !record->outcome.empty()) return words + ": " + record->outcome;
  return words + (job.reason.empty() ? "" : fmt::format(" ({})", job.reason));
}

std::string open_jobs(const QueueView& view, double now_s) {
  std::vector<std::string> words;
  for (const SlurmJob& job : *view.jobs) {
    if (job.waits() || job.runs()) words.push_back(fmt::format("job {} {}", job.id, job_words(view, job, now_s)));
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

std::string submit_command(const QueueView& view) {
  return fmt::format("vitriflow submit {} --cluster {}", shell_word(view.campaign),
                     shell_word(view.submission->cluster));
}

// What an allocation said of itself where the batch system says nothing; `gone`: it knows of no such job.
std::string record_line_of(const AllocationRecord& record, bool gone, double now_s) {
  std::string line = fmt::format("job {:<6}on {}, allocation {}", record.job, record.nodes, record.number);
  if (record.ended_s > 0.0)
    return line + fmt::format(", ended {}: {}\n", ago_text(record.ended_s, now_s), record.outcome);
  if (gone) return line + ", ended without a word\n";
  if (!is_heard_of(record, now_s))
    return line + fmt::format(", not heard of for {}\n", duration_text(now_s - record.heard_s));
  return line + left_text(record.end_s, now_s) + "\n";
}

bool goes_on(const QueueView& view) {
  const auto goes_on = [](const SlurmJob& job) { return job.waits() || job.runs(); };
  return !view.jobs || std::any_of(view.jobs->begin(), view.jobs->end(), goes_on);
}

bool has_more_to_do(const QueueView& view) {
  if (view.allocations.empty()) return true;
  const std::string& outcome = view.allocations.back().outcome;
  return outcome != "finished" && outcome != "nothing can proceed";
}

bool may_have_jobs(const Submission& submission, const std::vector<AllocationRecord>& allocations) {
  if (allocations.empty()) return true;
  const AllocationRecord& last = allocations.back();
  if (last.outcome == "finished") return false;
  if (submission.at_once > 1) return true;  // others may go on beside it
  return last.outcome != "cancelled" && (last.outcome != "time" || last.number < submission.allocations);
}

}  // namespace

QueueView look_at_queue(const std::string& campaign, FileSystem& files, Slurm& slurm) {
  QueueView view;
  view.campaign = campaign;
  auto submissions = read_submissions(campaign, files);
  if (submissions.empty()) return view;
  view.submission = std::move(submissions.back());
  view.cancelled_s = cancelled_at(campaign, view.submission->id, files);
  view.allocations = read_allocations(campaign, files);
  std::erase_if(view.allocations, [&](const auto& one) { return one.submission != view.submission->id; });
  if (!may_have_jobs(*view.submission, view.allocations)) {
    view.jobs.emplace();
    return view;
  }
  try {
    view.jobs = slurm.jobs_of(comment_of(view.submission->id));
  } catch (const Error& problem) {  // also where there is no SLURM: the campaign's folder may be seen from elsewhere
    view.silence = problem.what();
  }
  return view;
}

std::string queue_text(const QueueView& view, double now_s) {
  if (!view.submission) return "";
  const Submission& submission = *view.submission;
  std::string text = fmt::format("submitted {} to {}, partition {}: at most {} allocations of {}\n",
                                 ago_text(submission.created_s, now_s), submission.cluster, submission.partition,
                                 submission.allocations, duration_text(submission.walltime_s));
  if (!view.jobs) text += fmt::format("queue     not known: {}\n", view.silence);
  std::vector<std::string> shown;
  for (const SlurmJob& job : view.jobs ? *view.jobs : std::vector<SlurmJob>()) {
    text += fmt::format("job {:<6}{}\n", job.id, job_words(view, job, now_s));
    shown.push_back(job.id);
  }
  for (const auto& record : view.allocations) {
    if (std::find(shown.begin(), shown.end(), record.job) == shown.end()) {
      text += record_line_of(record, view.jobs.has_value(), now_s);
    }
  }
  if (view.cancelled_s && has_more_to_do(view)) {
    const std::string follows =
        goes_on(view) ? "what runs ends at its next leg, and its state is kept" : "to go on: " + submit_command(view);
    text += fmt::format("queue     cancelled {}; {}\n", ago_text(*view.cancelled_s, now_s), follows);
  } else if (view.jobs && view.jobs->empty() && view.allocations.empty()) {
    text += "queue     SLURM knows no job of it: submit it again\n";
  } else if (!goes_on(view) && has_more_to_do(view)) {
    text += "queue     none of its jobs waits or runs: submit it again to go on\n";
  }
  return text;
}

nlohmann::json queue_json(const QueueView& view) {
  nlohmann::json json;
  if (!view.submission) return json;
  json["submission"] = view.submission->id;
  json["cluster"] = view.submission->cluster;
  if (view.cancelled_s) json["cancelled"] = *view.cancelled_s;
  json["allocations"] = nlohmann::json::array();
  for (const auto& record : view.allocations) {
    json["allocations"].push_back({{"job", record.job},
                                   {"number", record.number},
                                   {"nodes", record.nodes},
                                   {"ranks", record.ranks},
                                   {"began", record.began_s},
                                   {"ended", record.ended_s},
                                   {"outcome", record.outcome}});
  }
  if (!view.jobs) return json;
  json["jobs"] = nlohmann::json::array();
  for (const SlurmJob& job : *view.jobs) {
    json["jobs"].push_back(
        {{"job", job.id}, {"state", job.state}, {"reason", job.reason}, {"nodes", job.nodes}, {"end", job.end_s}});
  }
  return json;
}

std::string queue_summary(const QueueView& view) {
  if (!view.submission) return "";
  if (!view.jobs) return "the queue is not known: " + view.silence;
  std::vector<std::string> words;
  for (const SlurmJob& job : *view.jobs) {
    if (!job.waits() && !job.runs()) continue;
    words.push_back(fmt::format("job {} {}", job.id, job.state));
    if (job.waits() && !job.reason.empty()) words.back() += fmt::format(" ({})", job.reason);
    if (job.runs() && !job.nodes.empty()) words.back() += " on " + job.nodes;
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string jobs_sentence(const QueueView& view, bool held, double now_s) {
  if (!view.submission) return "";
  if (!view.jobs) return held ? "" : fmt::format("Where its jobs stand is not known: {}", view.silence);
  std::string jobs = open_jobs(view, now_s);
  if (jobs.empty() && held) return "";
  if (jobs.empty()) {
    return fmt::format("{}; to go on: {}",
                       view.cancelled_s ? "Its submission was cancelled " + ago_text(*view.cancelled_s, now_s)
                                        : "Nobody runs it, and none of its jobs waits or runs",
                       submit_command(view));
  }
  const bool runs = std::any_of(view.jobs->begin(), view.jobs->end(), [](const SlurmJob& job) { return job.runs(); });
  return fmt::format("{}: {}.", held || runs ? "Its jobs" : "Nothing runs it now", jobs);
}

bool may_go_on(const QueueView& view) {
  return view.submission && goes_on(view) && may_have_jobs(*view.submission, view.allocations);
}

}  // namespace vitriflow
