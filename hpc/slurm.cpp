#include "hpc/slurm.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/slurm_fields.hpp"

namespace vitriflow {

namespace {

constexpr double kPatience_s = 30.0;  // the commands try again themselves for about half of that

double time_of(const std::string& text) {
  double seconds = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem == std::errc() && end == text.data() + text.size()) return seconds;
  std::tm date{};
  if (::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &date) == nullptr) return 0.0;
  date.tm_isdst = -1;
  return static_cast<double>(std::mktime(&date));
}

SlurmJob job_of(const SlurmFields& fields) {
  SlurmJob job;
  job.id = fields.text("JobId");
  job.name = fields.text("JobName");
  job.comment = fields.text("Comment");
  job.partition = fields.text("Partition");
  job.state = fields.text("JobState");
  job.reason = fields.text("Reason");
  job.nodes = fields.text("NodeList");
  job.dependency = fields.text("Dependency");
  job.submit_s = time_of(fields.text("SubmitTime"));
  job.start_s = time_of(fields.text("StartTime"));
  job.end_s = time_of(fields.text("EndTime"));
  job.preempted = !fields.text("PreemptTime").empty();
  const std::string restarts = fields.text("Restarts");
  std::from_chars(restarts.data(), restarts.data() + restarts.size(), job.restarts);
  return job;
}

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

std::string first_line(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  return line.empty() ? "nothing was said" : line;
}

// sbatch refuses a script with these words before it; all else is a controller that did not answer in full.
bool is_refusal(const std::string& text) { return says(text, "sbatch: error: Batch job submission failed"); }

bool did_not_hear(const std::string& text) {
  return says(text, "Unable to contact slurm controller") || says(text, "Socket timed out") ||
         says(text, "Zero Bytes were transmitted") || says(text, "Connection refused");
}

}  // namespace

bool SlurmJob::waits() const {
  return state == "PENDING" || state == "REQUEUED" || state == "REQUEUE_HOLD" || state == "REQUEUE_FED" ||
         state == "SPECIAL_EXIT";
}

bool SlurmJob::runs() const {
  return state == "RUNNING" || state == "COMPLETING" || state == "CONFIGURING" || state == "SUSPENDED" ||
         state == "STOPPED" || state == "STAGE_OUT" || state == "SIGNALING" || state == "RESIZING";
}

// "COMPLETING" hides why it ends, but SLURM names a limit or a node as the reason, tells when it was preempted, and
// counts a requeue at once. What is left is scancel.
bool SlurmJob::was_cancelled(int before) const {
  if (state == "CANCELLED") return true;
  return state == "COMPLETING" && reason.empty() && !preempted && restarts == before;
}

std::vector<SlurmJob> parse_jobs(std::string_view text) {
  std::vector<SlurmJob> jobs;
  for (const SlurmFields& fields : slurm_records(text, "JobId")) jobs.push_back(job_of(fields));
  return jobs;
}

std::vector<std::string> show_job_command(const std::string& id) {
  std::vector<std::string> command{"env", "SLURM_TIME_FORMAT=%s", "scontrol", "--oneliner", "show", "job"};
  if (!id.empty()) command.push_back(id);
  return command;
}

CommandOutput Slurm::run(const std::vector<std::string>& arguments) {
  CommandOutput output = commands_->run(arguments, kPatience_s);
  if (output.timed_out || (!output.success() && did_not_hear(output.text))) {
    throw SlurmAway(fmt::format("SLURM does not answer: '{}': {}. What becomes of its jobs is not known until it does.",
                                fmt::join(arguments, " "), first_line(output.text)));
  }
  return output;
}

std::vector<SlurmJob> Slurm::jobs() {
  const CommandOutput output = run(show_job_command(""));
  if (!output.success() && !says(output.text, "No jobs in the system")) throw SlurmAway(first_line(output.text));
  return parse_jobs(output.text);
}

std::vector<SlurmJob> Slurm::jobs_of(const std::string& comment) {
  std::vector<SlurmJob> found = jobs();
  std::erase_if(found, [&](const SlurmJob& job) { return job.comment != comment; });
  std::stable_sort(found.begin(), found.end(),
                   [](const SlurmJob& a, const SlurmJob& b) { return a.submit_s < b.submit_s; });
  return found;
}

std::optional<SlurmJob> Slurm::job(const std::string& id) {
  const CommandOutput output = run(show_job_command(id));
  if (says(output.text, "Invalid job id")) return std::nullopt;
  const auto found = parse_jobs(output.text);
  if (!output.success() || found.empty()) throw SlurmAway(first_line(output.text));
  return found.front();
}

std::string Slurm::submit(const std::string& script, const std::vector<std::string>& options) {
  std::vector<std::string> command{"sbatch", "--parsable"};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(script);
  const CommandOutput output = run(command);
  if (!output.success()) {
    const std::string message = fmt::format("sbatch did not take '{}': {}", script, first_line(output.text));
    if (is_refusal(output.text)) throw Error(message, Failure::environment);
    throw SlurmAway(message);
  }
  // "ID" or "ID;CLUSTER", behind warnings.
  std::string last;
  for (std::size_t begin = 0; begin < output.text.size();) {
    const std::size_t end = std::min(output.text.find('\n', begin), output.text.size());
    if (end > begin) last = output.text.substr(begin, end - begin);
    begin = end + 1;
  }
  std::string id = last.substr(0, last.find(';'));
  if (id.empty() || !std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    throw SlurmAway(fmt::format("sbatch named no job: {}", first_line(output.text)));
  }
  return id;
}

void Slurm::cancel(const std::string& id) { run({"scancel", id}); }

void Slurm::withdraw(const std::string& id) {
  const CommandOutput output = run({"scancel", "--state=PENDING", id});
  if (!output.success() && says(output.text, "ermission denied"))
    throw Error(fmt::format("job {} was not cancelled: {}.", id, first_line(output.text)), Failure::environment);
}

void Slurm::warn(const std::string& id) {
  const CommandOutput output = run({"scancel", "--batch", "--signal=USR1", id});
  if (!output.success()) {
    throw Error(fmt::format("job {} was not signalled: {}", id, first_line(output.text)), Failure::environment);
  }
}

void Slurm::exclude(const std::string& id, const std::set<std::string>& nodes) {
  const std::string list = fmt::format("ExcNodeList={}", fmt::join(nodes, ","));
  const CommandOutput output = run({"scontrol", "update", "JobId=" + id, list});
  if (!output.success()) {
    throw Error(fmt::format("job {} was not told to avoid nodes ({}): {}", id, list, first_line(output.text)),
                Failure::environment);
  }
}

std::string Slurm::show(const std::string& what) {
  const CommandOutput output = run({"scontrol", "--oneliner", "show", what});
  if (!output.success()) throw SlurmAway(first_line(output.text));
  return output.text;
}

std::string Slurm::mpi_plugins() { return run({"srun", "--mpi=list"}).text; }

void Slurm::requeue(const std::string& id) {
  const CommandOutput output = run({"scontrol", "requeue", id});
  if (!output.success()) {
    throw Error(fmt::format("job {} was not put back into the queue: {}", id, first_line(output.text)),
                Failure::environment);
  }
}

}  // namespace vitriflow
