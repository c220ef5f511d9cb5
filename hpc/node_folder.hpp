// NodeFolder: a folder in each node's memory for what MPI keeps there as long as one pool lives: the segments that its
// processes share, and the launcher's own files. Processes that are killed leave such files behind; put together under
// the campaign's name they are found and removed when the next pool starts.
#pragma once

#include <cstdint>
#include <string>

#include "hpc/base/files.hpp"

namespace vitriflow {

// `memory` is where the node's memory is mounted; `campaign` an absolute path.
class NodeFolder {
 public:
  NodeFolder(const std::string& campaign, std::int64_t epoch, int start, FileSystem& files,
             const std::string& memory = "/dev/shm");

  // Makes it and removes those of all other pools of the campaign. False where the node has no such memory. Every
  // process of the pool may call it, and whoever starts them.
  bool make() const;
  void remove_all() const noexcept;  // those of the campaign, this one included
  const std::string& path() const noexcept { return path_; }

 private:
  std::string memory_, of_campaign_, name_, path_;
  FileSystem* files_;
};

}  // namespace vitriflow
