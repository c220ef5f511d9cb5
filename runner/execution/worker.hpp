// Worker: one working rank of the pool; it runs what the coordinator orders, in order, and says what became of it.
#pragma once

#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hpc/mailbox.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/journal.hpp"
#include "runner/execution/task_runner.hpp"

namespace vitriflow {

struct PoolFolders {
  std::string campaign, inputs, workflow;
};

class Worker {
 public:
  struct Setup {
    const Communicator* workers = nullptr;
    Mailbox* mailbox = nullptr;  // the coordinator is its process 0
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    const StopToken* stop = nullptr;
    PoolFolders folders;
    std::int64_t epoch = 0;
    std::string writer;  // of the store and the journal: this process, this start of the pool
    CheckpointPolicy checkpoints;
    Accelerator accelerator = {};
  };
  explicit Worker(Setup setup);

  void run();  // until the coordinator says quit

 private:
  bool listen();  // takes what has arrived; true when something had
  void hear_stop(int tag);
  double time_left_s() const;
  void renew_stop(int tag);
  void work_on(const TaskOrder& order);
  void settle();  // syncs when it is due and tells what became durable
  void tell_progress(TaskIndex task, const Progress& progress);
  void tell_stranded(const TaskOrder& order, const std::string& message);
  void journal(const std::string& event, std::map<std::string, std::string> values);

  Setup setup_;
  std::optional<StopToken> task_stop_;  // of the running task alone, or of the whole pool; made anew for each
  Store store_;
  TaskRunner runner_;
  std::unique_ptr<JournalWriter> journal_;  // opened by its first event
  std::deque<TaskOrder> orders_;
  std::map<std::string, TaskIndex> unsettled_;  // handed over, not yet durable; by fingerprint
  std::set<int> stops_;                         // tags of orders that are to end as soon as they begin
  int running_tag_ = -1;
  double until_s_ = std::numeric_limits<double>::infinity();  // of the wall clock: all must have ended
  double last_progress_s_ = 0.0;
  std::string last_phase_;
  bool quit_ = false;
};

}  // namespace vitriflow
