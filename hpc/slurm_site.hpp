// SlurmSite: what SLURM says of its machine: partitions, nodes and the settings that a campaign depends on.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/slurm.hpp"

namespace vitriflow {

struct SlurmPartition {
  std::string name, state;  // "UP"
  double longest_s = std::numeric_limits<double>::infinity();
  double most_nodes = std::numeric_limits<double>::infinity();  // of a job
  int nodes = 0;                                                // of the partition
};

struct SlurmNode {
  std::string name, state;
  std::vector<std::string> partitions;
  int sockets = 1, cores = 1;  // of the node
  double memory_bytes = 0;
  int gpus = 0;
};

struct SlurmSite {
  std::vector<SlurmPartition> partitions;
  std::vector<SlurmNode> nodes;
  std::map<std::string, std::string> config;  // of slurm.conf, as `scontrol show config` words it
  std::string mpi_plugins;                    // of `srun --mpi=list`

  const SlurmPartition* find(std::string_view partition) const;  // nullptr: there is none
  std::vector<SlurmNode> nodes_of(const std::string& partition) const;
  std::string setting(const std::string& name) const;  // empty: not there, or "(null)"
  double seconds(const std::string& name) const;       // of a setting such as "30 sec"; 0: none
};

// "1-00:00:00", "12:00:00", "30:00", "UNLIMITED" in seconds.
double slurm_duration_s(const std::string& text);
// "gpu:4", "gpu:a100:4(S:0-1),gpu:mi250:2,nvme:1": all GPUs together.
int gpus_in(const std::string& resources);

std::vector<SlurmPartition> parse_partitions(std::string_view text);
std::vector<SlurmNode> parse_nodes(std::string_view text);
std::map<std::string, std::string> parse_config(std::string_view text);

// Throws SlurmAway.
SlurmSite ask_site(Slurm& slurm);

}  // namespace vitriflow
