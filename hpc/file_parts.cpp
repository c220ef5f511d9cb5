#include "hpc/file_parts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "hpc/base/disk_room.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

void reserve_space(const std::string& path, std::uint64_t bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) throw_file_error("open", path, errno);
  const auto size = static_cast<off_t>(bytes);
  int problem = EINTR;
  while (problem == EINTR) problem = ::fallocate(file, 0, 0, size) == 0 ? 0 : errno;
  if (problem == EOPNOTSUPP || problem == ENOSYS) problem = ::ftruncate(file, size) == 0 ? 0 : errno;
  ::close(file);
  if (problem != 0) throw_write_error("reserve room for", path, problem, bytes);
}

void write_part(const std::string& path, std::uint64_t offset, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) throw_file_error("open", path, errno);
  int problem = EINTR;
  for (std::size_t done = 0; done < bytes.size() && (problem == EINTR || problem == 0);) {
    const ssize_t written = ::pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    problem = written < 0 ? errno : written == 0 ? EIO : 0;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  if (::close(file) != 0 && problem == 0) problem = errno;
  if (problem != 0) throw_write_error("write to", path, problem, bytes.size());
}

}  // namespace vitriflow
