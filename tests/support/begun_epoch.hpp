// What the holder of a lease does before it writes, for tests of what comes after.
#pragma once

#include <string>

#include "hpc/store/aside_folder.hpp"

namespace vitriflow::testing {

// Begins epoch 1 of a campaign and returns its folder; every rank of a group may.
inline const std::string& begun(const std::string& campaign) {
  begin_epoch(campaign, 1, posix_files());
  return campaign;
}

}  // namespace vitriflow::testing
