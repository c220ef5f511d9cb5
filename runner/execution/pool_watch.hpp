// PoolWatch: one start of the pool from its first process to its last, as the supervisor sees it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/child.hpp"
#include "runner/execution/patience.hpp"
#include "runner/execution/status_line.hpp"

namespace vitriflow {

struct PoolEnd {
  enum class How { finished, stopped, died, killed, lease_lost, broken };
  How how = How::died;
  std::string message;       // of died: the status of the process; of broken: what the pool said
  int code = 0;              // of broken: the exit code it asked for
  bool out_of_time = false;  // of stopped: nobody asked, but nothing that is left would end in time
  bool dismissed = false;    // of stopped: another job's coordinator has no more use for it
};

class PoolWatch {
 public:
  struct Setup {
    StatusDisplay* display = nullptr;
    Clock* clock = nullptr;
    std::function<bool()> keep_lease;                 // false when it is lost; called once a second at least
    std::function<int()> stop_requests;               // how many came so far: 1 stops, 2 kills
    std::function<bool()> renewal;                    // the workflow has grown: stop and start again with it
    std::string stop_words;                           // said when the first of them comes
    std::function<void(const std::string&)> chatter;  // output that is not addressed to us
    Patience patience;
  };
  PoolWatch(Setup setup, Child& child) : setup_(std::move(setup)), child_(&child) {}

  PoolEnd watch();  // until the pool has ended

 private:
  bool read(double timeout_s);  // true when something came
  void take_line(const std::string& text);
  bool keep_lease();
  bool keep_lease_in_time();
  void pass_on_stop();
  bool wants_renewal();
  bool is_silent();
  void kill();
  PoolEnd judge(const ChildStatus& status) const;

  Setup setup_;
  Child* child_;
  std::string unread_;
  std::optional<PoolEnd> said_;  // what the pool said about its end
  bool output_open_ = true;
  bool lease_lost_ = false;
  AwakeTime awake_;
  double last_word_s_ = 0.0;  // of awake_
  bool spoke_ = false;
  std::string silence_;  // for how long it had been silent when it was ended for that
  int requests_heeded_ = 0;
  bool renewing_ = false;
  double last_look_s_ = 0.0, kept_s_ = 0.0;
  double last_signal_s_ = 0.0, killed_s_ = 0.0;
};

}  // namespace vitriflow
