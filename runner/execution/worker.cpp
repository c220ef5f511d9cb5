#include "runner/execution/worker.hpp"

#include <algorithm>
#include <utility>

#include "hpc/base/utf8.hpp"
#include "hpc/signals.hpp"

namespace vitriflow {

namespace {

constexpr int kCoordinator = 0;
constexpr double kLongestRest_s = 4e-3;
constexpr double kProgressInterval_s = 1.0;
constexpr double kPhaseInterval_s = 0.1;
// A letter of that length leaves at once, whether or not anybody still takes it.
constexpr std::size_t kLongestStranded = 1000;

}  // namespace

Worker::Worker(Setup setup)
    : setup_(std::move(setup)),
      task_stop_(std::in_place),
      store_(setup_.folders.campaign, setup_.epoch, setup_.writer, *setup_.files, *setup_.clock),
      runner_(
          {setup_.workers, &store_, setup_.files, setup_.clock, &*task_stop_, setup_.folders.campaign,
           setup_.folders.inputs, setup_.folders.workflow,
           [this](TaskIndex task, const Progress& progress) { tell_progress(task, progress); },
           [this](const TaskOrder& order, const std::string& message) { tell_stranded(order, message); },
           [this](const std::string& event, std::map<std::string, std::string> values) {
             journal(event, std::move(values));
           },
           setup_.checkpoints,
           [this](TaskIndex task, const std::string& message) {
             setup_.mailbox->post(kCoordinator, static_cast<int>(Subject::remedy), encode(TaskRemedy{task, message}));
           },
           [this] { return time_left_s(); }, setup_.accelerator}) {}

double Worker::time_left_s() const { return until_s_ - setup_.clock->wall_s(); }

void Worker::run() {
  Backoff backoff(*setup_.clock, kLongestRest_s);
  while (!quit_ || !orders_.empty() || !unsettled_.empty()) {
    bool worked = listen();
    if (!orders_.empty()) {
      const TaskOrder order = std::move(orders_.front());
      orders_.pop_front();
      work_on(order);
      worked = true;
    }
    settle();
    if (worked) {
      backoff.worked();
    } else {
      backoff.rest();
    }
  }
  forward_stop_signals(nullptr);
  if (journal_) journal_->sync();
}

bool Worker::listen() {
  bool heard = false;
  while (auto letter = setup_.mailbox->take()) {
    heard = true;
    if (letter->subject == static_cast<int>(Subject::quit)) {
      quit_ = true;
    } else if (letter->subject == static_cast<int>(Subject::stop)) {
      hear_stop(std::stoi(letter->bytes));
    } else if (letter->subject == static_cast<int>(Subject::until)) {
      until_s_ = std::stod(letter->bytes);
    } else {
      orders_.push_back(decode_order(letter->bytes));
    }
  }
  return heard;
}

void Worker::hear_stop(int tag) {
  if (tag == running_tag_) {
    task_stop_->request();
  } else {
    stops_.insert(tag);
  }
}

// The runner knows the token by its address, which stays.
void Worker::renew_stop(int tag) {
  forward_stop_signals(nullptr);
  task_stop_.emplace();
  forward_stop_signals(&*task_stop_);
  if (setup_.stop->requested() || stops_.erase(tag) > 0) task_stop_->request();
}

void Worker::work_on(const TaskOrder& order) {
  running_tag_ = order.tag;
  if (order.says_begin) last_progress_s_ = 0.0;  // it must not be lost behind the last task's
  renew_stop(order.tag);
  const bool root = order.ranks.front() == setup_.workers->rank();
  // Only a task on one rank may be given back without asking the others, who may have begun it.
  const bool give_back = task_stop_->requested() && order.ranks.size() == 1;
  const TaskReport report = give_back ? TaskReport{order.task, Outcome::interrupted, "", 0.0} : runner_.run(order);
  running_tag_ = -1;
  if (orders_.empty()) stops_.clear();  // they came after their tasks had ended
  if (!root) return;
  if (report.outcome == Outcome::finished) unsettled_[order.fingerprint] = order.task;
  setup_.mailbox->post(kCoordinator, static_cast<int>(Subject::report), encode(report));
}

void Worker::settle() {
  if (journal_) journal_->sync_if_due();
  if (unsettled_.empty()) return;
  std::vector<TaskIndex> durable;
  for (const auto& fingerprint : store_.sync_if_due()) {
    const auto it = unsettled_.find(fingerprint);
    if (it == unsettled_.end()) continue;
    durable.push_back(it->second);
    unsettled_.erase(it);
    store_.remove_checkpoints(fingerprint);
  }
  if (!durable.empty()) setup_.mailbox->post(kCoordinator, static_cast<int>(Subject::durable), encode(durable));
}

void Worker::tell_progress(TaskIndex task, const Progress& progress) {
  const double now_s = setup_.clock->monotonic_s();
  double interval_s = progress.phase == last_phase_ ? kProgressInterval_s : kPhaseInterval_s;
  if (last_phase_ == kStarting) interval_s = 0.0;  // where it is, should it hang there
  if (now_s - last_progress_s_ < interval_s) return;
  last_progress_s_ = now_s;
  last_phase_ = progress.phase;
  listen();  // somebody may want this task to end
  if (setup_.stop->requested()) task_stop_->request();
  setup_.mailbox->post(kCoordinator, static_cast<int>(Subject::progress), encode(TaskProgress{task, progress}));
}

void Worker::tell_stranded(const TaskOrder& order, const std::string& message) {
  Stranded stranded{order.task, order.tag, message.substr(0, kLongestStranded)};
  stranded.message.resize(std::min(first_invalid_utf8(stranded.message), stranded.message.size()));
  setup_.mailbox->post(kCoordinator, static_cast<int>(Subject::stranded), encode(stranded));
}

void Worker::journal(const std::string& event, std::map<std::string, std::string> values) {
  if (!journal_) {
    journal_ = std::make_unique<JournalWriter>(setup_.folders.campaign, setup_.epoch, setup_.writer, *setup_.files,
                                               *setup_.clock);
  }
  journal_->append(event, std::move(values));
  if (event == "leg") {
    journal_->sync();  // there before its first step: the next record, and the next chance, come with its end
  } else {
    journal_->sync_if_due();
  }
}

}  // namespace vitriflow
