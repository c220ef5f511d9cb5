// RunRequest: what the user wants run, found out before anything on disk changes.
#pragma once

#include <string>
#include <vector>

#include "hpc/store/checkpoint_pace.hpp"
#include "runner/cache/cache_choice.hpp"
#include "runner/execution/limits.hpp"
#include "runner/language/workflow.hpp"
#include "stages/engines/accelerator.hpp"

namespace vitriflow {

struct RunOptions {
  std::string target;                // a workflow's file, or the folder of a campaign to continue
  std::string into;                  // the campaign's folder; empty: campaigns/<campaign> in the current folder
  int ranks = 0;                     // working ranks; 0: one for each physical core
  int nodes = 1;                     // on which they lie
  std::string memory;                // for all tasks that run together: "16 GB"; empty: all that the machine has
  std::string mean_time_to_failure;  // "12 h"; empty: the default
  bool yes = false;                  // abandon running work without asking
  bool no_cache = false;             // take nothing from other campaigns
  std::vector<std::string> cache;    // folders of campaigns to take results from, besides those beside this one
  std::string core_hours, disk;      // limits of the campaign: "500", "200 GB"; empty: none
  std::string accelerator;           // "kokkos:4"; empty: none
  std::string notify;                // a command for the shell at the campaign's end; empty: none
  bool shared = false;               // the campaign is its group's from now on
  std::string submission;            // this run is a job of that submission; empty: it is none
};

struct RunRequest {
  std::string folder;  // of the campaign, absolute; may not exist yet
  std::string inputs;  // of the installation
  Workflow workflow;
  int ranks = 1, nodes = 1;
  double memory_bytes = 0;  // of all nodes together
  CheckpointPolicy checkpoints;
  CacheChoice cache = {};
  Limits limits = {};
  Accelerator accelerator = {};
};

// The same request. Throws Error where a task needs more ranks or memory than there are.
RunRequest checked(RunRequest request);

// Throws InvalidInput, or Error for a task that is wider than all working ranks or larger than the memory.
RunRequest read_request(const RunOptions& options);

// Prints what a changed workflow changes in its campaign, and asks before work is abandoned. True when it has changed.
// Throws Error when the user says no, or cannot be asked.
bool show_changes(const RunRequest& request, const RunOptions& options);

}  // namespace vitriflow
