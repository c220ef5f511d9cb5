// Launch: the command line and environment with which the supervisor starts a pool.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hpc/child.hpp"
#include "hpc/store/checkpoint_pace.hpp"
#include "runner/execution/run_request.hpp"
#include "runner/submission/allocation.hpp"

namespace vitriflow {

struct Launch {
  std::string launcher = "mpirun";  // words separated by spaces; $VITRIFLOW_MPIRUN where it is set
  std::string program;              // this program
  std::string campaign_folder;
  std::string log_path;  // takes the pool's standard error
  std::int64_t epoch = 0;
  int start = 1;
  int working_ranks = 1;
  double memory_bytes = std::numeric_limits<double>::infinity();  // for all tasks that run together
  double mean_time_to_failure_s = CheckpointPolicy().mean_time_to_failure_s;
  std::string accelerator;  // as users write it; empty or "none": none
  std::string patience;     // as $VITRIFLOW_PATIENCE says it; may be empty
  std::string command;      // what the user typed, for the journal
  std::string allocation;   // the job's name in CAMPAIGN/allocations; empty: none
  int nodes = 1;            // of the allocation
  std::string member;       // works for another job's pool under this name; empty: it does not
  bool joinable = false;    // other jobs may work for it
  std::string node_folder;  // for MPI's files in the node's memory (hpc/node_folder.hpp); empty: where MPI likes
  bool inside_mpi = false;  // this process is itself part of an MPI job: hide that from the new one
};

// What all pools of a run have in common: epoch, start and log are left to the caller. `target`: what the user named;
// `allocation` may be null.
Launch launch_of(const RunRequest& wanted, const std::string& target, const Allocation* allocation);

// The variable that tells Open MPI's processes in which folder they share memory.
inline constexpr const char* kSharedSegments = "OMPI_MCA_btl_vader_backing_directory";

// What starts `processes` processes of one MPI job, without the program. A launcher that begins with "srun" gets one
// step over all nodes of the allocation, with what srun no longer inherits said again.
Child::Setup step_setup(const std::string& launcher, int processes, int nodes);

// One process more than working ranks; the program binds its ranks itself; ranks yield while they wait.
Child::Setup pool_setup(const Launch& launch);

}  // namespace vitriflow
