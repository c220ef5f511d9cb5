// CampaignView: where every task of a campaign stands and what the journal says of it, from the newest plan, the store
// and the journal, without expanding the workflow again while its plan stands.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "runner/plan.hpp"
#include "runner/plan_record.hpp"

namespace vitriflow {

using TaskNumber = std::uint32_t;  // of a PlanRecord

struct CampaignView {
  std::string folder;
  int generation = 0;  // the newest
  PlanRecord plan;
  std::optional<std::int64_t> plan_epoch;  // of the run that kept it; none: the workflow was expanded again
  bool held = false;
  LeaseHolder holder;
  std::vector<TaskState> states;              // by task; `ready`: all it needs is done
  std::map<TaskNumber, TaskNumber> culprits;  // of blocked tasks: what failed, was set aside or cancelled
  // Of tasks that have begun or failed and are not done: the last record of the newest run.
  std::map<TaskNumber, JournalRecord> last;
  std::map<std::string, std::string> legs;  // of running tasks by name: the last that was begun
  std::map<std::int64_t, int> generations;  // begun by a run: epoch and generation
  std::vector<JournalRecord> history;       // every record of the task that is asked for

  // In force during a run.
  int generation_of(std::int64_t epoch) const;
};

// `task` may be empty. Writes nothing but plans/expanded. Throws Error when the folder holds no campaign.
CampaignView look_at_campaign(const std::string& folder, const std::string& task, const std::string& inputs_folder,
                              FileSystem& files, Clock& clock);

// Where the tasks stand: `done` is what the store holds, `last` what the newest run said last of those that are not
// done, `kept_back` which of them the user wants held or cancelled; `held`: a runner is at work. Pure. Fills
// `culprits`.
std::vector<TaskState> derive_states(const PlanRecord& plan, const std::vector<bool>& done,
                                     const std::map<TaskNumber, JournalRecord>& last,
                                     const std::map<TaskNumber, TaskState>& kept_back, bool held,
                                     std::map<TaskNumber, TaskNumber>& culprits);

// A value of a record; empty where there is none.
const std::string& value_of(const JournalRecord& record, const std::string& name);

}  // namespace vitriflow
