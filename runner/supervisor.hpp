// Supervisor: what `vitriflow run` is: outside MPI it takes the campaign's lease, starts the pool, passes requests to
// stop on, starts the pool again when it dies, and at the end says what came of it.
#pragma once

#include <string>

namespace vitriflow {

struct RunOptions {
  std::string target;  // a workflow's file, or the folder of a campaign to continue
  std::string into;    // the campaign's folder; empty: campaigns/<campaign> in the current folder
  int ranks = 0;       // working ranks; 0: one for each physical core
  bool yes = false;    // abandon running work without asking
};

// The exit code (hpc/base/error.hpp). Throws Error and InvalidInput for what is wrong before anything starts.
int run_campaign(const RunOptions& options);

}  // namespace vitriflow
