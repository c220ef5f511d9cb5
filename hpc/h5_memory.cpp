#include "hpc/h5_memory.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "hpc/base/error.hpp"
#include "hpc/h5.hpp"
#include "hpc/h5_library.hpp"

namespace vitriflow {

namespace {

// Where a superblock of version 2 or 3 with 8-byte addresses says how long the file is.
constexpr std::size_t kVersionOffset = kUserBlockBytes + 8;
constexpr std::size_t kEndOffset = kUserBlockBytes + 28;

void* allocate(std::size_t size, H5FD_file_image_op_t /*operation*/, void* memory) {
  return static_cast<H5Memory*>(memory)->resize(nullptr, size);
}

void* copy(void* to, const void* from, std::size_t size, H5FD_file_image_op_t /*operation*/, void* /*memory*/) {
  return std::memcpy(to, from, size);
}

void* reallocate(void* bytes, std::size_t size, H5FD_file_image_op_t /*operation*/, void* memory) {
  return static_cast<H5Memory*>(memory)->resize(bytes, size);
}

herr_t release(void* bytes, H5FD_file_image_op_t /*operation*/, void* memory) {
  static_cast<H5Memory*>(memory)->keep(bytes);
  return 0;
}

void* same_memory(void* memory) { return memory; }

herr_t leave_memory(void* /*memory*/) { return 0; }

}  // namespace

H5Memory::~H5Memory() { std::free(bytes_); }

void H5Memory::serve(std::int64_t access_properties) {
  H5FD_file_image_callbacks_t callbacks{allocate, copy, reallocate, release, same_memory, leave_memory, this};
  h5_check(H5Pset_file_image_callbacks(access_properties, &callbacks), "cannot prepare a file in memory");
}

std::string H5Memory::take(const std::string& name) {
  ENSURE(bytes_ != nullptr && size_ > kEndOffset + sizeof(std::uint64_t), "file '{}' left {} bytes", name, size_);
  const char* bytes = static_cast<const char*>(bytes_);
  std::uint64_t end = 0;
  std::memcpy(&end, bytes + kEndOffset, sizeof end);  // little-endian, as the machines that we run on
  ENSURE(bytes[kVersionOffset] >= 2 && end > kEndOffset, "file '{}': superblock {}, end {} of {}", name,
         static_cast<int>(bytes[kVersionOffset]), end, size_);
  std::string taken(bytes, std::min<std::uint64_t>(end, size_));
  taken.resize(end);  // HDF5 does not reach out for what was reserved and not written
  std::free(bytes_);
  bytes_ = nullptr;
  return taken;
}

void* H5Memory::resize(void* bytes, std::size_t size) {
  void* resized = std::realloc(bytes, size);
  if (resized != nullptr) size_ = size;
  return resized;
}

void H5Memory::keep(void* bytes) {
  std::free(bytes_);
  bytes_ = bytes;
}

}  // namespace vitriflow
