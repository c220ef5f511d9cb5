// ClusterChecks: whether a cluster's description says what SLURM says of the machine.
#pragma once

#include <string>
#include <vector>

#include "hpc/cluster.hpp"
#include "hpc/slurm_site.hpp"
#include "runner/doctor.hpp"

namespace vitriflow {

// The description itself, SLURM, each partition, the launcher, how a campaign goes on, and what a job is given at the
// end of its time. Pure.
std::vector<Check> compare_with_site(const Cluster& cluster, const SlurmSite& site);

// Whether the LAMMPS with these capabilities (EngineInfo) has the accelerators that the partitions name; empty where
// none does. Pure.
std::vector<Check> accelerator_checks(const Cluster& cluster, const std::vector<std::string>& capabilities);

// Whether the scratch is there and may be written to from here; empty where the cluster states none.
std::vector<Check> scratch_checks(const Cluster& cluster);

}  // namespace vitriflow
