// Supervisor: what `vitriflow run` is: outside MPI it takes the campaign's lease, starts the pool, passes requests to
// stop on, starts the pool again when it dies, and at the end says what came of it.
#pragma once

#include "runner/execution/run_request.hpp"

namespace vitriflow {

// The exit code (hpc/base/error.hpp). Throws Error and InvalidInput for what is wrong before anything starts.
int run_campaign(const RunOptions& options);

}  // namespace vitriflow
