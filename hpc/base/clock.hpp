// Clock: time as it is passed in, so that tests own it.
#pragma once

#include <string>

namespace vitriflow {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual double wall_s() const = 0;       // seconds since 1970-01-01 UTC
  virtual double monotonic_s() const = 0;  // seconds since an arbitrary moment, never backwards
  virtual void sleep_s(double seconds) = 0;
};

Clock& system_clock();

// "2026-11-21T08:15:30Z"
std::string iso_utc(double wall_s);
// "3.2 s", "4 min 10 s", "2 h 05 min"
std::string duration_text(double seconds);

}  // namespace vitriflow
