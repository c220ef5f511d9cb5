#include "runner/explain/campaign_view.hpp"

#include <algorithm>
#include <unordered_map>

#include "hpc/store/fence.hpp"
#include "hpc/store/small_results.hpp"
#include "runner/campaign.hpp"
#include "runner/edits.hpp"
#include "runner/text_index.hpp"

namespace vitriflow {
namespace {

void find_plan(const Campaign& campaign, const std::string& inputs_folder, FileSystem& files, CampaignView& view) {
  const auto epochs = plan_epochs(campaign.folder(), files);
  if (!epochs.empty()) {
    auto record = read_plan_record(campaign.folder(), epochs.back(), files);
    if (record && still_stands(record->basis, campaign.newest(), inputs_folder, files)) {
      view.plan = std::move(*record);
      view.plan_epoch = epochs.back();
      return;
    }
  }
  if (auto record = read_expanded_plan(campaign.folder(), files);
      record && still_stands(record->basis, campaign.newest(), inputs_folder, files)) {
    view.plan = std::move(*record);
    return;
  }
  view.plan = make_plan_record(campaign.workflow(inputs_folder), campaign.newest(), inputs_folder);
  keep_expanded_plan(campaign.folder(), view.plan, files);
}

std::vector<bool> done_tasks(const PlanRecord& plan, const std::string& folder, FileSystem& files) {
  const TextIndex numbers(plan.size(), [&plan](TaskNumber task) { return plan.fingerprint(task); });
  std::vector<bool> done(plan.size(), false);
  visit_result_names(folder, files, [&](std::string_view fingerprint) {
    if (const auto task = numbers.find(fingerprint)) done[*task] = true;
  });
  return done;
}

bool is_trouble(std::string_view event) {
  return event == "failed" || event == "attempt_failed" || event == "set_aside" || event == "interrupted" ||
         event == "suspect";
}

// Keeps of a journal what an explanation needs; nearly all records are passed over.
class JournalDigest {
 public:
  JournalDigest(std::string task, bool held, std::int64_t newest_epoch)
      : task_(journal_text(task)), held_(held), newest_(newest_epoch) {}

  void look(const JournalGlance& glance) {
    if (glance.event() == "generation") generations_.push_back(glance.record());
    if (!task_.empty() && glance.task() == task_) history_.push_back(glance.record());
    // A condition is decided once, in whichever run.
    if (glance.event() == "skipped" || glance.event() == "condition_held") notable_.push_back(glance.record());
    if (glance.epoch() != newest_) return;
    if (is_trouble(glance.event())) notable_.push_back(glance.record());
    if (held_) follow(glance);
  }

  // The last record of each task, in order of time.
  std::vector<JournalRecord> notable() {
    for (auto& [task, record] : begun_) notable_.push_back(std::move(record));
    begun_.clear();
    sort_journal(notable_);
    return std::move(notable_);
  }
  std::vector<JournalRecord> history() {
    sort_journal(history_);
    return std::move(history_);
  }
  std::map<std::string, std::string> legs() { return std::move(legs_); }
  std::map<std::int64_t, int> generations() const {
    std::map<std::int64_t, int> numbers;
    for (const auto& record : generations_) numbers[record.epoch] = std::stoi(value_of(record, "number"));
    return numbers;
  }

 private:
  void follow(const JournalGlance& glance) {
    if (glance.event() == "started") begun_.insert_or_assign(std::string(glance.task()), glance.record());
    if (glance.event() == "leg") legs_.insert_or_assign(std::string(glance.task()), value_of(glance.record(), "leg"));
    if (glance.event() != "done" && !is_trouble(glance.event())) return;
    begun_.erase(std::string(glance.task()));
    legs_.erase(std::string(glance.task()));
  }

  std::string task_;
  bool held_;
  std::int64_t newest_;
  std::vector<JournalRecord> generations_, history_, notable_;
  std::unordered_map<std::string, JournalRecord> begun_;
  std::map<std::string, std::string> legs_;
};

std::int64_t newest_journal_epoch(const std::string& folder, FileSystem& files) {
  std::int64_t newest = 0;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (parse_epoch_name(name, "", epoch, writer)) newest = std::max(newest, epoch);
  }
  return newest;
}

TaskState state_after(const JournalRecord& last, bool held) {
  if (last.event == "failed") return TaskState::failed;
  if (last.event == "set_aside") return TaskState::set_aside;
  if (last.event == "skipped") return TaskState::skipped;
  return last.event == "started" && held ? TaskState::running : TaskState::waiting;
}

// Tasks that are not done although everything that would read them, or waits for them, is or is itself not wanted.
// What nobody reads is wanted for its own sake.
void mark_unneeded(const PlanRecord& plan, std::vector<TaskState>& states) {
  std::vector<bool> read(plan.size(), false), wanted(plan.size(), false);
  for (const TaskNumber input : plan.inputs.values) read[input] = true;
  for (TaskNumber task = plan.size(); task-- > 0;) {
    if (states[task] == TaskState::done || states[task] == TaskState::skipped) continue;
    if (read[task] && !wanted[task]) {
      states[task] = TaskState::unneeded;
      continue;
    }
    for (const TaskNumber need : plan.needs[task]) wanted[need] = true;
  }
}

bool is_lost(TaskState state) {
  return state == TaskState::failed || state == TaskState::set_aside || state == TaskState::cancelled;
}

// Of the tasks that the user wants held or cancelled, those that are: one that needs a cancelled task is blocked by it.
// What the journal says of a task counts afterwards.
std::map<TaskNumber, TaskState> kept_back_now(const PlanRecord& plan, const std::vector<TaskState>& states,
                                              const std::map<TaskNumber, TaskState>& asked) {
  std::map<TaskNumber, TaskState> kept_back;
  std::vector<bool> lost(plan.size(), false);  // cancelled, or in need of what is
  const auto first = asked.empty() ? plan.size() : asked.begin()->first;
  for (TaskNumber task = first; task < plan.size(); ++task) {
    if (states[task] != TaskState::waiting) continue;
    const auto needs = plan.needs[task];
    lost[task] = std::any_of(needs.begin(), needs.end(), [&](TaskNumber need) { return lost[need]; });
    const auto it = asked.find(task);
    if (lost[task] || it == asked.end()) continue;
    kept_back.insert(*it);
    lost[task] = it->second == TaskState::cancelled;
  }
  return kept_back;
}

void block_or_release(const PlanRecord& plan, TaskNumber task, std::vector<TaskState>& states,
                      std::map<TaskNumber, TaskNumber>& culprits) {
  bool all_done = true;
  for (const TaskNumber need : plan.needs[task]) {
    const TaskState state = states[need];
    all_done = all_done && (state == TaskState::done || state == TaskState::skipped);
    if (state != TaskState::blocked && !is_lost(state)) continue;
    states[task] = TaskState::blocked;
    culprits[task] = state == TaskState::blocked ? culprits.at(need) : need;
    return;
  }
  if (all_done) states[task] = TaskState::ready;
}

}  // namespace

const std::string& value_of(const JournalRecord& record, const std::string& name) {
  static const std::string none;
  const auto it = record.values.find(name);
  return it == record.values.end() ? none : it->second;
}

int CampaignView::generation_of(std::int64_t epoch) const {
  const auto after = generations.upper_bound(epoch);
  return after == generations.begin() ? 0 : std::prev(after)->second;
}

std::vector<TaskState> derive_states(const PlanRecord& plan, const std::vector<bool>& done,
                                     const std::map<TaskNumber, JournalRecord>& last,
                                     const std::map<TaskNumber, TaskState>& kept_back, bool held,
                                     std::map<TaskNumber, TaskNumber>& culprits) {
  std::vector<TaskState> states(plan.size(), TaskState::waiting);
  for (TaskNumber task = 0; task < plan.size(); ++task) {
    if (done[task]) states[task] = TaskState::done;
  }
  for (const auto& [task, record] : last) {
    if (record.event == "skipped") states[task] = TaskState::skipped;  // also with a result from before
  }
  mark_unneeded(plan, states);
  const auto now_kept_back = kept_back_now(plan, states, kept_back);
  for (const auto& [task, record] : last) {
    if (states[task] == TaskState::waiting) states[task] = state_after(record, held);
  }
  for (const auto& [task, state] : now_kept_back) {
    if (states[task] == TaskState::waiting) states[task] = state;
  }
  for (TaskNumber task = 0; task < plan.size(); ++task) {
    if (states[task] == TaskState::waiting) block_or_release(plan, task, states, culprits);
  }
  return states;
}

CampaignView look_at_campaign(const std::string& folder, const std::string& task, const std::string& inputs_folder,
                              FileSystem& files, Clock& clock) {
  const Campaign campaign = Campaign::open(folder, files);
  CampaignView view;
  view.folder = folder;
  view.generation = campaign.newest().number;
  find_plan(campaign, inputs_folder, files, view);
  const auto holder = living_holder(folder, files, clock);
  view.held = holder.has_value();
  if (holder) view.holder = *holder;
  JournalDigest digest(task, view.held, newest_journal_epoch(folder, files));
  scan_journal(folder, files, [&](const JournalGlance& glance) { digest.look(glance); });
  const auto done = done_tasks(view.plan, folder, files);
  for (auto& record : digest.notable()) {
    const auto number = view.plan.find(value_of(record, "task"));
    const bool decides = record.event == "skipped" || record.event == "condition_held";
    if (number && (decides || !done[*number])) view.last.insert_or_assign(*number, std::move(record));
  }
  view.history = digest.history();
  view.generations = digest.generations();
  view.legs = digest.legs();
  std::map<TaskNumber, TaskState> kept_back;
  for (const auto& [name, state] : kept_back_tasks(EditReader(folder, files).read_new())) {
    if (const auto number = view.plan.find(name)) kept_back.emplace(*number, state);
  }
  view.states = derive_states(view.plan, done, view.last, kept_back, view.held, view.culprits);
  return view;
}

}  // namespace vitriflow
