// Files that a group of ranks writes together, and that each rank checks its share of.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/communicator.hpp"
#include "hpc/h5.hpp"

namespace vitriflow {

// Bytes that a rank puts into a reserved dataset, as they lie in the file.
struct FileBlock {
  std::size_t dataset = 0;  // index of its name
  std::uint64_t from = 0;   // bytes behind the dataset's first
  std::string_view bytes;   // borrowed
};

// A file that a group writes: the root lays it out with HDF5, then each rank puts its blocks into it.
struct GroupFile {
  std::string what;                       // kind of file, for its header
  std::function<void(H5Group&)> lay_out;  // called on the root
  std::vector<std::string> reserved;      // names of reserved datasets; the same on every rank
  std::vector<FileBlock> blocks;          // of this rank
};

// Writes the file under its aside name (the root's counts), seals it with a header and syncs it; one process alone does
// so in memory. Returns the name. Collective.
std::string write_group_file(const Communicator& group, FileSystem& files, const std::string& aside,
                             const GroupFile& content);

// Throws Error on every rank unless the file is whole; each rank checks its share. Collective.
void check_group_file(const Communicator& group, FileSystem& files, const std::string& path, const std::string& what);

}  // namespace vitriflow
