#include "hpc/node_folder.hpp"

#include <unistd.h>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/log.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kDigits = 16;

// Of a pool that dies just now: it may still write there, and the next one removes what stays.
void remove_if_possible(const std::string& path, FileSystem& files) {
  try {
    files.remove_all(path);
  } catch (const Error& problem) {
    log_debug("{}", problem.what());
  }
}

}  // namespace

NodeFolder::NodeFolder(const std::string& campaign, std::int64_t epoch, int start, FileSystem& files,
                       const std::string& memory)
    : memory_(memory),
      of_campaign_(fmt::format("{}/vitriflow-{}-{}", memory, ::getuid(), blake2b_hex(campaign).substr(0, kDigits))),
      name_(fmt::format("{}-{}", epoch, start)),
      path_(of_campaign_ + "/" + name_),
      files_(&files) {}

bool NodeFolder::make() const {
  if (!files_->exists(memory_)) return false;
  try {
    files_->make_directories(path_);
  } catch (const Error& problem) {
    log_warning("{} MPI puts its files elsewhere.", problem.what());
    return false;
  }
  for (const auto& other : files_->list(of_campaign_)) {
    if (other != name_) remove_if_possible(of_campaign_ + "/" + other, *files_);
  }
  return true;
}

void NodeFolder::remove_all() const noexcept {
  if (files_->exists(of_campaign_)) remove_if_possible(of_campaign_, *files_);
}

}  // namespace vitriflow
