#include "runner/sharing.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "hpc/base/files.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;
constexpr mode_t kGroupUmask = 0002;

std::string marker(const std::string& campaign) { return campaign + "/shared"; }

// Files that go meanwhile need nothing.
void open_to_group(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || S_ISLNK(info.st_mode)) return;
  const bool folder = S_ISDIR(info.st_mode);
  const mode_t wanted = info.st_mode | S_IRGRP | S_IWGRP | (folder ? S_IXGRP | S_ISGID : 0);
  if (wanted == info.st_mode || ::chmod(path.c_str(), wanted & 07777) == 0 || errno == ENOENT) return;
  throw_file_error("open to the group", path, errno);
}

}  // namespace

bool is_shared(const std::string& campaign) { return posix_files().exists(marker(campaign)); }

void make_for_group() { ::umask(kGroupUmask); }

void heed_sharing(const std::string& campaign) {
  if (is_shared(campaign)) make_for_group();
}

void share(const std::string& campaign) {
  make_for_group();
  open_to_group(campaign);
  for (const auto& entry : fs::recursive_directory_iterator(campaign)) open_to_group(entry.path().string());
  if (!is_shared(campaign)) write_atomically(posix_files(), marker(campaign), "");
}

}  // namespace vitriflow
