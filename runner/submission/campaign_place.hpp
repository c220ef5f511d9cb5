// Where a submitted campaign lies: whether compute nodes can write there, and how its large files are striped.
#pragma once

#include <string>

#include "hpc/base/files.hpp"
#include "hpc/cluster.hpp"
#include "hpc/command.hpp"

namespace vitriflow {

// Why compute nodes may not be able to work in that folder, as one sentence; empty: it lies in the cluster's scratch,
// or the cluster states none. Links are followed. Throws Error (invalid_input) where nodes see nothing but the scratch.
std::string place_warning(const std::string& folder, const Cluster& cluster);

// Asks Lustre for the cluster's stripes for what a new campaign will write: all large files are made in CAMPAIGN/aside
// and keep their stripes when they are renamed into place. Does nothing for a campaign that has begun, without stripes
// in the cluster's description, and on machines without `lfs`. What lfs said when it failed; else empty.
std::string stripe_new_campaign(const std::string& folder, const Cluster& cluster, CommandRunner& commands,
                                FileSystem& files);

}  // namespace vitriflow
