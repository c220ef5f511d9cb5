#include "hpc/store/file_identity.hpp"

#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

void check_fingerprint(const H5Group& root, const std::string& fingerprint, const std::string& path) {
  const std::string found = root.text("fingerprint");
  if (found == fingerprint) return;
  throw Error(fmt::format("file '{}' is a copy of another task's: it holds '{}'.", path, found));
}

void check_leg(const H5Group& root, std::int64_t leg, const std::string& path) {
  const std::int64_t found = root.integer("leg");
  if (found != leg) throw Error(fmt::format("file '{}' is a copy of another leg's: it holds leg {}.", path, found));
}

void check_result_file(FileSystem& files, const std::string& path, const std::string& fingerprint) {
  H5File file = H5File::open_image(read_checked(files, path, "result"), path);
  check_fingerprint(file.root(), fingerprint, path);
}

void check_checkpoint_file(FileSystem& files, const std::string& path, const std::string& fingerprint,
                           std::int64_t leg) {
  H5File file = H5File::open_image(read_checked(files, path, "checkpoint"), path);
  check_fingerprint(file.root(), fingerprint, path);
  check_leg(file.root(), leg, path);
}

}  // namespace vitriflow
