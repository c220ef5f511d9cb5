#include "hpc/shared_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of one call; MPI counts are ints

// MPI does not say how much room there was not.
void check(int code, const char* verb, const std::string& path) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw Error(fmt::format("cannot {} '{}': {}. Free room or see to the disk, and run again: what was finished is kept.",
                          verb, path, std::string(text, static_cast<std::size_t>(length))));
}

}  // namespace

SharedFile::SharedFile(const Communicator& group, const std::string& path) : path_(path) {
  group.all_or_none([&] {
    check(MPI_File_open(group.handle(), path.c_str(), MPI_MODE_WRONLY, MPI_INFO_NULL, &file_), "open", path);
  });
}

SharedFile::~SharedFile() {
  if (file_ != MPI_FILE_NULL) MPI_File_close(&file_);
}

void SharedFile::write(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, kMostBytes);
    MPI_Status status;
    check(MPI_File_write_at(file_, static_cast<MPI_Offset>(offset), piece.data(), static_cast<int>(piece.size()),
                            MPI_BYTE, &status),
          "write to", path_);
    int written = 0;
    MPI_Get_count(&status, MPI_BYTE, &written);
    if (written <= 0) check(MPI_ERR_NO_SPACE, "write to", path_);
    offset += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void SharedFile::close() { check(MPI_File_close(&file_), "close", path_); }

}  // namespace vitriflow
