#include "runner/explain/explanation.hpp"

#include <algorithm>
#include <iterator>

#include "hpc/base/error.hpp"
#include "hpc/base/shell_word.hpp"
#include "runner/cache/nearest_result.hpp"
#include "runner/execution/task_runner.hpp"
#include "runner/explain/record_text.hpp"
#include "runner/local_time.hpp"

namespace vitriflow {
namespace {

constexpr std::size_t kNamesShown = 3;
constexpr std::size_t kNeighboursShown = 5;

std::string row(const std::string& label, const std::string& text) { return fmt::format("{:<10}{}\n", label, text); }

std::string name_of(const CampaignView& view, TaskNumber task) { return std::string(view.plan.names[task]); }

std::string continue_hint(const CampaignView& view, const std::string& jobs) {
  if (!jobs.empty()) return " " + jobs;
  return view.held ? "" : fmt::format(" Nobody is running the campaign: vitriflow run {}", shell_word(view.folder));
}

std::string names_text(const CampaignView& view, const std::vector<TaskNumber>& tasks, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, tasks.size()); ++i) text += (i == 0 ? "" : ", ") + name_of(view, tasks[i]);
  if (tasks.size() > most) text += fmt::format(" and {} more", tasks.size() - most);
  return text;
}

std::string with_states(const CampaignView& view, const std::vector<TaskNumber>& tasks) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kNeighboursShown, tasks.size()); ++i) {
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", name_of(view, tasks[i]), to_text(view.states[tasks[i]]));
  }
  if (tasks.size() > kNeighboursShown) text += fmt::format(" and {} more", tasks.size() - kNeighboursShown);
  return text.empty() ? "nothing" : text;
}

std::vector<TaskNumber> as_list(const NumberRows::Row& row) { return {row.begin(), row.end()}; }

// What a task only waits for.
std::vector<TaskNumber> comes_after(const CampaignView& view, TaskNumber task) {
  const auto needs = view.plan.needs[task], inputs = view.plan.inputs[task];
  std::vector<TaskNumber> others;
  std::set_difference(needs.begin(), needs.end(), inputs.begin(), inputs.end(), std::back_inserter(others));
  return others;
}

std::vector<TaskNumber> takers_of(const CampaignView& view, TaskNumber task) {
  std::vector<TaskNumber> takers;
  for (TaskNumber other = task + 1; other < view.plan.size(); ++other) {
    const auto inputs = view.plan.inputs[other];
    if (std::binary_search(inputs.begin(), inputs.end(), task)) takers.push_back(other);
  }
  return takers;
}

const JournalRecord* last_done(const CampaignView& view, TaskNumber task) {
  const JournalRecord* found = nullptr;
  for (const JournalRecord& record : view.history) {
    const bool ends = record.event == "done" || record.event == "reused";
    if (ends && value_of(record, "fingerprint") == view.plan.fingerprint(task)) found = &record;
  }
  return found;
}

// The start that belongs to the end of a task.
const JournalRecord* start_before(const CampaignView& view, const JournalRecord& end) {
  const JournalRecord* found = nullptr;
  for (const JournalRecord& record : view.history) {
    if (&record == &end) break;
    if (record.event == "started" && record.epoch == end.epoch) found = &record;
  }
  return found;
}

// "It comes from campaign /home/ada/first, where vitriflow 0.1.0 with LAMMPS 20210929 computed it on rank 0 in 12 s"
std::string reused_text(const JournalRecord& record, const std::string& task) {
  const std::string engine = value_of(record, "engine"), made_as = value_of(record, "made_as");
  return fmt::format(
      "Its result was taken over at {} by run {} from campaign {}, where {}{} computed it{} on {} in {}, until {}. All "
      "that it follows from is the same there.",
      date_and_time(record.time_s), record.epoch, value_of(record, "from"), value_of(record, "program"),
      engine.empty() ? "" : " with " + engine, made_as == task ? "" : fmt::format(" as '{}'", made_as),
      ranks_words(value_of(record, "ranks")), duration_text(std::strtod(value_of(record, "seconds").c_str(), nullptr)),
      date_and_time(std::strtod(value_of(record, "finished").c_str(), nullptr)));
}

std::string done_text(const CampaignView& view, TaskNumber task) {
  const JournalRecord* done = last_done(view, task);
  if (done == nullptr) return "Its result is in the store; the journal does not say who made it.";
  if (done->event == "reused") return reused_text(*done, name_of(view, task));
  std::string text = fmt::format("Its result is in the store since {}, made by run {} (generation {} of the workflow)",
                                 date_and_time(done->time_s), done->epoch, view.generation_of(done->epoch));
  text += fmt::format(" in {}", duration_text(std::strtod(value_of(*done, "seconds").c_str(), nullptr)));
  if (const JournalRecord* start = start_before(view, *done)) {
    text += fmt::format(" on {}, attempt {}", ranks_words(value_of(*start, "ranks")), value_of(*start, "attempt"));
  }
  return text + ". Nothing that it follows from has changed since.";
}

std::string unfinished_needs(const CampaignView& view, TaskNumber task) {
  std::vector<TaskNumber> missing;
  for (const TaskNumber need : view.plan.needs[task]) {
    if (view.states[need] != TaskState::done) missing.push_back(need);
  }
  return with_states(view, missing);
}

std::string sentence(std::string text) {
  if (text.empty() || std::string_view(".!?").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

// What a task that was stopped before its end has kept.
std::string begun_text(const CampaignView& view, TaskNumber task) {
  const auto last = view.last.find(task);
  if (last == view.last.end()) return "";
  const JournalRecord& record = last->second;
  if (record.event == "interrupted") {
    return fmt::format(" It was stopped at {} by run {}; its state is kept and it goes on from there.",
                       date_and_time(record.time_s), record.epoch);
  }
  if (record.event == "attempt_failed") {
    return fmt::format(" Its attempt {} failed at {}: {} It is tried again.", value_of(record, "attempt"),
                       date_and_time(record.time_s), sentence(value_of(record, "message")));
  }
  if (record.event == "suspect") {
    return fmt::format(" It was running when the pool of run {} died: {}.", record.epoch, value_of(record, "message"));
  }
  return "";
}

std::string failed_text(const CampaignView& view, TaskNumber task) {
  const JournalRecord& last = view.last.at(task);
  const std::string attempt = value_of(last, "attempt");
  const std::string what = last.event == "set_aside" ? "It was set aside" : "Its attempt " + attempt + " failed";
  return fmt::format("{} at {} in run {}: {} The next run tries it again: vitriflow run {}", what,
                     date_and_time(last.time_s), last.epoch, sentence(value_of(last, "message")),
                     shell_word(view.folder));
}

std::string running_text(const CampaignView& view, TaskNumber task) {
  const JournalRecord& last = view.last.at(task);
  return fmt::format("It runs on {} since {}, attempt {}.", ranks_words(value_of(last, "ranks")),
                     date_and_time(last.time_s), value_of(last, "attempt"));
}

std::string release_hint(const CampaignView& view, TaskNumber task) {
  return fmt::format(" To let it start: vitriflow release {} {}", shell_word(view.folder),
                     shell_word(name_of(view, task)));
}

std::string blocked_text(const CampaignView& view, TaskNumber culprit) {
  if (view.states[culprit] == TaskState::cancelled) {
    return fmt::format("It needs '{}', which was cancelled.{}", name_of(view, culprit), release_hint(view, culprit));
  }
  return fmt::format("It needs '{}', which {}: {}", name_of(view, culprit),
                     view.states[culprit] == TaskState::failed ? "failed" : "was set aside",
                     sentence(value_of(view.last.at(culprit), "message")));
}

std::string why(const CampaignView& view, TaskNumber task, const std::string& jobs) {
  switch (view.states[task]) {
    case TaskState::done:
      return done_text(view, task);
    case TaskState::running:
      return running_text(view, task);
    case TaskState::failed:
    case TaskState::set_aside:
      return failed_text(view, task);
    case TaskState::blocked:
      return blocked_text(view, view.culprits.at(task));
    case TaskState::held:
      return "It is held: it does not start before it is released." + begun_text(view, task) + release_hint(view, task);
    case TaskState::cancelled:
      return "It was cancelled: it does not run unless it is released." + begun_text(view, task) +
             release_hint(view, task);
    case TaskState::skipped:
      return "It was skipped: " + sentence(value_of(view.last.at(task), "message"));
    case TaskState::unneeded:
      return "Everything that would take its result is done already or not needed itself.";
    case TaskState::ready:
      return "Everything it takes is there; it waits for free ranks." + begun_text(view, task) +
             continue_hint(view, jobs);
    default:
      return "It waits for " + unfinished_needs(view, task) + "." + begun_text(view, task) + continue_hint(view, jobs);
  }
}

std::string change_text(const std::optional<TaskChange>& change) {
  if (!change) return "";
  std::string text = row("changed", fmt::format("since generation {} of the workflow:", change->generation));
  for (const std::string& reason : change->reasons) text += row("", reason);
  return text;
}

// Why no other campaign's result serves: what differs in the one that is closest.
std::string elsewhere_text(const CampaignView& view, TaskNumber task, const std::vector<std::string>& others) {
  const JournalRecord* done = view.states[task] == TaskState::done ? last_done(view, task) : nullptr;
  if (done != nullptr && done->event == "reused") return "";
  const auto nearest = nearest_result(view.plan, task, others, posix_files());
  if (!nearest) return "";
  std::string text =
      row("elsewhere", fmt::format("campaign {} has a result of this task; there -> here:", nearest->campaign));
  for (const std::string& reason : nearest->reasons) text += row("", reason);
  return text;
}

struct Group {
  std::string label, reason;
  std::vector<TaskNumber> tasks;
};

class Groups {
 public:
  void add(const std::string& label, const std::string& reason, TaskNumber task) {
    const auto it = std::find_if(groups_.begin(), groups_.end(),
                                 [&](const Group& group) { return group.label == label && group.reason == reason; });
    Group& group = it == groups_.end() ? groups_.emplace_back(Group{label, reason, {}}) : *it;
    group.tasks.push_back(task);
  }
  std::string text(const CampaignView& view) const {
    constexpr std::size_t kMostGroups = 30;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMostGroups, groups_.size()); ++i) {
      const Group& group = groups_[i];
      text += row(group.label, fmt::format("{}  {}", group.tasks.size(), group.reason));
      if (group.label != "done") text += row("", "   " + names_text(view, group.tasks, kNamesShown));
    }
    if (groups_.size() > kMostGroups) text += row("", fmt::format("and {} more reasons", groups_.size() - kMostGroups));
    return text;
  }

 private:
  std::vector<Group> groups_;
};

// The changes of a waiting task that are its own; a change of what it takes stands with the task that has changed.
std::string own_change(const std::optional<TaskChange>& change) {
  if (!change) return "";
  std::string text;
  for (const std::string& reason : change->reasons) {
    if (!reason.starts_with("'")) text += (text.empty() ? "" : "; ") + reason;
  }
  return text.empty() ? "; what it takes has changed" : "; changed: " + text;
}

bool is_over(const CampaignView& view) {
  return std::none_of(view.states.begin(), view.states.end(), [](TaskState state) {
    return state == TaskState::running || state == TaskState::ready || state == TaskState::waiting ||
           state == TaskState::failed || state == TaskState::set_aside;
  });
}

std::string group_reason(const CampaignView& view, TaskNumber task, PlanHistory& history, bool has_jobs) {
  const TaskState state = view.states[task];
  if (state == TaskState::done) return "have their result in the store";
  if (state == TaskState::running) return "run";
  if (state == TaskState::unneeded) return "would be read by nothing that is not done already";
  if (state == TaskState::failed || state == TaskState::set_aside) return value_of(view.last.at(task), "message");
  if (state == TaskState::skipped) return value_of(view.last.at(task), "message");
  if (state == TaskState::blocked) return "because of " + name_of(view, view.culprits.at(task));
  if (state == TaskState::held)
    return "are held; to let them start: vitriflow release " + shell_word(view.folder) + " TASK";
  if (state == TaskState::cancelled)
    return "were cancelled; to let them start: vitriflow release " + shell_word(view.folder) + " TASK";
  const std::string changed = own_change(history.change_of(view.plan, task));
  if (state == TaskState::waiting) return "wait for what they take" + changed;
  return (view.held  ? "wait for free ranks"
          : has_jobs ? "could run, but no job runs the campaign"
                     : "could run, but nobody runs the campaign") +
         changed;
}

}  // namespace

std::string explain_task(const CampaignView& view, const std::string& task, PlanHistory& history,
                         const std::vector<std::string>& others, const std::string& jobs) {
  const auto number = view.plan.find(task);
  ENSURE(number.has_value(), "no task '{}'", task);
  const std::string log = task_log_path(view.folder, task);
  std::string text = row("task", fmt::format("{} ({})", task, view.plan.kind(*number)));
  text += row("state", to_text(view.states[*number])) + row("why", why(view, *number, jobs));
  text += change_text(history.change_of(view.plan, *number));
  text += elsewhere_text(view, *number, others);
  text += row("takes", with_states(view, as_list(view.plan.inputs[*number])));
  const auto after = comes_after(view, *number);
  if (!after.empty()) text += row("after", with_states(view, after));
  text += row("gives to", with_states(view, takers_of(view, *number)));
  for (std::size_t i = 0; i < view.history.size(); ++i) {
    text += row(i == 0 ? "journal" : "", record_line_text(view.history[i]));
  }
  return text + row("result", std::string(view.plan.fingerprint(*number))) + row("log", log);
}

std::string explain_campaign(const CampaignView& view, PlanHistory& history, const std::string& jobs) {
  std::string text = row("campaign", fmt::format("{}: {} tasks, generation {} of the workflow", view.folder,
                                                 view.plan.size(), view.generation));
  Groups groups;
  for (const TaskState state : {TaskState::done, TaskState::running, TaskState::failed, TaskState::set_aside,
                                TaskState::blocked, TaskState::skipped, TaskState::held, TaskState::cancelled,
                                TaskState::ready, TaskState::waiting, TaskState::unneeded}) {
    for (TaskNumber task = 0; task < view.plan.size(); ++task) {
      if (view.states[task] == state)
        groups.add(to_text(state), group_reason(view, task, history, !jobs.empty()), task);
    }
  }
  text += groups.text(view);
  if (!jobs.empty()) return is_over(view) ? text : text + row("jobs", jobs);
  if (!view.held && text.find("\nready") != std::string::npos)
    text += row("continue", "vitriflow run " + shell_word(view.folder));
  return text;
}

}  // namespace vitriflow
