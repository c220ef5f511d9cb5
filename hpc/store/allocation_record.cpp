#include "hpc/store/allocation_record.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

const LogFormat kFormat{"vitriflow-allocation", 1};
constexpr double kExpiry_s = 60.0;  // as a lease's
constexpr double kNever_s = std::numeric_limits<double>::infinity();

std::string folder_of(const std::string& campaign) { return campaign + "/allocations"; }

std::string to_bytes(const AllocationRecord& record) {
  nlohmann::ordered_json json;
  json["format"] = kFormat.name;
  json["version"] = kFormat.version;
  json["program"] = fmt::format("vitriflow {}", kVersion);
  json["name"] = record.name;
  json["job"] = record.job;
  json["submission"] = record.submission;
  json["cluster"] = record.cluster;
  json["partition"] = record.partition;
  json["nodes"] = record.nodes;
  json["number"] = record.number;
  json["session"] = record.session;
  json["ranks"] = record.ranks;
  json["began"] = record.began_s;
  if (std::isfinite(record.end_s)) json["end"] = record.end_s;
  if (std::isfinite(record.until_s)) json["until"] = record.until_s;
  json["heard"] = record.heard_s;
  json["ended"] = record.ended_s;
  json["outcome"] = record.outcome;
  return record_line(json.dump());
}

AllocationRecord from_json(const nlohmann::json& json) {
  AllocationRecord record;
  json.at("name").get_to(record.name);
  json.at("job").get_to(record.job);
  json.at("submission").get_to(record.submission);
  json.at("cluster").get_to(record.cluster);
  json.at("partition").get_to(record.partition);
  json.at("nodes").get_to(record.nodes);
  json.at("number").get_to(record.number);
  record.session = json.value("session", std::int64_t{0});
  json.at("ranks").get_to(record.ranks);
  json.at("began").get_to(record.began_s);
  record.end_s = json.value("end", kNever_s);
  record.until_s = json.value("until", kNever_s);
  json.at("heard").get_to(record.heard_s);
  json.at("ended").get_to(record.ended_s);
  json.at("outcome").get_to(record.outcome);
  return record;
}

std::optional<AllocationRecord> parse(std::string_view bytes, const std::string& path) {
  std::optional<AllocationRecord> record;
  scan_records(bytes, [&](std::size_t, std::string_view json) {
    check_log_header(json, kFormat, path);
    record = from_json(nlohmann::json::parse(json));
  });
  return record;
}

}  // namespace

bool is_heard_of(const AllocationRecord& record, double now_s) {
  return record.ended_s == 0.0 && now_s - record.heard_s <= kExpiry_s;
}

void write_allocation(const std::string& campaign, const AllocationRecord& record, FileSystem& files) {
  ensure_file_name(record.name);
  const std::string folder = folder_of(campaign), path = folder + "/" + record.name;
  const std::string beside = fmt::format("{}.new-{}", path, ::getpid());
  files.make_directories(folder);
  try {
    write_aside(files, beside, to_bytes(record));
    files.rename(beside, path);
  } catch (const Error&) {
    give_up(files, beside);
    throw;
  }
  files.sync_directory(folder);
}

std::optional<AllocationRecord> read_allocation(const std::string& campaign, const std::string& name,
                                                FileSystem& files) try {
  const std::string path = folder_of(campaign) + "/" + name;
  return files.exists(path) ? parse(files.read(path), path) : std::nullopt;
} catch (const NewerFormat&) {
  throw;
} catch (const Error&) {
  return std::nullopt;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

std::vector<AllocationRecord> read_allocations(const std::string& campaign, FileSystem& files) {
  std::vector<AllocationRecord> records;
  for (const auto& name : files.list(folder_of(campaign))) {
    if (name.find(".new-") != std::string::npos) continue;
    if (auto record = read_allocation(campaign, name, files)) records.push_back(std::move(*record));
  }
  std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.began_s < b.began_s; });
  return records;
}

}  // namespace vitriflow
