// JobScript: the text that sbatch gets. A pure function of what is asked for and of the cluster, so that it can be
// shown before anything is submitted and compared in full by tests.
#pragma once

#include <string>
#include <vector>

#include "hpc/cluster.hpp"

namespace vitriflow {

struct JobRequest {
  std::string campaign;      // "zif4-quickstart"
  std::string folder;        // the campaign's, absolute
  std::string program;       // this executable, absolute, or a name that the job finds in PATH
  std::string submission;    // letters, digits and "-_.": the job is known by it, since SLURM gives ids out again
  std::string partition;     // empty: the cluster's default
  std::string account, qos;  // empty: the cluster's
  int nodes = 1;
  int ranks = 1;  // working ones, of all nodes; the step starts one process more, which sleeps and coordinates
  double memory_bytes = 0;  // of each node; 0: the ranks' share of a node
  int gpus_per_node = 0;    // 0: none are asked for
  double walltime_s = 0;
  std::string dependency;               // "afterany:12", "singleton", or empty
  std::vector<std::string> directives;  // options of sbatch, after those of the cluster
  std::vector<std::string> command;     // what the program is to do; empty: run the campaign
};

// What keeps the request from being submitted to the cluster: sentences with the way out, none when nothing does.
std::vector<std::string> job_problems(const JobRequest& request, const Cluster& cluster);

// Throws Error (invalid_input) with all of job_problems. The last line replaces the shell by the program with
// `command`, or with `run FOLDER --submission SUBMISSION --yes`, so that signals which SLURM sends to the batch shell
// reach it.
std::string job_script(const JobRequest& request, const Cluster& cluster);

// Memory that the job gets of each node, in whole mebibytes.
double node_memory_bytes(const JobRequest& request, const Partition& partition);

// Core hours that the whole walltime costs: of the ranks, or of whole nodes where the partition gives no less.
double core_hours(const JobRequest& request, const Cluster& cluster);

}  // namespace vitriflow
