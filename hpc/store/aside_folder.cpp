#include "hpc/store/aside_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

namespace {

constexpr std::string_view kEnded = ".ended-by-";
constexpr const char* kAside = "aside";
constexpr const char* kScratch = "scratch";
constexpr const char* kMembers = "members";  // letters between an epoch's jobs

std::string folder_of(const std::string& campaign, const char* what, std::int64_t epoch) {
  return fmt::format("{}/{}/{}", campaign, what, epoch);
}

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

// The epoch of "3", of a member's "3.j12" or of "3.ended-by-5"; -1 for anything else.
std::int64_t epoch_of(const std::string& name) {
  std::int64_t epoch = -1;
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data(), end, epoch);
  const std::string_view left(rest, static_cast<std::size_t>(end - rest));
  return problem == std::errc() && (left.empty() || left.front() == '.') ? epoch : -1;
}

std::string member_folder(const std::string& campaign, std::int64_t epoch, const std::string& member) {
  return fmt::format("{}.{}", folder_of(campaign, kAside, epoch), member);
}

std::string folder_of_writer(const std::string& campaign, std::int64_t epoch, const std::string& writer) {
  const auto dot = writer.find('.');
  return dot == std::string::npos ? folder_of(campaign, kAside, epoch)
                                  : member_folder(campaign, epoch, writer.substr(0, dot));
}

// Another process may end the same folder at the same moment.
void end_folder(const std::string& path, std::int64_t epoch, FileSystem& files) {
  std::string ended = path;
  if (path.find(kEnded) == std::string::npos) {
    ended += fmt::format("{}{}", kEnded, epoch);
    try {
      files.rename(path, ended);
    } catch (const Error&) {
      if (files.exists(path)) throw;
    }
  }
  try {
    files.remove_all(ended);  // its name is gone, which is what matters
  } catch (const Error& problem) {
    log_debug("{}", problem.what());
  }
}

[[noreturn]] void throw_replaced(const std::string& campaign) {
  throw Error(
      fmt::format("another runner has taken over campaign '{}': nothing that this one still does is kept.", campaign),
      Failure::held);
}

void end_older_epochs(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  for (const auto& name : files.list(folder)) {
    const std::int64_t older = epoch_of(name);
    if (older >= 0 && older < epoch) end_folder(fmt::format("{}/{}", folder, name), epoch, files);
  }
}

}  // namespace

void begin_epoch(const std::string& campaign, std::int64_t epoch, FileSystem& files) {
  const std::string folder = folder_of(campaign, kAside, epoch);
  files.make_directories(folder);
  // Who claims a higher epoch after this look finds the folder and ends it; who claimed it before is seen here.
  if (newest_fence(campaign, files) > epoch) {
    files.remove_all(folder);
    throw Error(fmt::format("campaign '{}' was taken by another process at the same moment.", campaign), Failure::held);
  }
  for (const char* what : {kAside, kScratch, kMembers})
    end_older_epochs(fmt::format("{}/{}", campaign, what), epoch, files);
}

void end_epoch(const std::string& campaign, std::int64_t epoch, FileSystem& files) {
  remove_unmade_fences(campaign, epoch, files);
  for (const char* what : {kAside, kScratch, kMembers}) {
    const std::string folder = fmt::format("{}/{}", campaign, what);
    for (const auto& name : files.list(folder)) {
      if (epoch_of(name) == epoch) files.remove_all(folder + "/" + name);
    }
  }
}

void begin_member(const std::string& campaign, std::int64_t epoch, const std::string& member, FileSystem& files) {
  ensure_file_name(member);
  const std::string folder = member_folder(campaign, epoch, member);
  files.make_directories(folder);
  if (newest_fence(campaign, files) <= epoch) return;  // as in begin_epoch
  files.remove_all(folder);
  throw_replaced(campaign);
}

void end_member(const std::string& campaign, std::int64_t epoch, const std::string& member, FileSystem& files) {
  const std::string folder = member_folder(campaign, epoch, member);
  if (files.exists(folder)) end_folder(folder, epoch, files);
}

std::string scratch_folder(const std::string& campaign, std::int64_t epoch) {
  return folder_of(campaign, kScratch, epoch);
}

void make_scratch_folder(const std::string& campaign, std::int64_t epoch, const std::string& name, FileSystem& files) {
  const std::string folder = scratch_folder(campaign, epoch);
  const std::string path = folder + "/" + name;
  files.remove_all(path);
  files.make_directories(path);
  // As in begin_epoch: who claims a higher epoch after this look finds the folder and ends it.
  if (newest_fence(campaign, files) > epoch) {
    files.remove_all(folder);
    throw_replaced(campaign);
  }
}

AsideFolder::AsideFolder(std::string campaign, std::int64_t epoch, std::string writer, FileSystem& files)
    : campaign_(std::move(campaign)),
      folder_(folder_of_writer(campaign_, epoch, writer)),
      writer_(std::move(writer)),
      files_(&files) {}

std::string AsideFolder::name_for(const std::string& path) const {
  ENSURE(path.starts_with(campaign_ + "/"), "'{}' is not in campaign '{}'", path, campaign_);
  if (replaced()) refuse();
  std::string name = path.substr(campaign_.size() + 1);
  std::replace(name.begin(), name.end(), '/', '_');
  return fmt::format("{}/{}-{}", folder_, writer_, name);
}

void AsideFolder::take(const std::string& aside, const std::string& path) const {
  try {
    files_->rename(aside, path);
  } catch (const Error&) {
    if (replaced()) refuse();
    throw;
  }
}

bool AsideFolder::take_new(const std::string& aside, const std::string& path) const {
  try {
    return files_->rename_no_replace(aside, path);
  } catch (const Error&) {
    if (replaced()) refuse();
    throw;
  }
}

bool AsideFolder::take_away(const std::string& path, const std::string& aside) const {
  try {
    files_->rename(path, aside);
    return true;
  } catch (const Error&) {
    if (replaced()) refuse();
    if (files_->exists(path)) throw;
    return false;
  }
}

void AsideFolder::move(const std::string& path, const std::string& to) const {
  const std::string aside = name_for(to);
  if (take_away(path, aside)) take(aside, to);
}

void AsideFolder::remove(const std::string& path) const {
  if (!files_->exists(path)) return;
  const std::string aside = name_for(path);
  files_->remove_all(aside);  // of an earlier attempt that was killed: a folder replaces no other one
  if (take_away(path, aside)) files_->remove_all(aside);
}

void AsideFolder::write(const std::string& path, std::string_view bytes) const {
  const std::string aside = name_for(path);
  try {
    write_aside(*files_, aside, bytes);
  } catch (const Error&) {
    if (replaced()) refuse();
    throw;
  }
  take(aside, path);
  files_->sync_directory(parent_of(path));
}

void AsideFolder::refuse() const { throw_replaced(campaign_); }

}  // namespace vitriflow
