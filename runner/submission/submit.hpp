// submit_campaign: hands a campaign to a batch system: shows what it will use, asks where that is much, writes the
// campaign's folder and the script, and submits the first job.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct SubmitOptions {
  std::string target;   // as of `vitriflow run`
  std::string cluster;  // a name or a file
  std::string partition, account, qos;
  int nodes = 1;
  int ranks = 0;         // working ranks; 0: all cores of the nodes
  std::string walltime;  // "8 h"; empty: the partition's longest
  int allocations = 10;  // at most
  int at_once = 1;       // jobs that may work on it at the same time
  std::string into, mean_time_to_failure;
  std::string core_hours, disk, notify;  // as of `vitriflow run`
  bool shared = false;
  std::string accelerator;              // "kokkos", "gpu", "none"; empty: the partition's
  std::vector<std::string> directives;  // further options of sbatch
  bool dry_run = false, yes = false;
};

// The exit code (hpc/base/error.hpp).
int submit_campaign(const SubmitOptions& options);

}  // namespace vitriflow
