// What a campaign's trajectories look like: segments, the files over them, and whether the two agree; reads only.
#pragma once

#include <string>

#include "hpc/store/inspection.hpp"

namespace vitriflow {

// Adds to `found`, whose results must be known: a task that is done has a file over its segments.
void inspect_frames(const std::string& folder, FileSystem& files, Inspection& found);

}  // namespace vitriflow
