#include "hpc/h5_layout.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/file_parts.hpp"

namespace vitriflow {

namespace {

constexpr off_t kPieceBytes = off_t{1} << 20;

std::string piece_of(int memory, off_t from, off_t bytes, const std::string& path) {
  std::string piece(static_cast<std::size_t>(bytes), '\0');
  if (::pread(memory, piece.data(), piece.size(), from) != bytes) throw_file_error("lay out", path, errno);
  return piece;
}

}  // namespace

// HDF5 follows the link /proc/self/fd/N of a memory file to a name that is none: it has to have one until HDF5 has it
// open.
H5Layout::H5Layout(const std::string& name) {
  std::string place = "/dev/shm/vitriflow-layout-XXXXXX";
  memory_ = ::mkostemp(place.data(), O_CLOEXEC);
  if (memory_ < 0) throw_file_error("lay out in /dev/shm", name, errno);
  try {
    file_ = std::make_unique<H5File>(H5File::create(place, name));
  } catch (const Error&) {
    ::unlink(place.c_str());
    ::close(memory_);
    throw;
  }
  ::unlink(place.c_str());
}

H5Layout::~H5Layout() {
  file_.reset();
  ::close(memory_);
}

void H5Layout::put(const std::string& path) {
  file_->close();
  struct stat info {};
  if (::fstat(memory_, &info) != 0) throw_file_error("lay out", path, errno);
  reserve_space(path, static_cast<std::uint64_t>(info.st_size));
  // Only what was written has pages in memory.
  off_t end = 0;
  for (off_t from = ::lseek(memory_, 0, SEEK_DATA); from >= 0; from = ::lseek(memory_, end, SEEK_DATA)) {
    end = ::lseek(memory_, from, SEEK_HOLE);
    for (; from < end; from += kPieceBytes) {
      write_part(path, static_cast<std::uint64_t>(from),
                 piece_of(memory_, from, std::min(kPieceBytes, end - from), path));
    }
  }
  if (errno != ENXIO) throw_file_error("lay out", path, errno);  // ENXIO: nothing behind `end`
}

}  // namespace vitriflow
