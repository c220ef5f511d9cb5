// run_campaign: what `vitriflow run` does, at a terminal or as a job of a batch system.
#pragma once

#include "runner/execution/run_request.hpp"

namespace vitriflow {

// The exit code (hpc/base/error.hpp). Throws Error and InvalidInput for what is wrong before anything starts.
int run_campaign(const RunOptions& options);

}  // namespace vitriflow
