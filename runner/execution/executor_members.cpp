// The part of the executor that deals with other jobs whose ranks work for it.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "runner/execution/executor.hpp"

namespace vitriflow {

namespace {

constexpr double kIdleMember_s = 60.0;  // then its job had better end

}  // namespace

void Executor::look_at_members() {
  if (setup_.members == nullptr) return;
  const Members::Changes changes = setup_.members->look();
  for (const auto& joined : changes.joined) take_in(joined);
  for (const auto& gone : changes.gone) lose(ranks_.segment_of(gone.first), gone.why, gone.by_its_tasks);
  dismiss_idle();
  if (!stopping_) return;
  for (const auto& [task, entry] : board_.all()) {  // signals reach this job's processes alone
    if (!is_own(entry.ranks.front()) && !told_to_stop_.contains(task)) stop_running(task);
  }
}

void Executor::take_in(const Members::Joined& joined) { ranks_.add(joined.count, joined.member); }

void Executor::begin_with(int first, const PoolNodes& nodes) {
  const RankSegment& member = ranks_.segment_of(first);
  if (member.state != RankSegment::State::expected) return;
  setup_.journal->append("joined", {{"member", member.member},
                                    {"ranks", std::to_string(member.count)},
                                    {"nodes", fmt::format("{}", fmt::join(nodes.names, " "))},
                                    {"processors", fmt::format("{}", fmt::join(nodes.processors, "; "))}});
  ranks_.open(first, nodes);
  if (stopping_) ranks_.close(first);
  changed_ = true;
}

// Its processes may go on: what they still do is shut out first. What ran there runs again, from the state kept last;
// where one of its tasks may be the reason, here, where it can be blamed.
void Executor::lose(const RankSegment& member, const std::string& why, bool by_its_tasks) {
  const RankSegment lost = member;
  setup_.members->shut_out(lost.first);
  ranks_.close(lost.first);
  idle_since_s_.erase(lost.first);
  setup_.journal->append("left", {{"member", lost.member}, {"message", why}});
  const auto there = [&](int rank) { return lost.holds(rank); };
  std::vector<TaskIndex> running;
  for (const auto& [task, entry] : board_.all()) {
    if (there(entry.ranks.front())) running.push_back(task);
  }
  for (const TaskIndex task : running) {
    take_back(task, why);
    if (by_its_tasks) at_home_.push_back(task);
  }
  std::vector<TaskIndex> handed_over;
  for (const auto& [task, rank] : settling_) {
    if (there(rank)) handed_over.push_back(task);
  }
  for (const TaskIndex task : handed_over) {  // its root may have come so far or not
    if (setup_.store->contains(setup_.graph->task(task).fingerprint)) {
      durable(task);
      continue;
    }
    settling_.erase(task);
    board_.settled(task);
    seconds_.erase(task);
    plan_.attempt_failed(task, true);
  }
  changed_ = true;
}

void Executor::take_back(TaskIndex index, const std::string& why) {
  const Task& task = setup_.graph->task(index);
  const RunningBoard::Entry entry = board_.end(index);
  isolation_.ended(index);
  ranks_.ended(entry.ranks, task.memory_bytes);
  told_to_stop_.erase(index);
  resizer_.forget(index);
  width_speeds_.begun(task.fingerprint);
  if (setup_.store->contains(task.fingerprint)) {  // it had ended, and only the word of it is lost
    plan_.finished(index);
    return durable(index);
  }
  plan_.interrupted(index);
  steering_.keep_back(plan_);
  setup_.journal->append("interrupted", {{"task", task.name}, {"message", why}});
}

int Executor::rank_of(TaskIndex task) const {
  if (const auto settling = settling_.find(task); settling != settling_.end()) return settling->second;
  return board_.all().at(task).ranks.front();
}

// A job whose ranks have had nothing to do for a while, or whose time is up, is told that it may end.
void Executor::dismiss_idle() {
  const double now_s = setup_.clock->monotonic_s();
  for (const RankSegment& segment : ranks_.segments()) {
    const bool may_end = segment.is_open() || segment.state == RankSegment::State::closed;
    if (segment.member.empty() || !may_end) continue;
    const bool settles =
        std::any_of(settling_.begin(), settling_.end(), [&](const auto& one) { return segment.holds(one.second); });
    if (settles || !ranks_.is_idle(segment)) {
      idle_since_s_.erase(segment.first);
      continue;
    }
    const double since_s = idle_since_s_.try_emplace(segment.first, now_s).first->second;
    if (segment.is_open() && now_s - since_s < kIdleMember_s) continue;
    if (segment.is_open()) setup_.mailbox->post(segment.first + 1, static_cast<int>(Subject::dismissed), "");
    for (int rank = 0; rank < segment.count; ++rank)
      setup_.mailbox->post(segment.first + rank + 1, static_cast<int>(Subject::quit), "");
    ranks_.dismissed(segment.first);
  }
}

}  // namespace vitriflow
