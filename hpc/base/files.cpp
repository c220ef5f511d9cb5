#include "hpc/base/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "hpc/base/disk_room.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags, const char* verb)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (fd_ < 0) throw_file_error(verb, path, errno);
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }
  int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

class PosixOutput final : public OutputFile {
 public:
  PosixOutput(const std::string& path, int flags) : path_(path), file_(path, flags, "open") {}
  ~PosixOutput() override {
    const int fd = file_.release();
    if (fd >= 0 && ::close(fd) != 0)
      std::fprintf(stderr, "cannot close '%s': %s\n", path_.c_str(), std::strerror(errno));
  }
  PosixOutput(const PosixOutput&) = delete;
  PosixOutput& operator=(const PosixOutput&) = delete;

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) throw_write_error("write to", path_, written < 0 ? errno : EIO, bytes.size());
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() override {
    int failed = ::fdatasync(file_.get());
    while (failed != 0 && errno == EINTR) failed = ::fdatasync(file_.get());
    if (failed != 0) throw_file_error("sync", path_, errno);
  }
  void close() override {
    const int fd = file_.release();
    if (fd >= 0 && ::close(fd) != 0) throw_file_error("close", path_, errno);
  }

 private:
  std::string path_;
  Descriptor file_;
};

std::string read_part(const std::string& path, std::uint64_t offset, std::size_t size) {
  const Descriptor file(path, O_RDONLY, "open");
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::pread(file.get(), bytes.data() + have, size - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_file_error("read", path, errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

class PosixFiles final : public FileSystem {
 public:
  std::unique_ptr<OutputFile> create(const std::string& path) override {
    return std::make_unique<PosixOutput>(path, O_WRONLY | O_CREAT | O_TRUNC);
  }
  std::unique_ptr<OutputFile> append(const std::string& path) override {
    return std::make_unique<PosixOutput>(path, O_WRONLY | O_CREAT | O_APPEND);
  }
  std::string read(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0 && S_ISCHR(info.st_mode)) {
      throw Error(fmt::format("cannot read '{}': it is a device, which may have no end. Give a file.", path));
    }
    std::string bytes = read_part(path, 0, static_cast<std::size_t>(size(path)));
    // Files of /proc say that they are empty, others may grow: read on to the end.
    constexpr std::size_t kPart = 1 << 16;
    while (true) {
      const std::string more = read_part(path, bytes.size(), kPart);
      bytes += more;
      if (more.size() < kPart) return bytes;
    }
  }
  std::string read(const std::string& path, std::uint64_t offset, std::size_t bytes) override {
    return read_part(path, offset, bytes);
  }
  bool exists(const std::string& path) override {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
  }
  std::uint64_t size(const std::string& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) throw_file_error("look at", path, errno);
    if (S_ISDIR(info.st_mode)) throw_file_error("read", path, EISDIR);
    return static_cast<std::uint64_t>(info.st_size);
  }
  void truncate(const std::string& path, std::uint64_t bytes) override {
    if (::truncate(path.c_str(), static_cast<off_t>(bytes)) != 0) throw_file_error("truncate", path, errno);
  }
  void rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) throw_file_error("take into place", to, errno);
  }
  bool rename_no_replace(const std::string& from, const std::string& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) throw_file_error("take into place", to, errno);
    // A file system without the flag: a hard link never replaces either.
    if (::link(from.c_str(), to.c_str()) != 0) {
      if (errno == EEXIST) return false;
      throw_file_error("take into place", to, errno);
    }
    remove(from);
    return true;
  }
  bool link(const std::string& from, const std::string& to) override {
    if (::link(from.c_str(), to.c_str()) == 0) return true;
    // Another file system, one without links, a file that already has too many, or one of somebody else's.
    for (const int code : {EXDEV, EPERM, EACCES, EOPNOTSUPP, ENOSYS, EMLINK}) {
      if (errno == code) return false;
    }
    throw_file_error("link", to, errno);
  }
  void remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw_file_error("remove", path, errno);
  }
  void remove_all(const std::string& path) override {
    std::error_code code;
    std::filesystem::remove_all(path, code);
    if (code) throw_file_error("remove", path, code.value());
  }
  void make_directories(const std::string& path) override {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) throw_file_error("create the folder", path, code.value());
  }
  std::vector<std::string> list(const std::string& directory) override {
    std::vector<std::string> names;
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr) {
      if (errno == ENOENT) return names;
      throw_file_error("list", directory, errno);
    }
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    const int code = errno;
    ::closedir(stream);
    if (code != 0) throw_file_error("list", directory, code);
    std::sort(names.begin(), names.end());
    return names;
  }
  void sync_file(const std::string& path) override { sync_path(path, O_RDONLY); }
  void sync_directory(const std::string& path) override { sync_path(path, O_RDONLY | O_DIRECTORY); }

 private:
  static void sync_path(const std::string& path, int flags) {
    const Descriptor file(path, flags, "open");
    if (::fsync(file.get()) != 0 && errno != EINVAL) throw_file_error("sync", path, errno);
  }
};

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// What was written aside would only take the space that is missing. The first failure is the one to report.
void give_up(FileSystem& files, const std::string& aside) {
  try {
    files.remove(aside);
  } catch (const Error&) {
    return;
  }
}

// Rounded up, since a little less would not do.
std::string room_text(std::uint64_t bytes) {
  constexpr std::uint64_t kKilo = 1000, kMega = 1'000'000;
  if (bytes == 0) return "some space";
  const bool large = bytes >= kMega;
  const std::uint64_t unit = large ? kMega : kKilo;
  return fmt::format("at least {} {}", (bytes + unit - 1) / unit, large ? "MB" : "kB");
}

}  // namespace

void throw_file_error(const char* verb, const std::string& path, int code) { throw_write_error(verb, path, code, 0); }

void throw_write_error(const char* verb, const std::string& path, int code, std::uint64_t missing) {
  std::string way_out;
  Failure failure = Failure::failed;
  if (code == ENOSPC || code == EDQUOT) {
    way_out = fmt::format(" Free {} and run again: what was finished is kept.", room_text(missing));
    failure = Failure::environment;
  } else if (code == EACCES || code == EPERM || code == EROFS) {
    way_out = " Check the permissions of the folder.";
    failure = Failure::environment;
  }
  throw Error(fmt::format("cannot {} '{}': {}.{}", verb, path, std::strerror(code), way_out), failure);
}

FileSystem& posix_files() {
  static PosixFiles files;
  return files;
}

void write_atomically(FileSystem& files, const std::string& path, std::string_view bytes) {
  const std::string aside = fmt::format("{}.new-{}", path, ::getpid());
  try {
    const auto file = files.create(aside);
    file->write(bytes);
    file->sync();
    file->close();
    files.rename(aside, path);
  } catch (const Error&) {
    give_up(files, aside);
    throw;
  }
  files.sync_directory(parent_of(path));
}

}  // namespace vitriflow
