#include "hpc/store/store_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/store/edits_log.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/log_repair.hpp"
#include "hpc/store/result_file.hpp"

namespace vitriflow {

namespace {

bool is_aside(const std::string& name) { return name.find(".new-") != std::string::npos; }

std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

std::size_t count_records(std::string_view bytes) {
  std::size_t records = 0;
  salvage_records(bytes, [&](std::size_t, std::string_view) { ++records; });
  return records == 0 ? 0 : records - 1;  // without the header
}

}  // namespace

StoreRepair::StoreRepair(std::string folder, std::string time, FileSystem& files, const AsideFolder& aside)
    : folder_(std::move(folder)), kept_("repaired/" + std::move(time)), files_(&files), aside_(&aside) {}

void StoreRepair::make_folder_of(const std::string& file) { files_->make_directories(parent_of(path(file))); }

std::string StoreRepair::set_aside(const std::string& file) {
  if (!files_->exists(path(file))) return "";
  const std::string kept = kept_path(file);
  make_folder_of(kept);
  aside_->move(path(file), path(kept));
  files_->sync_directory(parent_of(path(kept)));
  files_->sync_directory(parent_of(path(file)));
  return kept;
}

// The old bytes are copied, not moved: a repair that is killed in between loses nothing.
void StoreRepair::replace(const std::string& file, const std::string& bytes) {
  if (files_->exists(path(file))) {
    make_folder_of(kept_path(file));
    aside_->write(path(kept_path(file)), files_->read(path(file)));
  }
  aside_->write(path(file), bytes);
}

StoreRepair::Deeds StoreRepair::mend_fences() {
  Deeds deeds;
  std::vector<std::int64_t> damaged;
  const Fences whole = Fences::read_whole(folder_, *files_, [&](std::int64_t epoch, const Error& problem) {
    if (dynamic_cast<const NewerFormat*>(&problem) == nullptr) damaged.push_back(epoch);
  });
  for (const std::int64_t epoch : damaged) {
    std::map<std::string, std::uint64_t> sizes;
    for (const EpochLog& log : epoch_logs(folder_, *files_)) {
      if (log.origin.epoch >= epoch) continue;
      const auto readable = std::min(files_->size(path(log.file)), whole.readable_bytes(log.file, log.origin.epoch));
      sizes[log.file] = fenced_bytes(log.file, readable, epoch);
    }
    const std::string file = fmt::format("journal/fence-{}", epoch);
    replace(file, render_fence(epoch, sizes));
    deeds[file] = fmt::format("made again from the times of records; as it was: {}", kept_path(file));
  }
  return deeds;
}

std::uint64_t StoreRepair::fenced_bytes(const std::string& file, std::uint64_t readable, std::int64_t epoch) {
  bool worked = false;  // the epoch has a journal
  double began_s = std::numeric_limits<double>::infinity();
  for (const EpochLog& log : epoch_logs(folder_, *files_)) {
    if (log.origin.epoch != epoch || !log.file.starts_with("journal/")) continue;
    worked = true;
    began_s = std::min(began_s, first_time_s(files_->read(path(log.file))));
  }
  if (!worked) return readable;
  if (began_s == std::numeric_limits<double>::infinity()) return 0;
  return bytes_before(files_->read(path(file), 0, readable), began_s);
}

StoreRepair::Deeds StoreRepair::mend_logs(const std::set<std::string>& unwanted, const std::set<std::string>& known) {
  Deeds deeds;
  const Fences fences = Fences::read(folder_, *files_);
  for (const std::string& file : fences.named_files()) {
    const auto log = parse_epoch_log(file);
    const std::uint64_t length = log ? fences.readable_bytes(file, log->origin.epoch) : 0;
    if (length == 0) continue;
    const bool there = files_->exists(path(file));
    const std::string bytes = there ? files_->read(path(file), 0, length) : std::string();
    const std::size_t damage = scan_records(bytes, [](std::size_t, std::string_view) {});
    const auto keep = [&](std::size_t offset, std::string_view json) {
      if (!file.starts_with("results/")) return true;
      const std::string fingerprint = record_fingerprint(json, file);
      return !unwanted.contains(fingerprint) && (offset < damage || !known.contains(fingerprint));
    };
    std::string mended;
    try {
      mended = repaired_log(bytes, length, *log, keep);
    } catch (const NewerFormat&) {
      continue;
    }
    if (mended == bytes) continue;
    replace(file, mended);
    deeds[file] = fmt::format("written again with the {} records that verify", count_records(mended));
    if (there) deeds[file] += "; as it was: " + kept_path(file);
  }
  return deeds;
}

StoreRepair::Deeds StoreRepair::mend_edits() {
  Deeds deeds;
  for (const auto& name : files_->list(path("edits"))) {
    const std::string file = "edits/" + name, bytes = is_aside(name) ? "" : files_->read(path(file));
    std::string whole;
    salvage_records(bytes, [&](std::size_t, std::string_view json) { whole += record_line(json); });
    if (is_aside(name) || (whole == bytes && count_records(whole) > 0)) continue;
    if (count_records(whole) == 0) {
      deeds[file] = "moved to " + set_aside(file);
    } else {
      replace(file, whole);
      deeds[file] = fmt::format("written again with the {} records that verify; as it was: {}", count_records(whole),
                                kept_path(file));
    }
  }
  return deeds;
}

StoreRepair::Deeds StoreRepair::remove_leftovers() {
  Deeds deeds;
  const auto look = [&](const std::string& place) {
    for (const auto& name : files_->list(place.empty() ? folder_ : path(place))) {
      if (!is_aside(name)) continue;
      const std::string file = place.empty() ? name : place + "/" + name;
      aside_->remove(path(file));
      deeds[file] = "removed: it was never taken into place";
    }
  };
  for (const char* place : {"", "journal", "results", "edits", "plans", "report"}) look(place);
  for (const char* place : {"checkpoints", "trajectories"}) {
    look(place);
    for (const auto& task : files_->list(path(place))) {
      if (!task.ends_with(".h5") && !is_aside(task)) look(std::string(place) + "/" + task);
    }
  }
  if (files_->exists(path("scratch"))) {
    files_->remove_all(path("scratch"));
    deeds["scratch"] = "removed: files of engines that no longer run";
  }
  return deeds;
}

}  // namespace vitriflow
