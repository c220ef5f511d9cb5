// SelfTest: one short job on a cluster that tries what a campaign's jobs rely on: where ranks are put and which cores
// they see, MPI-IO on the campaigns' file system, the warning's signal, and the time from SIGTERM to SIGKILL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hpc/cluster.hpp"
#include "hpc/slurm.hpp"
#include "runner/doctor.hpp"

namespace vitriflow {

struct SelfTestOptions {
  std::string folder;     // where campaigns would be written, absolute: the job's own folder is made in it
  std::string program;    // this executable
  std::string partition;  // empty: the default
  std::string account, qos;
  int nodes = 0;                   // 0: two, or one where the partition gives no more
  double kill_wait_s = 0;          // as SLURM states it
  double queue_patience_s = 1800;  // how long the job may wait
};

// What the job found.
struct SelfTestFound {
  std::string job, nodes;  // "12", "n[1-2]"
  double queued_s = 0;
  int asked_nodes = 1, asked_ranks = 1;  // working ones; one process more was started
  bool step_good = false;
  std::string step;                // what its ranks printed, or why they did not
  std::optional<double> signal_s;  // from the request to the program's word; none: it never came
  std::optional<double> grace_s;   // measured; none: it was not, or not seen
  double kill_wait_s = 0;          // stated
};

// Submits the job, waits for it, and removes it and its folder whatever happens. Throws Error, and Stopped by a signal
// that asks to end.
SelfTestFound run_self_test(const SelfTestOptions& options, const Cluster& cluster, Slurm& slurm);

// Pure.
std::vector<Check> self_test_checks(const SelfTestFound& found);

// In the job, in place of its shell: starts the step, then waits for the signals. `folder` is the job's own.
int run_self_test_job(const std::string& folder, const std::string& launcher, int ranks, int nodes);

// In the step, collective: one line for each rank, "rank 3 on n1 sees cores 0-1", then what MPI-IO did.
void probe_placement(const std::string& folder);

}  // namespace vitriflow
