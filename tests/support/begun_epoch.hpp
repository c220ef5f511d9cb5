// What the holder of a lease does before it writes, for tests of what comes after.
#pragma once

#include <cstdint>
#include <string>

#include "hpc/base/files.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/fence.hpp"

namespace vitriflow::testing {

// Begins epoch 1 of a campaign and returns its folder; every rank of a group may.
inline const std::string& begun(const std::string& campaign) {
  begin_epoch(campaign, 1, posix_files());
  return campaign;
}

// Takes an epoch of a campaign, as the holder of a lease does. False when somebody had claimed it before.
inline bool take_epoch(const std::string& campaign, std::int64_t epoch, FileSystem& files) {
  if (!claim_epoch(campaign, epoch, files, "test")) return false;
  begin_epoch(campaign, epoch, files);
  fence_older_epochs(campaign, epoch, files);
  return true;
}

}  // namespace vitriflow::testing
