#include "hpc/slurm.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <map>

#include <fmt/format.h>

namespace vitriflow {

namespace {

constexpr double kPatience_s = 30.0;  // the commands try again themselves for about half of that

bool is_key_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
         c == ':' || c == '-' || c == '.';
}

// The begin of the word in which the '=' at `equals` ends the key; npos where none is.
std::size_t key_begin(std::string_view line, std::size_t equals) {
  std::size_t begin = equals;
  while (begin > 0 && is_key_character(line[begin - 1])) --begin;
  const bool is_key =
      begin < equals && line[begin] >= 'A' && line[begin] <= 'Z' && (begin == 0 || line[begin - 1] == ' ');
  return is_key ? begin : std::string_view::npos;
}

// "Key=value with spaces Key2=...": a value ends before the next word that is a key of scontrol's, which all begin with
// a capital letter. A comment that holds such a word is cut there; ours does not.
std::map<std::string, std::string> fields_of(std::string_view line) {
  std::map<std::string, std::string> fields;
  std::string key;
  std::size_t value = 0;
  for (std::size_t equals = line.find('='); equals != std::string_view::npos; equals = line.find('=', equals + 1)) {
    const std::size_t begin = key_begin(line, equals);
    if (begin == std::string_view::npos) continue;
    if (!key.empty()) fields.try_emplace(key, line.substr(value, begin == 0 ? 0 : begin - 1 - value));
    key = line.substr(begin, equals - begin);
    value = equals + 1;
  }
  if (!key.empty()) fields.try_emplace(key, line.substr(value));
  return fields;
}

std::string known(const std::map<std::string, std::string>& fields, const char* key) {
  const auto it = fields.find(key);
  if (it == fields.end() || it->second == "(null)" || it->second == "None" || it->second == "Unknown") return "";
  std::string text = it->second;
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

double time_of(const std::string& text) {
  double seconds = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem == std::errc() && end == text.data() + text.size()) return seconds;
  std::tm date{};
  if (::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &date) == nullptr) return 0.0;
  date.tm_isdst = -1;
  return static_cast<double>(std::mktime(&date));
}

SlurmJob job_of(std::string_view line) {
  const auto fields = fields_of(line);
  SlurmJob job;
  job.id = known(fields, "JobId");
  job.name = known(fields, "JobName");
  job.comment = known(fields, "Comment");
  job.partition = known(fields, "Partition");
  job.state = known(fields, "JobState");
  job.reason = known(fields, "Reason");
  job.nodes = known(fields, "NodeList");
  job.dependency = known(fields, "Dependency");
  job.submit_s = time_of(known(fields, "SubmitTime"));
  job.start_s = time_of(known(fields, "StartTime"));
  job.end_s = time_of(known(fields, "EndTime"));
  const std::string restarts = known(fields, "Restarts");
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

std::vector<SlurmJob> parse_jobs(std::string_view text) {
  std::vector<SlurmJob> jobs;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("JobId=")) jobs.push_back(job_of(line));
    begin = end + 1;
  }
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
  const std::string id = last.substr(0, last.find(';'));
  if (id.empty() || !std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    throw SlurmAway(fmt::format("sbatch named no job: {}", first_line(output.text)));
  }
  return id;
}

void Slurm::cancel(const std::string& id) { run({"scancel", id}); }

void Slurm::requeue(const std::string& id) {
  const CommandOutput output = run({"scontrol", "requeue", id});
  if (!output.success()) {
    throw Error(fmt::format("job {} was not put back into the queue: {}", id, first_line(output.text)),
                Failure::environment);
  }
}

}  // namespace vitriflow
