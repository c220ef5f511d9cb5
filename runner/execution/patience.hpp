// Patience: how long what runs may be silent before it is taken as hung, and the time that silence is measured in.
#pragma once

#include <string>

namespace vitriflow {

// Seconds but for `factor`.
struct Patience {
  double least_s = 600.0;        // with a task whose rate is known
  double factor = 20.0;          // or so many times the longest interval between two of its reports, if that is longer
  double unknown_s = 21600.0;    // with a task whose rate is not known
  double stranded_s = 60.0;      // in place of least_s and unknown_s once one rank of a group has failed alone
  double pool_s = 300.0;         // with the whole pool, which says something each second
  double first_word_s = 1800.0;  // with a pool that starts
};

std::string patience_text();  // $VITRIFLOW_PATIENCE, empty where it is not set

// "least=600 factor=20 unknown=21600 stranded=60 pool=300 first_word=1800"; what is left out keeps its default. Throws
// Error (invalid_input).
Patience parse_patience(const std::string& text);

// Counts the time during which the process that asks was awake. Between two looks at most kLongestStep_s count: after a
// longer gap the process itself was stopped, or the whole machine was asleep, and everybody else may have been, too.
class AwakeTime {
 public:
  static constexpr double kLongestStep_s = 2.0;
  double pass(double monotonic_s);  // looks at the clock; the same as seconds() afterwards
  double seconds() const noexcept { return awake_s_; }

 private:
  bool begun_ = false;
  double last_s_ = 0.0, awake_s_ = 0.0;
};

}  // namespace vitriflow
