// Heartbeat: what is known of one running task's pace, and whether it has been silent for too long.
//
//   state of the task                                  how long it may be silent
//   told to say when it begins, and did not            least_s
//   between two steps of a course whose rate is known  max(least_s, factor x longest)
//   anything else: the first interval of a course,     max(unknown_s, factor x longest)
//     a course without a known end, or at its end
//   one rank has failed alone                          max(stranded_s, factor x longest)
//
// A course is the steps towards one total; `longest` is the longest interval between two reports of the task so far.
// All times are of AwakeTime.
#pragma once

#include <optional>
#include <string>

#include "runner/execution/patience.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

class Heartbeat {
 public:
  // `says_begin`: the task says so when its group has formed.
  void begin(double awake_s, bool says_begin);
  // A report that repeats what is known is no sign of life: a loop that never ends may make it.
  void heard(const Progress& progress, double awake_s);
  // One rank failed, for this reason, and its partners have not: they may wait for it for ever.
  void stranded(const std::string& message, double awake_s);

  double silent_s(double awake_s) const { return awake_s - last_s_; }
  double limit_s(const Patience& patience) const;
  // Why the task is taken as hung; none: it is not.
  std::optional<std::string> verdict(const Patience& patience, double awake_s) const;

 private:
  std::string sentence(double awake_s) const;
  bool rate_is_known() const;

  Progress progress_;
  bool says_begin_ = false, was_heard_ = false;
  int steps_ = 0;  // reports that moved the present course on
  double last_s_ = 0.0, longest_s_ = 0.0;
  std::string stranded_;
};

}  // namespace vitriflow
