// Resizer: remembers which running tasks were asked to go on on another number of ranks, and what such changes cost.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "runner/execution/resizing.hpp"

namespace vitriflow {

class Resizer {
 public:
  // The task to ask next; none while another one is on its way, since ranks are about to move.
  std::optional<TaskIndex> next(const std::vector<ResizableTask>& running, const PoolRoom& room) const;
  void asked(TaskIndex task, int width);  // to keep its state at its next leg end
  // Its group has ended; with its state kept (`interrupted`) it will be placed anew, otherwise the matter is closed.
  void ended(TaskIndex task, bool interrupted, double now_s);
  void forget(TaskIndex task) { under_way_.erase(task); }
  bool is_changing(TaskIndex task) const { return under_way_.contains(task); }
  // It was placed anew; the width that it had before, when that was another one.
  std::optional<int> placed(TaskIndex task, int width);
  void heard(TaskIndex task, double now_s);  // progress, after which a pause is over
  double pause_s() const;                    // expected of the next one

 private:
  struct Change {
    int width = 0;           // before
    double ended_s = -1;     // negative: it still runs
    bool is_placed = false;  // and has not been heard of since
  };
  std::map<TaskIndex, Change> under_way_;
  int measured_ = 0;
  double mean_s_ = 0;
};

}  // namespace vitriflow
