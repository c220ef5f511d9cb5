#include "runner/execution/limit_use.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"

namespace vitriflow {

namespace {

constexpr double kHour_s = 3600;

std::string value_of(const JournalRecord& record, const char* name) {
  const auto found = record.values.find(name);
  return found == record.values.end() ? "" : found->second;
}

const JournalRecord* newest_run(const std::vector<JournalRecord>& journal) {
  const JournalRecord* newest = nullptr;
  for (const auto& record : journal) {
    if (record.event == "taken" && (newest == nullptr || record.epoch >= newest->epoch)) newest = &record;
  }
  return newest;
}

}  // namespace

Limits limits_in_force(const std::vector<JournalRecord>& journal, const std::optional<Submission>& submission) try {
  const JournalRecord* run = newest_run(journal);
  if (submission && (run == nullptr || run->time_s < submission->created_s))
    return read_limits(submission->core_hours, submission->disk);
  return run == nullptr ? Limits() : read_limits(value_of(*run, "core_hours"), value_of(*run, "disk"));
} catch (const Error&) {  // of a program that reads them otherwise
  return {};
}

LimitUse limit_use(const Limits& limits, const std::string& folder, std::vector<JournalRecord> journal,
                   const std::vector<AllocationRecord>& allocations, const std::optional<LeaseHolder>& holder) {
  LimitUse use{limits};
  if (std::isfinite(limits.core_hours)) {
    if (holder) journal.push_back({holder->heartbeat_s, holder->epoch, "", 0, "", {}});
    constexpr auto kAll = std::numeric_limits<std::int64_t>::max();
    use.core_hours = (core_seconds_of(journal, allocations, kAll) + core_seconds_of(allocations)) / kHour_s;
  }
  if (std::isfinite(limits.disk_bytes)) use.disk_bytes = disk_use(folder, {});
  return use;
}

std::string limit_text(const LimitUse& use) {
  std::vector<std::string> parts;
  if (std::isfinite(use.limits.core_hours))
    parts.push_back(fmt::format("{:.3g} of {:.6g} core hours", use.core_hours, use.limits.core_hours));
  if (std::isfinite(use.limits.disk_bytes))
    parts.push_back(fmt::format("{} of {}", memory_text(use.disk_bytes), memory_text(use.limits.disk_bytes)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

nlohmann::json limit_json(const LimitUse& use) {
  nlohmann::json json = nlohmann::json::object();
  if (std::isfinite(use.limits.core_hours))
    json["core_hours"] = {{"used", use.core_hours}, {"limit", use.limits.core_hours}};
  if (std::isfinite(use.limits.disk_bytes))
    json["disk_bytes"] = {{"used", use.disk_bytes}, {"limit", use.limits.disk_bytes}};
  return json;
}

}  // namespace vitriflow
