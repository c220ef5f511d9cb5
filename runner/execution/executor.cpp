#include "runner/execution/executor.hpp"

#include <algorithm>
#include <utility>

#include "hpc/base/error.hpp"
#include "runner/stored_plan.hpp"

namespace vitriflow {

namespace {

constexpr double kLongestRest_s = 5e-3;
constexpr double kSnapshotInterval_s = 1.0;
constexpr double kEditInterval_s = 1.0;
constexpr double kWorthTelling_s = 1.0;  // shorter tasks are counted, not named
constexpr std::size_t kTasksShown = 16;

// Members of an ensemble that were skipped are left out.
std::map<std::string, std::vector<TaskInput>> inputs_of(const TaskGraph& graph, const Plan& plan, const Task& task) {
  std::map<std::string, std::vector<TaskInput>> inputs;
  for (const auto& [port, sources] : task.inputs) {
    for (const TaskIndex source : sources) {
      if (plan.state(source) == TaskState::skipped) continue;
      const Task& from = graph.task(source);
      inputs[port].push_back({from.name, from.fingerprint, from.kind->name});
    }
  }
  return inputs;
}

}  // namespace

Executor::Executor(Setup setup, const std::vector<JournalRecord>& past)
    : setup_(std::move(setup)),
      plan_(plan_from_store(*setup_.graph, *setup_.store, past)),
      steering_(*setup_.graph, setup_.edits),
      ranks_(setup_.workers, setup_.nodes),
      decisions_(past),
      time_limit_(setup_.until_s, *setup_.clock),
      attempts_(attempts_used(past)),
      failures_(failures_in_epoch(past, setup_.epoch)),
      node_blame_(past, setup_.clock->wall_s()) {
  const auto& tasks = setup_.graph->tasks();
  has_conditions_ = std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return !task.presence.empty(); });
  has_memory_ = std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.memory_bytes > 0.0; });
  width_speeds_.read(*setup_.graph, past);
  if (setup_.until_s) time_limit_.legs().read(*setup_.graph, past);
  last_edits_s_ = setup_.clock->monotonic_s();
  deaths_ = noted_deaths(past);
  keep_failed(failed_in_epoch(past, setup_.epoch));
  take_edits();
}

void Executor::keep_failed(const std::set<std::string>& fingerprints) {
  if (fingerprints.empty()) return;
  for (TaskIndex task = 0; task < setup_.graph->size(); ++task) {
    const bool open = plan_.state(task) == TaskState::ready || plan_.state(task) == TaskState::waiting;
    if (open && fingerprints.contains(setup_.graph->task(task).fingerprint)) plan_.failed_before(task);
  }
}

void Executor::heed(const Judgement& judgement) {
  set_aside(judgement.set_aside);
  if (judgement.suspected.empty()) return;
  for (TaskIndex task = 0; task < setup_.graph->size(); ++task) {
    const std::string& fingerprint = setup_.graph->task(task).fingerprint;
    if (judgement.suspected.contains(fingerprint)) isolation_.put_last(task);
    if (judgement.isolated.contains(fingerprint)) isolation_.put_alone(task);
  }
}

void Executor::set_aside(const std::vector<Blame>& blamed) {
  for (const auto& [fingerprint, message] : blamed) {
    const std::vector<TaskIndex> ready(plan_.ready().begin(), plan_.ready().end());
    for (const TaskIndex task : ready) {
      if (setup_.graph->task(task).fingerprint != fingerprint) continue;
      plan_.set_aside(task);
      setup_.journal->append("set_aside", {{"task", setup_.graph->task(task).name}, {"message", message}});
      tell_about(PoolLine::Type::set_aside, task, message);
    }
  }
}

Executor::End Executor::run() {
  Backoff backoff(*setup_.clock, kLongestRest_s);
  while (!over()) {
    const bool heard = listen();
    look_for_hung();
    look_at_time();
    look_at_members();
    const bool handed_out = hand_out();
    resize_if_due();
    setup_.journal->sync_if_due();
    show_if_due();
    if (heard || handed_out) {
      backoff.worked();
    } else {
      backoff.rest();
    }
  }
  for (int rank = 0; rank < ranks_.size(); ++rank) setup_.mailbox->post(rank + 1, static_cast<int>(Subject::quit), "");
  if (!stopping_ || plan_.over()) return End::finished;
  return out_of_time_ ? End::out_of_time : End::stopped;
}

// Where nothing runs and nothing that is ready would end in time, all is over, too.
void Executor::look_at_time() {
  if (time_limit_.look()) {
    const std::string until = fmt::format("{}", time_limit_.until_s());
    for (int rank = 0; rank < ranks_.size(); ++rank)
      setup_.mailbox->post(rank + 1, static_cast<int>(Subject::until), until);
    changed_ = true;
  }
  if (stopping_ || !time_limit_.is_limited() || plan_.ready().empty()) return;
  const bool under_way = plan_.count(TaskState::running) + plan_.count(TaskState::finished) > 0;
  if (under_way || !not_before_s_.empty()) return;
  const auto fits = [this](TaskIndex task) { return time_limit_.fits(task, setup_.graph->task(task).stage); };
  out_of_time_ = stopping_ = std::none_of(plan_.ready().begin(), plan_.ready().end(), fits);
}

bool Executor::over() const {
  const bool nothing_under_way = plan_.count(TaskState::running) == 0 && plan_.count(TaskState::finished) == 0;
  return stopping_ ? nothing_under_way : plan_.over();
}

bool Executor::listen() {
  stopping_ = stopping_ || setup_.stop->requested();
  bool heard = false;
  while (auto letter = setup_.mailbox->take()) {
    hear(*letter);
    heard = true;
  }
  const double now_s = setup_.clock->monotonic_s();
  const auto waited = std::erase_if(not_before_s_, [now_s](const auto& wait) { return wait.second <= now_s; });
  changed_ = changed_ || heard || waited > 0;
  if (now_s - last_edits_s_ >= kEditInterval_s) {
    last_edits_s_ = now_s;
    take_edits();
  }
  return heard;
}

void Executor::take_edits() {
  const Steering::Taken taken = steering_.take_new(plan_);
  for (const TaskIndex task : taken.to_stop) stop_running(task);
  changed_ = changed_ || taken.any;
}

void Executor::stop_running(TaskIndex task) {
  const RunningBoard::Entry& entry = board_.at(task);
  told_to_stop_.insert(task);
  setup_.mailbox->post(entry.ranks.front() + 1, static_cast<int>(Subject::stop), std::to_string(entry.tag));
}

void Executor::hear(const Letter& letter) {
  switch (static_cast<Subject>(letter.subject)) {
    case Subject::report:
      return ended(decode_report(letter.bytes));
    case Subject::durable:
      for (const TaskIndex task : decode_durable(letter.bytes)) durable(task);
      return;
    case Subject::progress: {
      const TaskProgress told = decode_progress(letter.bytes);
      resizer_.heard(told.task, setup_.clock->monotonic_s());
      return board_.heard(told.task, told.progress, setup_.clock->monotonic_s());
    }
    case Subject::remedy: {
      const TaskRemedy told = decode_remedy(letter.bytes);
      return tell_about(PoolLine::Type::remedied, told.task, told.message);
    }
    case Subject::stranded:
      return board_.stranded(decode_stranded(letter.bytes));
    case Subject::nodes:
      return begin_with(letter.from - 1, decode_nodes(letter.bytes));
    default:
      ENSURE(false, "subject {} from process {}", letter.subject, letter.from);
  }
}

void Executor::look_for_hung() {
  board_.pass(setup_.clock->monotonic_s());
  const auto hung = board_.hung(setup_.patience);
  if (!hung) return;
  const Task& task = setup_.graph->task(hung->task);
  setup_.journal->append("hung", {{"task", task.name}, {"fingerprint", task.fingerprint}, {"message", hung->message}});
  setup_.journal->sync();
  if (const auto rank = rank_of(hung->task); !is_own(rank)) return lose(ranks_.segment_of(rank), hung->message, true);
  setup_.give_up(hung->task, hung->message);
}

void Executor::ended(const TaskReport& report) {
  const Task& task = setup_.graph->task(report.task);
  const RunningBoard::Entry entry = board_.end(report.task);
  isolation_.ended(report.task);
  ranks_.ended(entry.ranks, task.memory_bytes);
  const bool told_to_stop = told_to_stop_.erase(report.task) > 0;
  const bool own = is_own(entry.ranks.front());
  const bool late = report.outcome == Outcome::out_of_time && own;
  // Another job that ends is no request to stop here.
  const bool member_ends =
      !own && !told_to_stop && (report.outcome == Outcome::interrupted || report.outcome == Outcome::out_of_time);
  if (member_ends) ranks_.close(ranks_.segment_of(entry.ranks.front()).first);
  time_limit_.legs().took(task.stage, report.longest_leg_s);
  if (late) time_limit_.late(report.task);
  resizer_.ended(report.task, report.outcome == Outcome::interrupted, setup_.clock->monotonic_s());
  switch (report.outcome) {
    case Outcome::finished:
      quick_kinds_.took(task.kind->name, report.seconds);
      if (!width_speeds_.begun_before(task.fingerprint))
        width_speeds_.took(task.stage, static_cast<int>(entry.ranks.size()), report.seconds);
      plan_.finished(report.task);
      board_.settles(report.task);
      settling_[report.task] = entry.ranks.front();
      seconds_[report.task] = report.seconds;
      if (entry.announced) tell_about(PoolLine::Type::finished, report.task, "", report.seconds);
      return;
    case Outcome::failed:
      return failed(report, entry.ranks);
    case Outcome::out_of_time:
    case Outcome::interrupted:
      stopping_ =
          stopping_ || !(told_to_stop || late || member_ends);  // a request to stop everything reached the worker first
      plan_.interrupted(report.task);
      setup_.journal->append("interrupted", {{"task", task.name}});
      width_speeds_.begun(task.fingerprint);
      steering_.keep_back(plan_);
      if (stopping_ || plan_.state(report.task) != TaskState::ready) resizer_.forget(report.task);
      if (entry.announced && !resizer_.is_changing(report.task)) tell_about(PoolLine::Type::interrupted, report.task);
      return;
  }
}

void Executor::durable(TaskIndex task) {
  plan_.done(task);
  board_.settled(task);
  settling_.erase(task);
  const auto seconds = seconds_.extract(task);
  setup_.journal->append("done", {{"task", setup_.graph->task(task).name},
                                  {"fingerprint", setup_.graph->task(task).fingerprint},
                                  {"seconds", fmt::format("{:.6g}", seconds.empty() ? 0.0 : seconds.mapped())}});
}

bool Executor::hand_out() {
  if (stopping_ || !std::exchange(changed_, false)) return false;
  decide_conditions();
  bool placed = false;
  if (ranks_.any_free()) {
    refuse_what_fits_nowhere();
    const auto assignments = ranks_.place(candidates(), at_home_);
    for (const auto& assignment : assignments) order(assignment.task, assignment.ranks);
    placed = !assignments.empty();
  }
  return fill_queues() || placed;
}

// What becomes ready by a decision may hang on another one.
void Executor::decide_conditions() {
  bool again = has_conditions_;
  while (std::exchange(again, false)) {
    const std::vector<TaskIndex> ready(plan_.ready().begin(), plan_.ready().end());
    for (const TaskIndex task : ready) {
      if (setup_.graph->task(task).presence.empty() || settled_.contains(task)) continue;
      if (plan_.state(task) == TaskState::ready && !decide_condition(task)) again = true;
    }
  }
}

// True when the task is to run.
bool Executor::decide_condition(TaskIndex index) {
  const Task& task = setup_.graph->task(index);
  Decision decision{true, ""};
  if (const auto earlier = task.condition == nullptr ? std::nullopt : decisions_.of(task)) {
    decision = *earlier;  // and in the journal: a failing one was skipped when the plan was made
  } else if (task.condition != nullptr) {
    try {
      std::map<TaskIndex, Result> results;
      decision = decide(*task.condition, [&](TaskIndex source) -> const Result& {
        const auto [it, is_new] = results.try_emplace(source);
        if (is_new) it->second = setup_.store->read(setup_.graph->task(source).fingerprint).result;
        return it->second;
      });
    } catch (const Error& error) {
      plan_.started(index);
      failed({index, Outcome::failed,
              fmt::format("its condition '{}' cannot be decided: {}", task.condition->text, error.what()), 0.0, false},
             {});
      return false;
    }
    if (!decision.holds) {
      skip(index, decision);
      return false;
    }
    setup_.journal->append("condition_held", decision_record(task, decision));
  }
  if (setup_.store->contains(task.fingerprint)) {
    plan_.found(index);
    return false;
  }
  settled_.insert(index);
  return true;
}

void Executor::skip(TaskIndex index, const Decision& decision) {
  const Task& task = setup_.graph->task(index);
  for (const TaskIndex gone : plan_.skipped(index)) {
    const Task& skipped = setup_.graph->task(gone);
    auto record = decision_record(skipped, decision);
    if (gone != index) {  // no decision of its own: it hangs on the first one
      record.erase("condition");
      record["message"] = fmt::format("'{}' was skipped", task.name);
    }
    tell_about(PoolLine::Type::skipped, gone, record["message"]);
    setup_.journal->append("skipped", std::move(record));
  }
}

std::vector<Candidate> Executor::candidates() const {
  std::vector<Candidate> result;
  result.reserve(plan_.ready().size());
  for (const TaskIndex task : plan_.ready()) {
    if (not_before_s_.contains(task) || !time_limit_.fits(task, setup_.graph->task(task).stage)) continue;
    result.push_back(candidate(task));
  }
  return isolation_.allowed(result, plan_.count(TaskState::running) == 0);
}

Candidate Executor::candidate(TaskIndex index) const {
  const Task& task = setup_.graph->task(index);
  const int most =
      quick_kinds_.depth(task.kind->name) > 1 ? task.ranks : width_speeds_.widest(task.stage, width_of(task).most);
  return {index, task.ranks,        steering_.priority(index),
          most,  task.memory_bytes, node_blame_.shunned_by(task.fingerprint)};
}

// Gives ranks that are busy with quick tasks more of them, so that they never wait for an answer in between.
bool Executor::fill_queues() {
  if (isolation_.occupied()) return false;
  bool filled = false;
  auto next = plan_.ready().begin();
  for (int number = 0; number < static_cast<int>(ranks_.ranks().size()); ++number) {
    const RankBoard::Rank& rank = ranks_.ranks()[static_cast<std::size_t>(number)];
    if (!rank.quick || rank.orders == 0 || rank.orders > rank.depth / 2 || !ranks_.may_get_more(number)) continue;
    while (rank.orders < rank.depth && next != plan_.ready().end()) {
      const TaskIndex task = *next;
      ++next;
      const Task& described = setup_.graph->task(task);
      if (not_before_s_.contains(task) || isolation_.is_alone(task) || described.ranks != 1 ||
          !time_limit_.fits(task, described.stage) || described.memory_bytes > 0 ||
          quick_kinds_.depth(described.kind->name) == 1 || !may_queue_at(task, number))
        continue;
      order(task, {number});
      filled = true;
    }
  }
  return filled;
}

bool Executor::may_queue_at(TaskIndex task, int rank) const {
  if (!is_own(rank) && std::find(at_home_.begin(), at_home_.end(), task) != at_home_.end()) return false;
  const auto shunned = node_blame_.shunned_by(setup_.graph->task(task).fingerprint);
  return shunned.empty() || !shunned.contains(ranks_.node_names({rank}));
}

void Executor::order(TaskIndex index, std::vector<int> ranks) {
  const Task& task = setup_.graph->task(index);
  const std::int64_t attempt = attempts_[task.fingerprint] + 1;
  const int depth = ranks.size() == 1 && !isolation_.is_alone(index) ? quick_kinds_.depth(task.kind->name) : 1;
  const bool says_begin = depth == 1;  // others may wait behind one another, and end before anybody misses them
  const auto deaths = deaths_.find(task.fingerprint);
  const std::string bytes =
      encode(TaskOrder{index, task.name, task.fingerprint, task.kind->name, task.engine, task.seed, attempt,
                       ranks_.local(ranks), next_tag_, task.parameters, inputs_of(*setup_.graph, plan_, task),
                       says_begin, deaths == deaths_.end() ? std::vector<EarlierDeath>() : deaths->second});
  const int tag = std::exchange(next_tag_, next_tag_ == setup_.largest_tag ? 0 : next_tag_ + 1);
  ranks_.ordered(ranks, depth, task.memory_bytes);
  for (const int number : ranks) setup_.mailbox->post(number + 1, static_cast<int>(Subject::order), bytes);
  plan_.started(index);
  isolation_.began(index);
  setup_.journal->append("started", {{"task", task.name},
                                     {"fingerprint", task.fingerprint},
                                     {"ranks", ranks_text(ranks)},
                                     {"attempt", std::to_string(attempt)}});
  const auto width = ranks.size();
  const auto before = resizer_.placed(index, static_cast<int>(width));
  RunningBoard::Entry entry{task.name, task.kind->name, std::move(ranks), setup_.clock->monotonic_s()};
  entry.tag = tag;
  entry.says_begin = says_begin;
  board_.begin(index, std::move(entry));
  if (!before) return;
  setup_.journal->append("resized",
                         {{"task", task.name}, {"from", std::to_string(*before)}, {"to", std::to_string(width)}});
  tell_about(PoolLine::Type::resized, index, fmt::format("from {} to {} ranks", *before, width));
}

PoolRoom Executor::room(const RankSegment& segment) const {
  PoolRoom room;
  room.idle = ranks_.free_count(segment);
  const auto ready = candidates();
  if (!ready.empty()) room.awaited = ready.front().width;
  for (const auto& [task, entry] : board_.all()) {
    if (!segment.holds(entry.ranks.front())) continue;
    if (const auto left_s = board_.left_s(task)) room.next_end_s = std::min(room.next_end_s, *left_s);
  }
  return room;
}

std::vector<ResizableTask> Executor::resizable(const RankSegment& segment) const {
  std::vector<ResizableTask> tasks;
  const double now_s = setup_.clock->monotonic_s();
  for (const auto& [index, entry] : board_.all()) {
    if (!segment.holds(entry.ranks.front())) continue;
    const Task& task = setup_.graph->task(index);
    const TaskWidth width = width_of(task);
    const auto left_s = board_.left_s(index);
    if (width.fixed() || !task.kind->on_any_ranks || !left_s || told_to_stop_.contains(index)) continue;
    tasks.push_back({index, static_cast<int>(entry.ranks.size()), task.ranks,
                     width_speeds_.widest(task.stage, width.most), now_s - entry.begin_s, *left_s});
  }
  return tasks;
}

void Executor::resize_if_due() {
  constexpr double kInterval_s = 1.0;
  const double now_s = setup_.clock->monotonic_s();
  if (stopping_ || isolation_.occupied() || now_s - last_resize_look_s_ < kInterval_s) return;
  last_resize_look_s_ = now_s;
  for (const RankSegment& segment : ranks_.segments()) {  // no group reaches beyond one
    const auto tasks = resizable(segment);
    if (const auto task = tasks.empty() ? std::nullopt : resizer_.next(tasks, room(segment))) {
      resizer_.asked(*task, static_cast<int>(board_.at(*task).ranks.size()));
      stop_running(*task);
    }
    if (ranks_.free_count(segment) > 0) return;  // there a task of a later one would be placed anew
  }
}

void Executor::tell_about(PoolLine::Type type, TaskIndex task, const std::string& message, double seconds) {
  PoolLine line{type, setup_.graph->task(task).name, "", message, seconds, 0, snapshot()};
  if (type == PoolLine::Type::started) line.ranks = ranks_text(board_.at(task).ranks);
  setup_.tell(line);
}

void Executor::show_if_due() {
  const double now_s = setup_.clock->monotonic_s();
  if (now_s - last_shown_s_ < kSnapshotInterval_s) return;
  last_shown_s_ = now_s;
  for (const TaskIndex task : board_.to_announce(now_s, kWorthTelling_s)) tell_about(PoolLine::Type::started, task);
  PoolLine line;
  line.snapshot = snapshot();
  setup_.tell(line);
}

PoolSnapshot Executor::snapshot() const {
  PoolSnapshot snapshot;
  snapshot.done = plan_.count(TaskState::done);
  snapshot.running = plan_.count(TaskState::running) + plan_.count(TaskState::finished);
  snapshot.waiting = plan_.count(TaskState::waiting) + plan_.count(TaskState::ready) + plan_.count(TaskState::held);
  snapshot.failed = plan_.count(TaskState::failed) + plan_.count(TaskState::set_aside);
  snapshot.blocked = plan_.count(TaskState::blocked) + plan_.count(TaskState::cancelled);
  snapshot.tasks = board_.longest(setup_.clock->monotonic_s(), kTasksShown);
  return snapshot;
}

}  // namespace vitriflow
