// Supervisor: what `vitriflow run` is: outside MPI it takes the campaign's lease, starts the pool, passes requests to
// stop on, starts the pool again when it dies, and at the end says what came of it.
#pragma once

#include "runner/execution/run_request.hpp"
#include "runner/submission/allocation.hpp"

namespace vitriflow {

// Requests to stop are counted from now on; at most once a process.
void count_requests_to_stop();

// The exit code (hpc/base/error.hpp). Throws Error and InvalidInput for what is wrong before anything starts; from then
// on requests to stop are counted, in an allocation they must be before. `allocation`: of the batch system's job that
// this is, which is told how the work ended; may be null.
int supervise(const RunOptions& options, Allocation* allocation);

}  // namespace vitriflow
