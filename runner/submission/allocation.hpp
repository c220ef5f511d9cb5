// Allocation: the job of a batch system in which this runner works: how long it lasts, what follows it, and the record
// of it that others read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/child.hpp"
#include "hpc/slurm.hpp"
#include "hpc/store/allocation_record.hpp"
#include "runner/notification.hpp"
#include "runner/submission/submission.hpp"

namespace vitriflow {

// How the work in it ended.
enum class WorkEnd {
  done,          // nothing is left to do
  cannot_go_on,  // what is left failed, or waits for somebody's word
  time,          // what is left does not fit into the time, or the warning came
  stopped,       // somebody asked for it
  limited,       // a limit of the campaign is reached
  not_needed,    // others do what is left
  replaced,      // another runner holds the campaign
  broken         // an error ended the runner
};

// The same as the record of its allocation says it, where nobody interrupted the work.
std::string outcome_of(WorkEnd how);

// What the batch system tells a job about itself, through its environment.
struct JobFacts {
  std::string job, nodes;  // "1234", "n[1-2]"
  int tasks = 0;           // processes it may start; 0: not said
  int node_count = 0;      // 0: not said
  int processors = 0;      // on all nodes together, hardware threads where those are given out; 0: not said
  int restarts = 0;
  static JobFacts from_environment();
};

// "2(x3),4" on four nodes is 10; what cannot be read counts as nothing.
int processors_in(const std::string& per_node);

class Allocation {
 public:
  struct Setup {
    std::string campaign;
    Submission submission;
    JobFacts facts;
    Slurm* slurm = nullptr;
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    std::function<void(const std::string&)> say;
    std::function<void()> stop;  // called once when the submission was cancelled while this runs
  };
  explicit Allocation(Setup setup);

  // Why nothing should be done in it, in a sentence: its submission has used up its allocations or its last ones got
  // nothing done, or somebody cancelled it or the one before. Else none; then it is recorded, and its successor waits
  // in the queue, unless it goes on by itself.
  std::optional<std::string> begin();
  // Whether that job, one of the campaign's own, has ended as far as the batch system knows: processes that it does not
  // hear may go on. Asked every few seconds at most.
  bool has_ended(const std::string& job);
  // Renews the record and what is known of its end, and notices that the submission was cancelled; cheap, to be called
  // often.
  void look();
  const AllocationRecord& record() const noexcept { return record_; }
  const Submission& submission() const noexcept { return setup_.submission; }
  int ranks() const noexcept;  // working: as many as wished for, or as the job got
  int nodes() const noexcept;
  double memory_bytes() const noexcept;  // on all nodes together; 0: not known
  std::string words() const;             // "12 on n[1-2], until 2026-11-21 21:05, allocation 1 of at most 4"
  // Why the campaign goes on no more after `end`; none: it may.
  std::optional<CampaignEnd> campaign_end() const;
  void worked(WorkEnd how) noexcept { how_ = how; }
  // From now on it lends its ranks to whoever plans, and says so in its record, each time as a new session.
  void ask_to_join();
  void plan();  // from now on it plans itself
  // Ends the record and sees to it that what follows is right; to be called when the lease is free. `code` is the
  // program's, `last_signal` the last request to stop. The exit code of the job: the same, or another one where others
  // go on.
  int end(int code, int last_signal);

 private:
  void find_end();
  void set_end(double end_s);
  void ask_for_end();
  // The submission's other ones so far.
  std::vector<AllocationRecord> others() const;
  bool is_last() const noexcept;
  std::optional<std::string> spent() const;
  std::optional<std::string> cancelled_before() const;
  void submit_successor();
  bool is_next(const SlurmJob& job) const;
  std::optional<SlurmJob> successor() const;
  bool successor_was_cancelled() const;
  void avoid_bad_nodes(const std::string& job);
  void cancel_successors(const std::string& because, bool all);
  int go_on();
  int stay(const std::string& because) const;
  bool was_cancelled() const;
  bool is_submission_cancelled() const;
  void look_for_cancellation();
  bool is_queued_again() const;
  void write() const;
  bool was_asked_for(int last_signal) const;

  static constexpr double kLookForCancellation_s = 2.0;
  static constexpr double kAskOthers_s = 5.0;

  Setup setup_;
  AllocationRecord record_;
  std::optional<Child> question_;  // to the batch system, under way
  std::string answer_;
  std::string next_;  // the successor's job id; empty: none was submitted
  WorkEnd how_ = WorkEnd::broken;
  double asked_s_ = 0.0, written_s_ = 0.0, asked_of_others_s_ = -kAskOthers_s;  // monotonic
  double looked_s_ = 0.0;                                                       // for a cancellation
  bool told_to_stop_ = false;
  std::int64_t sessions_ = 0;
};

}  // namespace vitriflow
