// FileIdentity: whether a file that verifies is the one that its name says, or a copy of another one.
#pragma once

#include <cstdint>
#include <string>

#include "hpc/base/files.hpp"
#include "hpc/h5.hpp"

namespace vitriflow {

// Throws Error naming the file when it carries another fingerprint, or another leg.
void check_fingerprint(const H5Group& root, const std::string& fingerprint, const std::string& path);
void check_leg(const H5Group& root, std::int64_t leg, const std::string& path);

// The whole check of a file: its checksum, then what it says of itself.
void check_result_file(FileSystem& files, const std::string& path, const std::string& fingerprint);
void check_checkpoint_file(FileSystem& files, const std::string& path, const std::string& fingerprint,
                           std::int64_t leg);

}  // namespace vitriflow
