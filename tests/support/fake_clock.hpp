// FakeClock: a clock that stands still until a test moves it; sleeping moves it at once.
#pragma once

#include "hpc/base/clock.hpp"

namespace vitriflow::testing {

class FakeClock final : public Clock {
 public:
  // Begins at 2026-11-21T08:00:00Z.
  explicit FakeClock(double wall_s = 1795248000.0) : wall_s_(wall_s) {}

  double wall_s() const override { return wall_s_; }
  double monotonic_s() const override { return monotonic_s_; }
  void sleep_s(double seconds) override {
    ++sleeps_;
    if (seconds > 0) advance(seconds);
  }

  void advance(double seconds) {
    wall_s_ += seconds;
    monotonic_s_ += seconds;
  }
  void set_wall(double wall_s) { wall_s_ = wall_s; }  // somebody set the machine's clock
  int sleeps() const { return sleeps_; }

 private:
  double wall_s_;
  double monotonic_s_ = 0.0;
  int sleeps_ = 0;
};

}  // namespace vitriflow::testing
