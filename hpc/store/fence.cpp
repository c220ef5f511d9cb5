#include "hpc/store/fence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/record_log.hpp"
#include "hpc/store/small_results.hpp"

namespace vitriflow {

namespace {

const LogFormat kFenceFormat{"vitriflow-fence", 1};
constexpr std::string_view kUnmade = ".new-";

struct LogFolder {
  const char* folder;
  const char* prefix;
  LogFormat format;
};

const std::array<LogFolder, 2>& log_folders() {
  static const std::array<LogFolder, 2> folders{
      {{"journal", "", journal_format()}, {"results", "small-", small_results_format()}}};
  return folders;
}

bool parse_fence_name(const std::string& name, std::int64_t& epoch) {
  constexpr std::string_view kPrefix = "fence-";
  if (name.rfind(kPrefix, 0) != 0) return false;
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data() + kPrefix.size(), end, epoch);
  return problem == std::errc() && rest == end;
}

struct FenceRecord {
  bool claim = false;  // whoever made it had not come to the sizes
  std::map<std::string, std::uint64_t> sizes;
};

// None when the record does not say whose it is and how long files were.
std::optional<FenceRecord> parse_fence(std::string_view json, std::int64_t epoch) {
  const auto record = nlohmann::json::parse(json);
  if (record.value("epoch", nlohmann::json()) != epoch) return std::nullopt;
  FenceRecord fence;
  fence.claim = record.value("claim", nlohmann::json()) == true;
  if (fence.claim) return fence;
  const auto stated = record.find("files");
  if (stated == record.end() || !stated->is_object()) return std::nullopt;
  for (const auto& [file, size] : stated->items()) {
    if (!size.is_number_unsigned()) return std::nullopt;
    fence.sizes[file] = size.get<std::uint64_t>();
  }
  return fence;
}

std::string fence_path(const std::string& folder, std::int64_t epoch) {
  return fmt::format("{}/journal/fence-{}", folder, epoch);
}

FenceRecord read_fence(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  const std::string path = fence_path(folder, epoch);
  const std::string bytes = files.read(path);
  std::optional<FenceRecord> fence;
  std::size_t records = 0;
  const std::size_t valid = scan_records(bytes, [&](std::size_t, std::string_view json) {
    check_log_header(json, kFenceFormat, path);
    fence = parse_fence(json, epoch);
    ++records;
  });
  if (records == 1 && fence && valid == bytes.size()) return *std::move(fence);
  throw Error(
      fmt::format("file '{}' is damaged. 'vitriflow check --repair' makes it again from what the journal says of "
                  "that time.",
                  path));
}

nlohmann::ordered_json fence_header(std::int64_t epoch) {
  nlohmann::ordered_json record;
  record["format"] = kFenceFormat.name;
  record["version"] = kFenceFormat.version;
  record["program"] = fmt::format("vitriflow {}", kVersion);
  record["epoch"] = epoch;
  return record;
}

// How long the files of older epochs are; what is new since the last fence is on disk afterwards.
std::map<std::string, std::uint64_t> synced_sizes(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  std::map<std::string, std::uint64_t> sizes;
  const auto damaged = [](std::int64_t, const Error&) {};  // says nothing of what was synced
  const std::int64_t fenced_before = Fences::read_whole(folder, files, damaged).newest();
  for (const EpochLog& log : epoch_logs(folder, files)) {
    if (log.origin.epoch >= epoch) continue;
    sizes[log.file] = files.size(folder + "/" + log.file);
    // Its writer may have been killed before its sync, and from now on these bytes are believed.
    if (log.origin.epoch >= fenced_before) files.sync_file(folder + "/" + log.file);
  }
  for (const auto& known : log_folders()) {
    const std::string path = fmt::format("{}/{}", folder, known.folder);
    if (files.exists(path)) files.sync_directory(path);
  }
  return sizes;
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

std::optional<EpochLog> parse_epoch_log(const std::string& file) {
  for (const auto& [folder, prefix, format] : log_folders()) {
    const std::string begin = std::string(folder) + "/";
    EpochLog log{file, format, {}};
    if (file.starts_with(begin) &&
        parse_epoch_name(file.substr(begin.size()), prefix, log.origin.epoch, log.origin.writer)) {
      return log;
    }
  }
  return std::nullopt;
}

std::vector<EpochLog> epoch_logs(const std::string& folder, FileSystem& files) {
  std::vector<EpochLog> logs;
  for (const auto& known : log_folders()) {
    for (const auto& name : files.list(fmt::format("{}/{}", folder, known.folder))) {
      if (auto log = parse_epoch_log(fmt::format("{}/{}", known.folder, name))) logs.push_back(std::move(*log));
    }
  }
  return logs;
}

std::string render_fence(std::int64_t epoch, const std::map<std::string, std::uint64_t>& sizes) {
  nlohmann::ordered_json record = fence_header(epoch);
  record["files"] = nlohmann::ordered_json::object();
  for (const auto& [file, size] : sizes) record["files"][file] = size;
  return record_line(record.dump());
}

Fences Fences::read(const std::string& folder, FileSystem& files) {
  return read_whole(folder, files, [](std::int64_t, const Error&) { throw; });
}

Fences Fences::read_whole(const std::string& folder, FileSystem& files, const Damaged& damaged) {
  Fences fences;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    if (!parse_fence_name(name, epoch)) continue;
    try {
      FenceRecord fence = read_fence(folder, epoch, files);
      if (!fence.claim) fences.sizes_[epoch] = std::move(fence.sizes);
    } catch (const Error& problem) {
      damaged(epoch, problem);
    }
  }
  return fences;
}

std::set<std::string> Fences::named_files() const {
  std::set<std::string> names;
  for (const auto& [epoch, sizes] : sizes_) {
    for (const auto& [file, size] : sizes) names.insert(file);
  }
  return names;
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
  for (const EpochLog& log : epoch_logs(folder, files)) newest = std::max(newest, log.origin.epoch);
  return newest;
}

bool claim_epoch(const std::string& folder, std::int64_t epoch, FileSystem& files, const std::string& claimant) {
  const std::string journal = folder + "/journal";
  files.make_directories(journal);
  const std::string path = fence_path(folder, epoch);
  const std::string aside = path + std::string(kUnmade) + claimant;
  nlohmann::ordered_json claim = fence_header(epoch);
  claim["claim"] = true;
  bool first = false;
  try {
    write_aside(files, aside, record_line(claim.dump()));
    first = files.rename_no_replace(aside, path);
  } catch (const Error&) {
    give_up(files, aside);
    throw;
  }
  if (!first) files.remove(aside);
  files.sync_directory(journal);
  return first;
}

void fence_older_epochs(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  const AsideFolder aside(folder, epoch, "fence", files);
  aside.write(fence_path(folder, epoch), render_fence(epoch, synced_sizes(folder, epoch, files)));
}

void remove_unmade_fences(const std::string& folder, std::int64_t epoch, FileSystem& files) {
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t claimed = 0;
    const auto cut = name.find(kUnmade);
    if (cut == std::string::npos || !parse_fence_name(name.substr(0, cut), claimed) || claimed > epoch) continue;
    files.remove(folder + "/journal/" + name);
  }
}

}  // namespace vitriflow
