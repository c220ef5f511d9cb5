// Fence: where the files of older epochs ended when an epoch began; what a replaced holder appends later is never read.
//
// CAMPAIGN/journal/fence-<epoch> is made once, by the one process to which that epoch belongs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow {

// The epoch and the writer in "<epoch>-<writer>" after `prefix`; false when the name has another form.
bool parse_epoch_name(const std::string& name, const std::string& prefix, std::int64_t& epoch, std::string& writer);

// ENSUREs that a writer, a fingerprint or the like can be part of a file's name.
void ensure_file_name(const std::string& name);

class Fences {
 public:
  // Reads every fence of a campaign. Throws Error when one is damaged.
  static Fences read(const std::string& folder, FileSystem& files);
  // How many bytes of a file ("journal/1-supervisor", relative to the campaign) written in `epoch` may be read.
  std::uint64_t readable_bytes(const std::string& file, std::int64_t epoch) const;
  std::int64_t newest() const;  // epoch of the newest fence, 0 without

 private:
  std::map<std::int64_t, std::map<std::string, std::uint64_t>> sizes_;
};

// The highest epoch that a fence, a journal or a file of small results carries; 0 without.
std::int64_t newest_epoch(const std::string& folder, FileSystem& files);
// The highest epoch of a fence; 0 without.
std::int64_t newest_fence(const std::string& folder, FileSystem& files);

// Makes the epoch this process's own and states where the files of older epochs end. False when another process was
// first.
bool fence_older_epochs(const std::string& folder, std::int64_t epoch, FileSystem& files, const std::string& claimant);

}  // namespace vitriflow
