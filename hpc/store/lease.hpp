// Lease: one runner at a time plans a campaign; the holder's host, pid, boot, job and heartbeat stand in
// CAMPAIGN/lease.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

struct LeaseHolder {
  std::string host;
  std::int64_t pid = 0;
  std::string boot_id;
  std::string job;  // SLURM's job id, or empty
  std::int64_t epoch = 0;
  double taken_s = 0.0;
  double heartbeat_s = 0.0;
};

// What the rules need to know of the machine; passed in for tests.
class Machine {
 public:
  virtual ~Machine() = default;
  virtual std::string host() = 0;
  virtual std::int64_t pid() = 0;
  virtual std::string boot_id() = 0;
  virtual std::string job() = 0;
  virtual bool process_alive(std::int64_t pid) = 0;  // on this host
};
Machine& this_machine();

class Lease {
 public:
  // Takes the campaign's lease with a new epoch, or throws Error (held) naming host, pid, job and age of the holder.
  // A holder is dead when it is on this host and its pid or boot id is gone, when its heartbeat is older than 60 s, or
  // when `has_ended` knows so; should it live all the same, it is fenced off.
  using HasEnded = std::function<bool(const LeaseHolder&)>;
  static Lease take(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine,
                    const HasEnded& has_ended = {});
  ~Lease();
  Lease(Lease&&) noexcept;
  std::int64_t epoch() const;
  // Renews the heartbeat; false when another holder took over. What cannot be written is a warning: the lease stays
  // ours until somebody takes it.
  bool beat();
  bool keep();     // the same, written at most every 10 s, and cheap in between: call it often
  void release();  // the campaign is free again

 private:
  struct State;
  explicit Lease(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Who holds the campaign, for `status`. False when nobody does.
bool read_lease(const std::string& folder, FileSystem& files, LeaseHolder& holder);

// Whoever holds the campaign and still runs, as is_alive judges; none where nobody does.
std::optional<LeaseHolder> living_holder(const std::string& folder, FileSystem& files, Clock& clock,
                                         Machine& machine = this_machine());

// Throws Error when CAMPAIGN/lease is there and holds no lease. Nothing depends on it: the next holder writes it anew.
void check_lease(const std::string& folder, FileSystem& files);

// Whether a holder still runs, as the lease itself judges: not when its process or boot is gone on this host, or when
// it was not heard of for 60 s.
bool is_alive(const LeaseHolder& holder, Clock& clock, Machine& machine);

}  // namespace vitriflow
