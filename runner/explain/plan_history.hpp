// PlanHistory: what earlier runs of a campaign planned, and what has changed in a task since.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/plan_record.hpp"

namespace vitriflow {

// How a task differs from what it was in an earlier plan.
struct TaskChange {
  int generation = 0;  // of the earlier plan
  std::vector<std::string>
      reasons;  // "parameter hold: 10 ps -> 20 ps", "'crystal' changed: file of structure"; at most 8
};

class PlanHistory {
 public:
  // Plans of runs before `before` (none: of all) are read when they are asked for. Of a generation that kept none the
  // workflow is expanded again, as this program does it today.
  PlanHistory(std::string folder, std::optional<std::int64_t> before, std::string inputs_folder, FileSystem& files);
  ~PlanHistory();

  // Against the newest earlier plan in which the task had another fingerprint; none when there is no such plan.
  std::optional<TaskChange> change_of(const PlanRecord& now, std::uint32_t task);

 private:
  class Earlier;
  Earlier* earlier(std::size_t steps_back);
  void read_next();

  std::string folder_, inputs_folder_;
  FileSystem* files_;
  std::vector<std::int64_t> epochs_;            // of records that are not yet read, ascending
  int oldest_ = 0;                              // generation that was looked at
  std::vector<std::unique_ptr<Earlier>> read_;  // the newest first
};

// What the fingerprints of a task in two plans were made of, where they differ; causes among its inputs are followed.
std::vector<std::string> compare_parts(const PlanRecord& before, std::uint32_t task_before, const PlanRecord& now,
                                       std::uint32_t task_now);

}  // namespace vitriflow
