// Relay: what coordinates a member's pool: it hands letters between its workers and the coordinator of another job, and
// decides nothing.
#pragma once

#include <functional>

#include "hpc/base/clock.hpp"
#include "hpc/mailbox.hpp"
#include "hpc/stop.hpp"
#include "hpc/store/letter_log.hpp"
#include "runner/execution/messages.hpp"

namespace vitriflow {

class Relay {
 public:
  struct Setup {
    Mailbox* mailbox = nullptr;  // of its pool: working rank r is process r + 1
    LetterReader* orders = nullptr;
    LetterWriter* answers = nullptr;
    Clock* clock = nullptr;
    int workers = 1;
    PoolNodes nodes{};                  // where they lie
    std::function<bool()> replaced;     // another runner has taken the campaign over: what workers still do is lost
    std::function<double()> until_s{};  // by when its workers must have ended, of the wall clock; empty: never
    std::function<void(const PoolLine&)> tell;
    const StopToken* stop = nullptr;  // requested: it ends when nothing is under way
  };
  explicit Relay(Setup setup) : setup_(std::move(setup)) {}

  // Until all its workers were told to quit. True: the coordinator has no more use for this job. Throws Error (held)
  // once replaced.
  bool run();

 private:
  bool pass_orders();
  bool pass_answers();
  void tell_time();
  void look_around();
  void leave_if_asked();

  Setup setup_;
  int working_ = 0;  // workers that were not told to quit
  bool dismissed_ = false;
  int under_way_ = 0;  // tasks
  double read_s_ = 0.0, looked_s_ = 0.0, until_s_ = 0.0;
};

}  // namespace vitriflow
