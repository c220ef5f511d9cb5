// Progress: what runs on which ranks, how far it is and how fast; and which kinds are so quick that they are queued
// ahead.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runner/execution/heartbeat.hpp"
#include "runner/execution/messages.hpp"

namespace vitriflow {

std::string ranks_text(const std::vector<int>& ranks);  // "0,1"

class RunningBoard {
 public:
  struct Entry {
    std::string name;
    std::string kind;
    std::vector<int> ranks;
    double begin_s = 0.0;    // monotonic
    bool announced = false;  // the user was told that it runs
    Progress progress;
    double first_s = 0.0;  // of the first progress heard
    std::int64_t first_done = 0;
    double last_s = 0.0;
    int tag = 0;              // of its order
    bool says_begin = false;  // it was told to
    Heartbeat heartbeat;
  };
  void begin(TaskIndex task, Entry entry);
  void heard(TaskIndex task, const Progress& progress, double now_s);
  void stranded(const Stranded& task);
  // Seconds that a running task will take at its present rate; none before that is known.
  std::optional<double> left_s(TaskIndex task) const;
  const std::map<TaskIndex, Entry>& all() const noexcept { return entries_; }
  Entry end(TaskIndex task);  // removes and returns it
  // One that has ended with a result, until that is on disk.
  void settles(TaskIndex task) { settling_[task] = awake_.seconds(); }
  void settled(TaskIndex task) { settling_.erase(task); }
  Entry& at(TaskIndex task) { return entries_.at(task); }
  // Those that have run for at least `least_s` and were not announced; they count as announced from now on.
  std::vector<TaskIndex> to_announce(double now_s, double least_s);
  std::vector<RunningTask> longest(double now_s, std::size_t count) const;
  // Looks at the clock, so that time passes for hung(); to be called often, after everything was heard.
  void pass(double now_s) { awake_.pass(now_s); }
  struct Hung {
    TaskIndex task = 0;
    std::string message;
  };
  std::optional<Hung> hung(const Patience& patience) const;  // the first one that is

 private:
  AwakeTime awake_;
  std::map<TaskIndex, double> settling_;  // since when
  std::map<TaskIndex, Entry> entries_;
};

// Kinds whose tasks take so little time that a rank is given several in advance. One that ever took long is not quick.
class QuickKinds {
 public:
  void took(const std::string& kind, double seconds);
  // How many tasks of the kind a rank may hold at once: about 50 ms of work, 1 for a kind that is not known to be
  // quick.
  int depth(const std::string& kind) const;

 private:
  struct Measured {
    int tasks = 0;
    double mean_s = 0.0;  // recent ones count more
  };
  std::map<std::string, Measured> kinds_;
};

}  // namespace vitriflow
