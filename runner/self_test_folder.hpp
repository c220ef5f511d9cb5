// SelfTestFolder: where a self-test's job and the one who waits for it leave word for each other; it goes with its
// owner.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "hpc/base/files.hpp"

namespace vitriflow {

class SelfTestFolder {
 public:
  explicit SelfTestFolder(const std::string& parent)
      : name_(fmt::format("vitriflow-doctor-{}", ::getpid())), path_(parent + "/" + name_) {
    posix_files().make_directories(path_ + "/logs");
  }
  ~SelfTestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  SelfTestFolder(const SelfTestFolder&) = delete;
  SelfTestFolder& operator=(const SelfTestFolder&) = delete;

  const std::string& name() const noexcept { return name_; }
  const std::string& path() const noexcept { return path_; }
  // Listing it makes network file systems look again, where asking for a name may be answered from memory.
  bool shows(const std::string& file) const {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (entry.path().filename() == file) return true;
    }
    return false;
  }

 private:
  std::string name_, path_;
};

}  // namespace vitriflow
