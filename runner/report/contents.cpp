#include "runner/report/contents.hpp"

#include <algorithm>
#include <charconv>

#include "runner/decisions.hpp"
#include "runner/edits.hpp"

namespace vitriflow {

namespace {

const std::string& value_of(const JournalRecord& record, const std::string& key) {
  static const std::string none;
  const auto it = record.values.find(key);
  return it == record.values.end() ? none : it->second;
}

std::vector<int> ranks_of(const std::string& text) {
  std::vector<int> ranks;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    int rank = 0;
    const auto read = std::from_chars(at, end, rank);
    if (read.ec != std::errc()) break;
    ranks.push_back(rank);
    at = read.ptr + 1;
  }
  return ranks;
}

// Follows the journal: which stretch is open for each task, and how it ended.
class StretchReader {
 public:
  void read(const JournalRecord& record, double origin_s) {
    const double now = record.time_s - origin_s;
    if (record.event == "started")
      begin(record, now);
    else if (record.event == "done" || record.event == "failed" || record.event == "attempt_failed" ||
             record.event == "interrupted")
      end(value_of(record, "task"), record.event, now);
    else if (record.event == "pool_died" || record.event == "pool_started")
      end_all("lost", now);
  }
  std::vector<Stretch> finish(double last_s) {
    end_all("running", last_s);
    std::sort(closed_.begin(), closed_.end(), [](const Stretch& a, const Stretch& b) { return a.from_s < b.from_s; });
    return std::move(closed_);
  }

 private:
  void begin(const JournalRecord& record, double now) {
    const std::string& task = value_of(record, "task");
    end(task, "lost", now);
    open_[task] = Stretch{task, ranks_of(value_of(record, "ranks")), now, now, ""};
  }
  void end(const std::string& task, const std::string& how, double now) {
    const auto it = open_.find(task);
    if (it == open_.end()) return;
    it->second.to_s = now;
    it->second.end = how;
    closed_.push_back(std::move(it->second));
    open_.erase(it);
  }
  void end_all(const std::string& how, double now) {
    while (!open_.empty()) end(std::string(open_.begin()->first), how, now);
  }
  std::map<std::string, Stretch> open_;
  std::vector<Stretch> closed_;
};

struct LastWord {
  TaskState state = TaskState::waiting;
  std::string message;
};

std::map<std::string, LastWord> last_words(const std::vector<JournalRecord>& journal) {
  std::map<std::string, LastWord> words;
  for (const auto& record : journal) {
    const std::string& task = value_of(record, "task");
    if (task.empty()) continue;
    if (record.event == "failed")
      words[task] = {TaskState::failed, value_of(record, "message")};
    else if (record.event == "skipped")
      words[task] = {TaskState::skipped, value_of(record, "message")};
    else if (record.event == "set_aside")
      words[task] = {TaskState::set_aside, value_of(record, "message")};
    else if (record.event == "started")
      words[task] = {TaskState::running, ""};
    else if (record.event == "interrupted" || record.event == "attempt_failed")
      words[task] = {TaskState::ready, ""};
    else if (record.event == "done")
      words.erase(task);
  }
  return words;
}

// By fingerprint, of what was computed in another campaign.
std::map<std::string, std::string> taken_over(const std::vector<JournalRecord>& journal) {
  std::map<std::string, std::string> sources;
  for (const auto& record : journal) {
    if (record.event == "reused") sources[value_of(record, "fingerprint")] = value_of(record, "from");
    if (record.event == "done") sources.erase(value_of(record, "fingerprint"));
  }
  return sources;
}

void read_result(ReportTask& entry, Store& store) {
  try {
    entry.result = store.read(entry.task->fingerprint);
    entry.state = TaskState::done;
  } catch (const Error& error) {
    entry.state = TaskState::failed;
    entry.message = error.what();
  }
}

// What the user held or cancelled and what has not ended otherwise.
void keep_back(std::vector<ReportTask>& tasks, const TaskGraph& graph, const std::vector<Edit>& edits) {
  Plan plan(graph);
  apply_edits(edits, graph, plan);
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    auto& entry = tasks[static_cast<std::size_t>(i)];
    const bool open = entry.state == TaskState::waiting || entry.state == TaskState::ready;
    const TaskState asked = plan.state(i);
    if (open && (asked == TaskState::held || asked == TaskState::cancelled)) entry.state = asked;
  }
}

void block_dependents(std::vector<ReportTask>& tasks, const TaskGraph& graph) {
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    auto& entry = tasks[static_cast<std::size_t>(i)];
    if (entry.state != TaskState::waiting) continue;
    for (const TaskIndex needed : graph.needs(i)) {
      const auto& cause = tasks[static_cast<std::size_t>(needed)];
      const bool lost = cause.state == TaskState::failed || cause.state == TaskState::set_aside ||
                        cause.state == TaskState::cancelled || cause.state == TaskState::blocked;
      if (!lost) continue;
      entry.state = TaskState::blocked;
      entry.message = "needs '" + cause.task->name + "'";
    }
  }
}

void measure(ReportContents& contents) {
  double up_since = -1, last = 0;
  for (const auto& record : contents.journal) {
    const bool starts = record.event == "pool_started";
    const bool ends = record.event == "pool_died" || record.event == "finished" || record.event == "stopped";
    if (starts) {
      ++contents.pools;
      up_since = record.time_s;
    }
    if (record.event == "pool_died") ++contents.pool_deaths;
    if (ends && up_since >= 0) {
      contents.wall_s += record.time_s - up_since;
      up_since = -1;
    }
    last = record.time_s;
  }
  if (up_since >= 0) contents.wall_s += last - up_since;
  for (const auto& stretch : contents.stretches) {
    contents.core_hours += (stretch.to_s - stretch.from_s) * static_cast<double>(stretch.ranks.size()) / 3600;
  }
}

}  // namespace

std::size_t ReportContents::count(TaskState state) const {
  return static_cast<std::size_t>(
      std::count_if(tasks.begin(), tasks.end(), [state](const ReportTask& task) { return task.state == state; }));
}

ReportContents gather_contents(const Campaign& campaign, const Workflow& workflow, Store& store, FileSystem& files) {
  ReportContents contents;
  contents.campaign = workflow.campaign;
  contents.title = workflow.title;
  contents.folder = campaign.folder();
  contents.journal = read_journal(campaign.folder(), files);
  contents.allocations = read_allocations(campaign.folder(), files);
  const auto words = last_words(contents.journal);
  const auto sources = taken_over(contents.journal);
  const Plan plan = plan_from(workflow.graph, store.fingerprints(), Decisions(contents.journal));
  for (TaskIndex i = 0; i < workflow.graph.size(); ++i) {
    const Task& task = workflow.graph.task(i);
    ReportTask entry;
    entry.task = &task;
    if (plan.state(i) == TaskState::done) {
      read_result(entry, store);
      if (const auto source = sources.find(task.fingerprint); source != sources.end())
        entry.taken_from = source->second;
    } else if (const auto word = words.find(task.name); word != words.end()) {
      entry.state = word->second.state;
      entry.message = word->second.message;
    }
    contents.tasks.push_back(std::move(entry));
  }
  keep_back(contents.tasks, workflow.graph, EditReader(campaign.folder(), files).read_new());
  block_dependents(contents.tasks, workflow.graph);
  if (!contents.journal.empty()) {
    const double origin = contents.journal.front().time_s;
    StretchReader reader;
    for (const auto& record : contents.journal) reader.read(record, origin);
    contents.stretches = reader.finish(contents.journal.back().time_s - origin);
  }
  measure(contents);
  return contents;
}

}  // namespace vitriflow
