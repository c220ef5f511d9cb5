// TimeLimit: by when a pool must have ended, and which tasks may still begin: those of which one leg will end in time,
// as far as legs were measured.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/store/journal.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

// How long the legs of each stage took: of its tasks of much the same size.
class LegTimes {
 public:
  void took(const std::string& stage, double longest_leg_s);
  // From the journal so far: from one leg of a task to its next one, by the same writer.
  void read(const TaskGraph& graph, const std::vector<JournalRecord>& past);
  std::optional<double> longest_s(const std::string& stage) const;

 private:
  std::map<std::string, double> stages_;
};

class TimeLimit {
 public:
  // `until_s` says by when, in seconds of the wall clock; asked every few seconds, since it may be moved. Empty: never.
  TimeLimit(std::function<double()> until_s, Clock& clock);

  // Asks again when that is due. True when the answer has changed: then what was late is not late any more.
  bool look();
  double until_s() const noexcept { return until_s_; }
  bool is_limited() const noexcept { return until_s_ < std::numeric_limits<double>::infinity(); }
  // Whether a task of that stage may begin.
  bool fits(TaskIndex task, const std::string& stage) const;
  void late(TaskIndex task) { late_.insert(task); }  // it found so itself
  LegTimes& legs() noexcept { return legs_; }

 private:
  std::function<double()> ask_;
  Clock* clock_;
  double until_s_ = std::numeric_limits<double>::infinity();
  double asked_s_ = -std::numeric_limits<double>::infinity();
  std::set<TaskIndex> late_;
  LegTimes legs_;
};

}  // namespace vitriflow
