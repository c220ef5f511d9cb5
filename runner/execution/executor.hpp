// Executor: the coordinator's side of the pool: it hands tasks to working ranks, hears what became of them, and never
// computes itself.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/mailbox.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/store.hpp"
#include "runner/decisions.hpp"
#include "runner/edits.hpp"
#include "runner/execution/blame.hpp"
#include "runner/execution/isolation.hpp"
#include "runner/execution/members.hpp"
#include "runner/execution/messages.hpp"
#include "runner/execution/noted_deaths.hpp"
#include "runner/execution/placement.hpp"
#include "runner/execution/progress.hpp"
#include "runner/execution/rank_board.hpp"
#include "runner/execution/resizer.hpp"
#include "runner/execution/steering.hpp"
#include "runner/execution/time_limit.hpp"
#include "runner/execution/width_speeds.hpp"
#include "runner/node_blame.hpp"
#include "runner/plan.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

class Executor {
 public:
  struct Setup {
    const TaskGraph* graph = nullptr;
    Mailbox* mailbox = nullptr;  // working rank r is process r + 1
    Store* store = nullptr;
    JournalWriter* journal = nullptr;
    Clock* clock = nullptr;
    const StopToken* stop = nullptr;
    int workers = 1;
    PoolNodes nodes{};  // where they lie
    std::int64_t epoch = 0;
    int largest_tag = 32767;
    std::function<void(const PoolLine&)> tell;  // to the supervisor
    EditReader* edits = nullptr;                // of the user; may be null
    Patience patience;
    // Called when a task is taken as hung, with the reason, which is in the journal; it need not return.
    std::function<void(TaskIndex, const std::string& message)> give_up;
    std::function<double()> until_s{};  // by when all must have ended (TimeLimit); empty: never
    Members* members = nullptr;         // other jobs that may work for this one; may be null
  };
  // `past` is the journal so far: attempts are counted on from it, and what failed for good in this epoch, before the
  // pool was started again, stays failed.
  Executor(Setup setup, const std::vector<JournalRecord>& past);

  void heed(const Judgement& judgement);  // before it runs
  // finished: everything is done or lost. stopped: that was requested, and what was running has ended. out_of_time:
  // nothing that is left would end in time.
  enum class End { finished, stopped, out_of_time };
  End run();
  const Plan& plan() const noexcept { return plan_; }

 private:
  void set_aside(const std::vector<Blame>& blamed);
  bool over() const;
  void keep_failed(const std::set<std::string>& fingerprints);
  bool listen();
  void take_edits();
  void stop_running(TaskIndex task);
  void hear(const Letter& letter);
  void ended(const TaskReport& report);
  void failed(const TaskReport& report, const std::vector<int>& ranks);  // none: it was not handed out
  bool try_again(const TaskReport& report);
  std::map<std::string, std::string> failure_record(const TaskReport& report, const std::vector<int>& ranks);
  void blame_node(const std::string& fingerprint, const std::string& nodes);
  void refuse_what_fits_nowhere();
  void durable(TaskIndex task);
  bool hand_out();
  void decide_conditions();
  bool decide_condition(TaskIndex task);
  void skip(TaskIndex task, const Decision& decision);
  std::vector<Candidate> candidates() const;
  Candidate candidate(TaskIndex task) const;
  bool fill_queues();
  bool may_queue_at(TaskIndex task, int rank) const;
  void order(TaskIndex task, std::vector<int> ranks);
  void look_for_hung();
  void look_at_time();
  void look_at_members();
  void take_in(const Members::Joined& joined);
  void begin_with(int first, const PoolNodes& nodes);  // orders for the member whose ranks begin there
  void lose(const RankSegment& member, const std::string& why, bool by_its_tasks);
  void take_back(TaskIndex task, const std::string& why);
  void dismiss_idle();
  int rank_of(TaskIndex task) const;  // one of those it runs on, or ran on until its result is durable
  bool is_own(int rank) const { return ranks_.segment_of(rank).member.empty(); }
  void resize_if_due();
  PoolRoom room(const RankSegment& segment) const;
  std::vector<ResizableTask> resizable(const RankSegment& segment) const;
  void tell_about(PoolLine::Type type, TaskIndex task, const std::string& message = "", double seconds = 0.0);
  void show_if_due();
  PoolSnapshot snapshot() const;

  Setup setup_;
  Plan plan_;
  Steering steering_;
  RankBoard ranks_;
  std::vector<TaskIndex> at_home_;      // tasks that no other job gets any more
  std::map<TaskIndex, int> settling_;   // a rank of those that have ended and are not yet durable
  std::map<int, double> idle_since_s_;  // by the first rank of a member
  RunningBoard board_;
  Decisions decisions_;                               // of earlier runs
  bool has_conditions_ = false, has_memory_ = false;  // otherwise neither is looked at while tasks are handed out
  Isolation isolation_;
  std::set<TaskIndex> settled_;  // ready tasks that depend on conditions and may run
  TimeLimit time_limit_;
  QuickKinds quick_kinds_;
  WidthSpeeds width_speeds_;
  Resizer resizer_;
  double last_resize_look_s_ = 0.0;
  std::map<std::string, std::vector<EarlierDeath>> deaths_;  // by fingerprint
  std::map<std::string, std::int64_t> attempts_, failures_;  // by fingerprint: in all epochs; retried in this one
  NodeBlame node_blame_;
  std::map<TaskIndex, double> not_before_s_;  // of tasks that wait for their next attempt
  std::map<TaskIndex, double> seconds_;       // of tasks that have ended and are not yet durable
  std::set<TaskIndex> told_to_stop_;
  double last_edits_s_ = 0.0;
  int next_tag_ = 0;
  double last_shown_s_ = 0.0;
  bool stopping_ = false, out_of_time_ = false;
  bool changed_ = true;  // something that placement depends on
};

}  // namespace vitriflow
