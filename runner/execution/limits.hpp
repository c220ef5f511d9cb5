// Limits: how much of the machine a campaign may use altogether, and whether it has.
#pragma once

#include <cstdint>
#include <future>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/allocation_record.hpp"
#include "hpc/store/journal.hpp"

namespace vitriflow {

struct Limits {
  double core_hours = std::numeric_limits<double>::infinity();  // of working ranks, in all runs and allocations
  double disk_bytes = std::numeric_limits<double>::infinity();  // of the campaign's folder
  bool any() const noexcept;
};

// "--core-hours" and "--disk" as they were typed; empty: no limit. Throws Error (invalid_input).
Limits read_limits(const std::string& core_hours, const std::string& disk);

// Of allocations, from their begin to their end or to when they were last heard of.
double core_seconds_of(const std::vector<AllocationRecord>& allocations);
// Of runs before that epoch and outside of allocations, from the start of the pool to the last record.
double core_seconds_of(const std::vector<JournalRecord>& records, const std::vector<AllocationRecord>& allocations,
                       std::int64_t before_epoch);

// What the folder takes on disk, as `du` counts it: each file once, however many names it has. Files that go meanwhile
// are left out, and what is left once `stop` is requested.
double disk_use(const std::string& folder, const std::stop_token& stop);

// In one sentence which limit is reached; none: none is.
std::optional<std::string> limit_reached(const Limits& limits, double core_hours, double disk_bytes);

class LimitWatch {
 public:
  struct Setup {
    Limits limits;
    std::string folder;  // the campaign's
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    std::int64_t epoch = 0;
    int ranks = 0;           // working ones of this run; 0 in an allocation, whose record says so
    std::string allocation;  // its record; empty: none
  };
  explicit LimitWatch(Setup setup);
  ~LimitWatch();
  LimitWatch(const LimitWatch&) = delete;
  LimitWatch& operator=(const LimitWatch&) = delete;

  // Cheap, to be called often: looks every few seconds, and at the disk at most each minute and beside the caller.
  // Once a limit is reached it says so every time.
  const std::optional<std::string>& look();
  // The same, at once and waiting for the disk.
  const std::optional<std::string>& look_now();

 private:
  double core_hours() const;
  void measure_disk();
  void judge();

  Setup setup_;
  double earlier_core_s_ = 0, begin_s_ = 0;  // begin: of this run, monotonic
  double looked_s_ = 0, measured_s_ = 0, pause_s_ = 0;
  double disk_bytes_ = 0;
  std::stop_source stop_;
  std::future<double> measurement_;
  std::optional<std::string> reached_;
};

}  // namespace vitriflow
