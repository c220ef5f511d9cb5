#include "hpc/store/log_repair.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "hpc/base/json_value.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

namespace {

struct Salvage {
  std::string header;              // the header's JSON text; empty: it is lost
  std::vector<std::string> lines;  // of the records after it
};

bool is_header(std::string_view json) { return json.starts_with("{\"format\":"); }

// Throws when the header is not this log's.
Salvage salvage(std::string_view bytes, const EpochLog& log,
                const std::function<bool(std::size_t, std::string_view)>& keep) {
  Salvage found;
  salvage_records(bytes, [&](std::size_t offset, std::string_view json) {
    if (is_header(json)) {
      check_log_header(json, log.format, log.file);
      check_log_origin(json, log.origin, log.file);
      if (found.header.empty()) found.header = json;
    } else if (keep(offset, json)) {
      found.lines.push_back(record_line(json));
    }
  });
  return found;
}

// Without the program, which nobody knows: no longer than the one that is lost.
std::string new_header(const EpochLog& log) {
  nlohmann::ordered_json header;
  header["format"] = log.format.name;
  header["version"] = log.format.version;
  header["epoch"] = log.origin.epoch;
  header["writer"] = log.origin.writer;
  return header.dump();
}

double time_of(std::string_view json) {
  const auto record = nlohmann::json::parse(json, nullptr, false);
  if (record.contains("time")) return json_value(record, "time", 0.0);
  return record.contains("origin") ? json_value(record["origin"], "finished", 0.0) : 0.0;
}

}  // namespace

std::string repaired_log(std::string_view bytes, std::uint64_t length, const EpochLog& log,
                         const std::function<bool(std::size_t offset, std::string_view json)>& keep) {
  Salvage found;
  try {
    found = salvage(bytes, log, keep);
  } catch (const NewerFormat&) {
    throw;
  } catch (const Error&) {
    found = {};
  }
  std::string rest;
  for (const auto& line : found.lines) rest += line;
  std::string header = found.header.empty() ? new_header(log) : found.header;
  const std::size_t least = record_line(header).size() + rest.size();
  if (least > length) return std::string(length, ' ');  // too short for a header: as torn as it was
  header.append(length - least, ' ');
  return record_line(header) + rest;
}

double first_time_s(std::string_view bytes) {
  double first_s = std::numeric_limits<double>::infinity();
  salvage_records(bytes, [&](std::size_t, std::string_view json) {
    if (!is_header(json)) first_s = std::min(first_s, time_of(json));
  });
  return first_s;
}

std::uint64_t bytes_before(std::string_view bytes, double wall_s) {
  std::optional<std::size_t> end;
  salvage_records(bytes, [&](std::size_t offset, std::string_view json) {
    if (!end && time_of(json) >= wall_s) end = offset;
  });
  return end.value_or(bytes.size());
}

}  // namespace vitriflow
