#include "hpc/store/fence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

const LogFormat kFenceFormat{"vitriflow-fence", 1};

struct LogFolder {
  const char* folder;
  const char* prefix;
};
constexpr LogFolder kLogFolders[] = {{"journal", ""}, {"results", "small-"}};

bool parse_fence_name(const std::string& name, std::int64_t& epoch) {
  constexpr std::string_view kPrefix = "fence-";
  if (name.rfind(kPrefix, 0) != 0) return false;
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data() + kPrefix.size(), end, epoch);
  return problem == std::errc() && rest == end;
}

std::map<std::string, std::uint64_t> read_fence(const std::string& path, FileSystem& files) {
  std::map<std::string, std::uint64_t> sizes;
  const std::string bytes = files.read(path);
  bool found = false;
  const std::size_t valid = scan_records(bytes, [&](std::size_t, std::string_view json) {
    check_log_header(json, kFenceFormat, path);
    const auto record = nlohmann::json::parse(json);
    for (const auto& [file, size] : record.at("files").items()) sizes[file] = size.get<std::uint64_t>();
    found = true;
  });
  if (!found || valid != bytes.size()) {
    throw Error(
        fmt::format("file '{}' is damaged. Restore it, or remove it if no replaced runner can have written to "
                    "this campaign.",
                    path));
  }
  return sizes;
}

std::string fence_bytes(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  nlohmann::ordered_json record;
  record["format"] = kFenceFormat.name;
  record["version"] = kFenceFormat.version;
  record["program"] = fmt::format("vitriflow {}", kVersion);
  record["epoch"] = epoch;
  record["files"] = nlohmann::ordered_json::object();
  for (const auto& [sub, prefix] : kLogFolders) {
    for (const auto& name : files.list(fmt::format("{}/{}", folder, sub))) {
      std::int64_t older = 0;
      std::string writer;
      if (!parse_epoch_name(name, prefix, older, writer) || older >= epoch) continue;
      record["files"][fmt::format("{}/{}", sub, name)] = files.size(fmt::format("{}/{}/{}", folder, sub, name));
    }
  }
  return record_line(record.dump());
}

}  // namespace

bool parse_epoch_name(const std::string& name, const std::string& prefix, std::int64_t& epoch, std::string& writer) {
  if (name.rfind(prefix, 0) != 0) return false;
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data() + prefix.size(), end, epoch);
  if (problem != std::errc() || rest == end || *rest != '-' || epoch < 0) return false;
  writer.assign(rest + 1, end);
  return !writer.empty();
}

void ensure_file_name(const std::string& name) {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  ENSURE(!name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), legal),
         "'{}' cannot be part of a file's name", name);
}

Fences Fences::read(const std::string& folder, FileSystem& files) {
  Fences fences;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    if (parse_fence_name(name, epoch)) fences.sizes_[epoch] = read_fence(folder + "/journal/" + name, files);
  }
  return fences;
}

std::uint64_t Fences::readable_bytes(const std::string& file, std::int64_t epoch) const {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (auto it = sizes_.upper_bound(epoch); it != sizes_.end(); ++it) {
    const auto size = it->second.find(file);
    least = std::min(least, size == it->second.end() ? 0 : size->second);
  }
  return least;
}

std::int64_t Fences::newest() const { return sizes_.empty() ? 0 : sizes_.rbegin()->first; }

std::int64_t newest_fence(const std::string& folder, FileSystem& files) {
  std::int64_t newest = 0;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    if (parse_fence_name(name, epoch)) newest = std::max(newest, epoch);
  }
  return newest;
}

std::int64_t newest_epoch(const std::string& folder, FileSystem& files) {
  std::int64_t newest = newest_fence(folder, files);
  for (const auto& [sub, prefix] : kLogFolders) {
    for (const auto& name : files.list(fmt::format("{}/{}", folder, sub))) {
      std::int64_t epoch = 0;
      std::string writer;
      if (parse_epoch_name(name, prefix, epoch, writer)) newest = std::max(newest, epoch);
    }
  }
  return newest;
}

bool fence_older_epochs(const std::string& folder, std::int64_t epoch, FileSystem& files, const std::string& claimant) {
  const std::string journal = folder + "/journal";
  files.make_directories(journal);
  const std::string path = fmt::format("{}/fence-{}", journal, epoch);
  const std::string aside = fmt::format("{}.new-{}", path, claimant);
  const auto file = files.create(aside);
  file->write(fence_bytes(folder, epoch, files));
  file->sync();
  file->close();
  const bool first = files.rename_no_replace(aside, path);
  if (!first) files.remove(aside);
  files.sync_directory(journal);
  return first;
}

}  // namespace vitriflow
