#include "hpc/store/small_results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/result_file.hpp"

namespace vitriflow {

LogFormat small_results_format() { return {"vitriflow-small-results", 1}; }

void visit_small_records(const std::string& folder, FileSystem& files,
                         const std::function<void(std::string_view, std::string_view)>& visit) {
  const Fences fences = Fences::read(folder, files);
  for (const auto& name : files.list(folder + "/results")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (!parse_epoch_name(name, "small-", epoch, writer)) continue;
    const std::string path = folder + "/results/" + name;
    const LogOrigin origin{epoch, writer};
    read_log(
        files, path, small_results_format(), fences.readable_bytes("results/" + name, epoch),
        [&](std::string_view json) { visit(record_fingerprint(json, path), json); }, &origin);
  }
}

void visit_result_names(const std::string& folder, FileSystem& files,
                        const std::function<void(std::string_view)>& visit) {
  constexpr std::string_view kLarge = ".h5";
  for (const auto& name : files.list(folder + "/results")) {
    if (name.ends_with(kLarge)) visit(std::string_view(name).substr(0, name.size() - kLarge.size()));
  }
  visit_small_records(folder, files, [&](std::string_view fingerprint, std::string_view) { visit(fingerprint); });
}

SmallResults::SmallResults(std::string folder, FileSystem& files)
    : folder_(std::move(folder)), files_(&files), fences_(Fences::read(folder_, files)) {}

StoredResult SmallResults::read(const std::string& fingerprint) {
  const RecordPlace& place = places_.at(fingerprint);
  const std::string file = path(logs_[place.log]);
  // The line's check lies before its text: eight digits and a space.
  const std::string line = files_->read(file, place.offset - 9, place.size + 9);
  const std::string json = line.size() == place.size + 9 ? line.substr(9) : std::string();
  if (json.empty() || line.substr(0, 9) != fmt::format("{:08x} ", crc32c(json))) {
    throw Error(fmt::format("file '{}' is damaged at byte {}: result '{}' does not fit its check.", file, place.offset,
                            fingerprint));
  }
  return parse_small_record(json, file);
}

std::vector<std::string> SmallResults::fingerprints() const {
  std::vector<std::string> names;
  names.reserve(places_.size());
  for (const auto& [fingerprint, place] : places_) names.push_back(fingerprint);
  return names;
}

void SmallResults::refresh() {
  find_logs();
  for (std::size_t i = 0; i < logs_.size(); ++i) scan(i);
}

void SmallResults::find_logs() {
  bool newer_epoch = false;
  for (const auto& name : files_->list(folder_ + "/results")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (!parse_epoch_name(name, "small-", epoch, writer) || known_.count(name) > 0) continue;
    known_.emplace(name, logs_.size());
    logs_.push_back({name, {epoch, writer}});
    newer_epoch = newer_epoch || epoch > fences_.newest();
  }
  if (newer_epoch) fences_ = Fences::read(folder_, *files_);
}

void SmallResults::scan(std::size_t number) {
  Log& log = logs_[number];
  const std::uint64_t size =
      std::min(files_->size(path(log)), fences_.readable_bytes("results/" + log.name, log.origin.epoch));
  if (size <= log.scanned || (log.damaged && size == log.seen)) return;
  const std::string bytes = files_->read(path(log), log.scanned, size - log.scanned);
  log.seen = size;
  std::size_t valid = 0;
  log.damaged = !index_records(number, bytes, valid);
  if (log.damaged) {
    log_warning_once("file '{}' is damaged at byte {}: what follows is not read.", path(log), log.scanned + valid);
  }
  log.scanned += valid;
}

bool SmallResults::index_records(std::size_t number, std::string_view bytes, std::size_t& valid) {
  const Log& log = logs_[number];
  bool header = log.scanned == 0;
  valid = scan_records(bytes, [&](std::size_t offset, std::string_view json) {
    if (std::exchange(header, false)) {
      check_log_header(json, small_results_format(), path(log));
      check_log_origin(json, log.origin, path(log));
    } else {
      places_.emplace(record_fingerprint(json, path(log)), RecordPlace{number, log.scanned + offset, json.size()});
    }
  });
  return bytes.find('\n', valid) == std::string_view::npos;
}

}  // namespace vitriflow
