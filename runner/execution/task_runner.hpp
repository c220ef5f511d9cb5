// TaskRunner: runs one task on its group: makes what the kind needs, agrees on the outcome, hands the result to the
// store.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/communicator.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/store.hpp"
#include "runner/execution/messages.hpp"

namespace vitriflow {

// Names of files that belong to a task: '/' of a sweep's value becomes '_'.
std::string task_file_name(const std::string& task);
std::string task_log_path(const std::string& campaign_folder, const std::string& task);
// Written just before a task takes the pool down; holds the reason.
std::string abort_note_path(const std::string& campaign_folder, const std::string& task);
// On disk when it returns. An earlier note stays: it says more.
void write_abort_note(FileSystem& files, const std::string& campaign_folder, const std::string& task,
                      const std::string& message);

// The phase in which a task is before it says anything itself.
inline constexpr const char* kStarting = "starting";

// The longest leg of one task, from one beginning to the next.
class LegWatch {
 public:
  void begin(double now_s);
  double end(double now_s);  // of the task: 0 when it began no leg; ready for the next task

 private:
  std::optional<double> begun_s_;
  double longest_s_ = 0.0;
};

class TaskRunner {
 public:
  // Lent for the runner's life.
  struct Surroundings {
    const Communicator* workers = nullptr;  // the working ranks, numbered from 0
    Store* store = nullptr;
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    const StopToken* stop = nullptr;
    std::string campaign_folder, inputs_folder, workflow_folder;
    // Called on the root of a group.
    std::function<void(TaskIndex, const Progress&)> tell_progress;
    // Called on a rank of a larger group that fails, before it waits for its partners to agree on the outcome.
    std::function<void(const TaskOrder&, const std::string& message)> tell_stranded;
    std::function<void(const std::string& event, std::map<std::string, std::string> values)> journal;
    CheckpointPolicy checkpoints;
    // Called on the root of a group: dynamics ran away and goes on with a change.
    std::function<void(TaskIndex, const std::string& message)> tell_remedy{};
    std::function<double()> time_left_s{};  // as StageContext says
    Accelerator accelerator{};
  };
  explicit TaskRunner(Surroundings surroundings) : around_(std::move(surroundings)) {}

  // Collective over the ranks of the order. Never throws for what the kind did: an Error or a Bug is a failed attempt,
  // the same on every rank. After `finished` the root's store holds the result, not yet synced.
  TaskReport run(const TaskOrder& order);

 private:
  StageContext context_for(const TaskOrder& order, const KindDescription& kind) const;
  Communicator group_for(const TaskOrder& order, const KindDescription& kind) const;
  std::string make_scratch(const TaskOrder& order, const Communicator& group) const;
  TaskReport attempt(const TaskOrder& order, const KindDescription& kind, StageContext& context, Result& result) const;
  void hand_over(const TaskOrder& order, const KindDescription& kind, double started_s, const Result& result) const;

  Surroundings around_;
  mutable LegWatch leg_watch_;
};

// What the whole group makes of what each rank saw: failed when any failed, with the message of the lowest rank that
// did; else interrupted when any was. Collective.
TaskReport agree(const Communicator& group, TaskReport mine);

}  // namespace vitriflow
