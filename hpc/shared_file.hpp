// SharedFile: a file that is there already, into which the ranks of a group write through MPI-IO, each on its own.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "hpc/communicator.hpp"

namespace vitriflow {

class SharedFile {
 public:
  SharedFile(const Communicator& group, const std::string& path);  // collective; throws Error on every rank
  ~SharedFile();                                                   // collective
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  // Not collective. Throws Error naming the file: the others go on.
  void write(std::uint64_t offset, std::string_view bytes);
  // Collective. Throws Error naming the file.
  void close();

 private:
  std::string path_;
  MPI_File file_ = MPI_FILE_NULL;
};

}  // namespace vitriflow
