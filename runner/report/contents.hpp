// ReportContents: everything a report shows, gathered once from the workflow, the store and the journal.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/allocation_record.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/campaign.hpp"
#include "runner/plan.hpp"

namespace vitriflow {

struct ReportTask {
  const Task* task = nullptr;
  TaskState state = TaskState::waiting;
  std::string message;  // of the last failure
  std::optional<StoredResult> result;
  std::string taken_from;  // the campaign that computed it; empty: this one
};

// One stretch of a task on its ranks, in seconds since the first record of the journal.
struct Stretch {
  std::string task;
  std::vector<int> ranks;
  double from_s = 0, to_s = 0;
  std::string end;  // "done", "failed", "interrupted", "lost"
};

struct ReportContents {
  std::string campaign, title, folder;
  std::vector<ReportTask> tasks;  // in the graph's order
  std::vector<Stretch> stretches;
  std::vector<JournalRecord> journal;
  std::vector<AllocationRecord> allocations;  // of all submissions, in the order in which they began
  std::string jobs;                           // where those of the newest one stand, in a sentence; empty: nowhere
  double wall_s = 0;                          // while a pool was up
  double core_hours = 0;                      // ranks times time inside tasks
  int pools = 0, pool_deaths = 0;
  std::size_t count(TaskState state) const;
};

// `store` must outlive the call only. A result that is damaged becomes a failed task with the store's message.
ReportContents gather_contents(const Campaign& campaign, const Workflow& workflow, Store& store, FileSystem& files);

}  // namespace vitriflow
