// Status lines: what a person reads while a campaign runs. Text is made by pure functions; the display only prints it.
#pragma once

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "runner/execution/messages.hpp"

namespace vitriflow {

// "glass[hold=10ps]  heating  43 %  120/s  2 min 05 s left"; what is unknown is left out.
std::string running_text(const RunningTask& task);
// "3 of 12 done, 2 running, 7 waiting, 0 failed"; blocked tasks are named when there are any.
std::string counts_text(const PoolSnapshot& snapshot);
// One line for a log: the counts, then the tasks that run, at most three of them.
std::string progress_line(const PoolSnapshot& snapshot);
// A few lines for a terminal of that many columns, none longer: the counts, then at most eight running tasks.
std::vector<std::string> status_block(const PoolSnapshot& snapshot, double elapsed_s, std::size_t columns);
// What one event of the pool is called; empty for those that are not shown.
std::string event_text(const PoolLine& line);

class StatusDisplay {
 public:
  // On a terminal the block is redrawn in place; otherwise at most one progress line is printed per 10 s.
  StatusDisplay(std::FILE* out, bool terminal, Clock& clock);
  ~StatusDisplay();
  StatusDisplay(const StatusDisplay&) = delete;
  StatusDisplay& operator=(const StatusDisplay&) = delete;

  void say(const std::string& line);  // stays
  void hear(const PoolLine& line);    // an event stays with its time of day, a snapshot is shown
  void clear();                       // takes the block away
  // Whether a line that still stands in the output said that the task failed or was set aside; a terminal's may have
  // scrolled away.
  bool told_failure(const std::string& task) const { return !terminal_ && failures_told_.count(task) > 0; }

 private:
  void show(const PoolSnapshot& snapshot);

  std::FILE* out_;
  bool terminal_;
  Clock* clock_;
  double begin_s_;
  double last_line_s_;
  std::size_t lines_drawn_ = 0;
  std::set<std::string> failures_told_;
};

}  // namespace vitriflow
