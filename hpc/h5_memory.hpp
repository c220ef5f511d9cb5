// H5Memory: the bytes of a file that HDF5 builds in memory, kept when HDF5 closes it.
//
// H5Fget_file_image would copy them out of an open file, but its superblock then says that the file is open and its
// check does not fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace vitriflow {

class H5Memory {
 public:
  H5Memory() = default;
  ~H5Memory();
  H5Memory(const H5Memory&) = delete;
  H5Memory& operator=(const H5Memory&) = delete;

  // Makes a file that is created with these access properties use this memory; it must outlive the file.
  void serve(std::int64_t access_properties);
  // The bytes of the closed file, user block included; once. `name` is for messages.
  std::string take(const std::string& name);

  void* resize(void* bytes, std::size_t size);
  void keep(void* bytes);

 private:
  void* bytes_ = nullptr;  // after HDF5 has closed the file
  std::size_t size_ = 0;   // allocated
};

}  // namespace vitriflow
