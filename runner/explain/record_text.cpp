#include "runner/explain/record_text.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "runner/local_time.hpp"

namespace vitriflow {
namespace {

std::string value(const JournalRecord& record, const std::string& name) {
  const auto it = record.values.find(name);
  return it == record.values.end() ? "" : it->second;
}

std::string all_values(const JournalRecord& record) {
  std::string text;
  for (const auto& [name, content] : record.values) {
    if (name != "task" && name != "fingerprint") text += fmt::format(" {} {}", name, content);
  }
  return text;
}

// Of dynamics in steps, of an analysis in the frames of a trajectory.
std::string leg_words(const JournalRecord& record, const std::string& task) {
  const std::string begin =
      fmt::format("leg {}{}: {}", value(record, "leg"), task.empty() ? "" : " of" + task, value(record, "steps"));
  const std::string of = value(record, "of");
  if (of.empty()) return fmt::format("{} steps from step {}", begin, value(record, "first"));
  return fmt::format("{} frames of {} from frame {}", begin, of, value(record, "first"));
}

// `task` is " NAME" or empty.
std::string words(const JournalRecord& record, const std::string& task) {
  const auto& event = record.event;
  if (event == "taken")
    return fmt::format("run {} begins: process {} on {}", record.epoch, value(record, "pid"), value(record, "host"));
  if (event == "generation") return "the workflow has changed: generation " + value(record, "number");
  if (event == "pool_started")
    return fmt::format("pool of {} working {} ({})", value(record, "ranks"),
                       value(record, "ranks") == "1" ? "rank" : "ranks", value(record, "command"));
  if (event == "joined") return fmt::format("{} ranks of job {} join", value(record, "ranks"), value(record, "member"));
  if (event == "left") return fmt::format("job {} leaves: {}", value(record, "member"), value(record, "message"));
  if (event == "avoided") return fmt::format("node {} AVOIDED: {}", value(record, "node"), value(record, "message"));
  if (event == "pool_died") return "POOL DIED with " + value(record, "status");
  if (event == "started")
    return fmt::format("started{} on {}, attempt {}", task, ranks_words(value(record, "ranks")),
                       value(record, "attempt"));
  if (event == "reused")
    return fmt::format("took over{} from campaign {}, where {} took {}", task, value(record, "from"),
                       ranks_words(value(record, "ranks")),
                       duration_text(std::strtod(value(record, "seconds").c_str(), nullptr)));
  if (event == "done")
    return fmt::format("done{} after {}", task, duration_text(std::strtod(value(record, "seconds").c_str(), nullptr)));
  if (event == "failed")
    return fmt::format("FAILED{} in attempt {}: {}", task, value(record, "attempt"), value(record, "message"));
  if (event == "attempt_failed")
    return fmt::format("attempt {}{} failed and will be repeated: {}", value(record, "attempt"),
                       task.empty() ? "" : " of" + task, value(record, "message"));
  if (event == "skipped") return fmt::format("skipped{}: {}", task, value(record, "message"));
  if (event == "condition_held") return fmt::format("the condition of{} holds: {}", task, value(record, "message"));
  if (event == "interrupted") return fmt::format("stopped{}; its state is kept", task);
  if (event == "resized")
    return fmt::format("goes on{} on {} ranks instead of {}", task.empty() ? "" : " with" + task, value(record, "to"),
                       value(record, "from"));
  if (event == "set_aside") return fmt::format("SET ASIDE{}: {}", task, value(record, "message"));
  if (event == "hung") return fmt::format("HUNG{}: {}", task, value(record, "message"));
  if (event == "suspect") return fmt::format("was running when the pool died:{} {}", task, value(record, "message"));
  if (event == "remedy") return fmt::format("remedied{}: {}", task, value(record, "message"));
  if (event == "leg") return leg_words(record, task);
  if (event == "checkpoint")
    return fmt::format("state{} kept after leg {} in {} s; the next in {} s", task.empty() ? "" : " of" + task,
                       value(record, "leg"), value(record, "seconds"), value(record, "interval"));
  if (event == "stopped") return "stopped on request";
  if (event == "finished")
    return fmt::format("finished: {} done, {} failed or set aside, {} blocked", value(record, "done"),
                       value(record, "failed"), value(record, "blocked"));
  return event + task + all_values(record);
}

}  // namespace

std::string ranks_words(const std::string& ranks) {
  return (ranks.find(',') == std::string::npos ? "rank " : "ranks ") + ranks;
}

std::string event_words(const JournalRecord& record) {
  const std::string task = value(record, "task");
  return words(record, task.empty() ? "" : " " + task);
}

std::string record_line_text(const JournalRecord& record) {
  return fmt::format("{}  run {}  {}", date_and_time(record.time_s), record.epoch, words(record, ""));
}

}  // namespace vitriflow
