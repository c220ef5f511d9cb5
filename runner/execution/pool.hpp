// Pool: one MPI job of a coordinator (process 0) and N working ranks, which the supervisor starts, stops and restarts.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "hpc/store/checkpoint_pace.hpp"
#include "runner/execution/patience.hpp"
#include "stages/engines/accelerator.hpp"

namespace vitriflow {

struct PoolRequest {
  std::string campaign_folder;
  std::int64_t epoch = 0;
  int start = 1;        // how often the supervisor has started the pool, from 1: names the files of its writers
  std::string command;  // what the user typed, for the journal
  double memory_bytes =
      std::numeric_limits<double>::infinity();  // for all tasks that run together, an equal part of it on each machine
  CheckpointPolicy checkpoints;
  Accelerator accelerator;
  Patience patience;
  std::string member;      // this pool works for the coordinator of another job, under this name; empty: it does not
  bool joinable = false;   // other jobs may work for this pool
  std::string allocation;  // the record in CAMPAIGN/allocations that says by when all must have ended; empty: none
};

// The whole life of one process of the pool, MPI included. A stop request is SIGUSR1: mpirun and srun pass it on to
// every process of the job, wherever it runs, so that each sees it even in the middle of a task. Its exit code.
int run_pool(const PoolRequest& request);

}  // namespace vitriflow
