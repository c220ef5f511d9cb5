// Plan: what is done, ready, running, waiting or lost in a graph of tasks; it decides nothing about ranks.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "runner/task_graph.hpp"

namespace vitriflow {

enum class TaskState {
  waiting,  // for tasks that are not done yet
  ready,
  running,
  finished,   // its result is handed over but not yet known to be on disk
  done,       // its result is on disk and verifies
  failed,     // its attempts are used up
  set_aside,  // took the pool down twice
  blocked,    // something it needs failed, was set aside, cancelled or is blocked
  skipped,    // its condition does not hold, or that of something it takes
  held,       // not to start before it is released
  cancelled,  // not to run at all unless it is released
  unneeded,   // not done, but everything that would read it is
};

const char* to_text(TaskState state);

class Plan {
 public:
  explicit Plan(const TaskGraph& graph);

  // Called before anything starts, for results that are in the store already. An ancestor that is not done becomes
  // unneeded once everything that would read it or comes after it is done or unneeded; what nothing reads is wanted for
  // itself.
  void mark_done_before(TaskIndex task);
  void started(TaskIndex task);
  void finished(TaskIndex task);  // ranks are free, the result is not yet durable
  void done(TaskIndex task);      // durable: dependents may become ready
  void attempt_failed(TaskIndex task, bool may_retry);
  void set_aside(TaskIndex task);  // running, or ready after the pool's restart
  // Waiting or ready after the pool's restart: its attempts were used up before.
  void failed_before(TaskIndex task);
  // Its condition does not hold. Tasks that take it, and nothing else on the same port, are skipped, too; what only
  // comes after it goes on. Before anything starts, or while it is ready. Returns all that are skipped now, the task
  // first.
  std::vector<TaskIndex> skipped(TaskIndex task);
  // Ready, and its result turns out to be on disk already.
  void found(TaskIndex task);
  void interrupted(TaskIndex task);  // stopped with its state kept: ready again
  void hold(TaskIndex task);         // waiting or ready; what needs it waits
  void cancel(TaskIndex task);       // waiting, ready or held; what needs it is blocked
  void release(TaskIndex task);      // held or cancelled

  TaskState state(TaskIndex task) const { return states_[static_cast<std::size_t>(task)]; }
  const std::set<TaskIndex>& ready() const noexcept { return ready_; }  // ascending
  // The task that failed, was set aside or cancelled because of which this one is blocked; -1 when it is not.
  TaskIndex blocked_by(TaskIndex task) const;
  std::size_t count(TaskState state) const { return counts_[static_cast<std::size_t>(state)]; }
  bool over() const;  // nothing ready, running or finished-but-not-durable

 private:
  void set(TaskIndex task, TaskState state);
  void expect(TaskIndex task, std::initializer_list<TaskState> allowed, const char* transition) const;
  void release_dependents(TaskIndex task);
  void block_dependents(TaskIndex task);
  void unblock_dependents(TaskIndex task);
  std::vector<TaskIndex> settle(TaskIndex task);
  bool takes_only_skipped(TaskIndex task) const;
  void spare_ancestors(TaskIndex task);

  const TaskGraph* graph_;
  std::vector<TaskState> states_;
  std::vector<int> missing_;   // needed tasks that are not done
  std::vector<int> readers_;   // dependents that are neither done nor unneeded
  std::vector<bool> is_read_;  // by at least one of them, rather than only followed
  std::set<TaskIndex> ready_;
  std::vector<TaskIndex> blocked_by_;
  std::vector<std::size_t> counts_;
};

}  // namespace vitriflow
