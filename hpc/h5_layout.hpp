// H5Layout: a file that one process lays out for a group which then fills it in.
//
// It is made in memory (/dev/shm), where HDF5's writes do not fail: HDF5 cannot close a file whose metadata it cannot
// write, and ends the program later. What was written is then put on disk, and room is reserved for the rest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hpc/h5.hpp"

namespace vitriflow {

class H5Layout {
 public:
  explicit H5Layout(const std::string& name);  // for messages
  ~H5Layout();
  H5Layout(const H5Layout&) = delete;
  H5Layout& operator=(const H5Layout&) = delete;

  H5Group& root() noexcept { return file_->root(); }
  // Closes it and makes the file, whose user block is empty; once. Throws Error naming the file.
  void put(const std::string& path);

 private:
  int memory_ = -1;  // descriptor
  std::unique_ptr<H5File> file_;
};

}  // namespace vitriflow
