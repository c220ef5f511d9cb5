// CampaignState: where every task of a campaign stands, read from the store, the journal and the lease alone.
#pragma once

#include <string>
#include <vector>

#include "hpc/store/journal.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct TaskStatus {
  TaskState state = TaskState::waiting;
  std::string message;   // why it failed, was set aside, or is blocked
  std::string ranks;     // of a running task: "0,1"
  double begin_s = 0.0;  // of a running task, wall clock
  std::string leg;       // the last that was begun; empty: none
  std::string from;      // of a done task: the campaign whose result was taken over; empty: computed here
  std::vector<std::string> remedies{};  // messages of those that were taken for it, each once
};

struct CampaignState {
  std::vector<TaskStatus> tasks;  // as in the graph
  std::size_t count(TaskState state) const;
};

// `plan` holds what the store has (plan_from_store) and what was asked for (apply_edits); `held`: a runner is at work,
// so what has begun and not ended is running. Failures count from the newest epoch alone: a later run tries such tasks
// again.
CampaignState campaign_state(const TaskGraph& graph, const Plan& plan, const std::vector<JournalRecord>& records,
                             bool held);

}  // namespace vitriflow
