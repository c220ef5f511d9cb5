#include "runner/execution/limits.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;
constexpr double kLook_s = 5, kMeasure_s = 60;
constexpr double kPauses = 20;  // of the time that measuring the disk takes
constexpr double kBlock = 512;  // of st_blocks
constexpr double kHour_s = 3600;

double number_in(const std::string& text) {
  double number = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() ? number : std::nan("");
}

double end_of(const AllocationRecord& record) {
  return std::max(record.began_s, record.ended_s > 0.0 ? record.ended_s : record.heard_s);
}

bool lies_in(const std::vector<AllocationRecord>& allocations, double time_s) {
  return std::any_of(allocations.begin(), allocations.end(), [&](const AllocationRecord& record) {
    return record.began_s <= time_s && time_s <= end_of(record);
  });
}

}  // namespace

bool Limits::any() const noexcept { return std::isfinite(core_hours) || std::isfinite(disk_bytes); }

Limits read_limits(const std::string& core_hours, const std::string& disk) {
  Limits limits;
  if (!core_hours.empty()) limits.core_hours = number_in(core_hours);
  if (!(limits.core_hours > 0)) {
    throw Error(
        fmt::format("'--core-hours {}' is no number of core hours. Write for example --core-hours 500.", core_hours),
        Failure::invalid_input);
  }
  if (disk.empty()) return limits;
  const auto bytes = parse_memory(disk);
  if (!bytes) {
    throw Error(fmt::format("'--disk {}' is no amount of disk. Write for example --disk 200GB.", disk),
                Failure::invalid_input);
  }
  limits.disk_bytes = *bytes;
  return limits;
}

double core_seconds_of(const std::vector<AllocationRecord>& allocations) {
  double sum = 0.0;
  for (const auto& record : allocations) sum += static_cast<double>(record.ranks) * (end_of(record) - record.began_s);
  return sum;
}

double core_seconds_of(const std::vector<JournalRecord>& records, const std::vector<AllocationRecord>& allocations,
                       std::int64_t before_epoch) {
  struct Run {
    double ranks = 0, begin_s = 0, end_s = 0;
  };
  std::map<std::int64_t, Run> runs;
  for (const auto& record : records) {
    if (record.epoch >= before_epoch) continue;
    Run& run = runs[record.epoch];
    if (record.event == "pool_started" && run.ranks == 0) {
      const auto ranks = record.values.find("ranks");
      run.ranks = ranks == record.values.end() ? 0 : std::max(0.0, number_in(ranks->second));
      run.begin_s = record.time_s;
    }
    run.end_s = std::max(run.end_s, record.time_s);
  }
  double sum = 0.0;
  for (const auto& [epoch, run] : runs) {
    if (run.ranks > 0 && !lies_in(allocations, run.begin_s)) sum += run.ranks * std::max(0.0, run.end_s - run.begin_s);
  }
  return sum;
}

double disk_use(const std::string& folder, const std::stop_token& stop) {
  std::set<std::pair<dev_t, ino_t>> linked;
  double bytes = 0.0;
  std::error_code gone;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator it(folder, options, gone), end; !gone && it != end; it.increment(gone)) {
    struct stat info {};
    if (stop.stop_requested()) break;
    if (::lstat(it->path().c_str(), &info) != 0) continue;
    const bool seen = info.st_nlink > 1 && !S_ISDIR(info.st_mode) && !linked.emplace(info.st_dev, info.st_ino).second;
    if (!seen) bytes += static_cast<double>(info.st_blocks) * kBlock;
  }
  return bytes;
}

std::optional<std::string> limit_reached(const Limits& limits, double core_hours, double disk_bytes) {
  if (core_hours >= limits.core_hours) {
    return fmt::format("the campaign has used {:.3g} core hours of the {:.3g} that --core-hours allows", core_hours,
                       limits.core_hours);
  }
  if (disk_bytes >= limits.disk_bytes) {
    return fmt::format("the campaign's folder holds {} of the {} that --disk allows", memory_text(disk_bytes),
                       memory_text(limits.disk_bytes));
  }
  return std::nullopt;
}

LimitWatch::LimitWatch(Setup setup) : setup_(std::move(setup)), begin_s_(setup_.clock->monotonic_s()) {
  looked_s_ = begin_s_;
  if (!std::isfinite(setup_.limits.core_hours)) return;
  earlier_core_s_ = core_seconds_of(read_journal(setup_.folder, *setup_.files),
                                    read_allocations(setup_.folder, *setup_.files), setup_.epoch);
}

LimitWatch::~LimitWatch() { stop_.request_stop(); }

double LimitWatch::core_hours() const {
  if (!std::isfinite(setup_.limits.core_hours)) return 0.0;
  const double here_s = setup_.ranks * (setup_.clock->monotonic_s() - begin_s_);
  auto allocations = read_allocations(setup_.folder, *setup_.files);
  for (auto& record : allocations) {
    if (record.name == setup_.allocation) record.heard_s = setup_.clock->wall_s();
  }
  return (earlier_core_s_ + here_s + core_seconds_of(allocations)) / kHour_s;
}

// A large folder on a busy file system takes its time: meanwhile the caller has a lease to keep.
void LimitWatch::measure_disk() {
  if (!std::isfinite(setup_.limits.disk_bytes)) return;
  const double now_s = setup_.clock->monotonic_s();
  if (measurement_.valid()) {
    if (measurement_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    disk_bytes_ = measurement_.get();
    pause_s_ = std::max(kMeasure_s, kPauses * (now_s - measured_s_));
    return;
  }
  if (pause_s_ > 0 && now_s - measured_s_ < pause_s_) return;
  measured_s_ = now_s;
  measurement_ = std::async(std::launch::async,
                            [folder = setup_.folder, stop = stop_.get_token()] { return disk_use(folder, stop); });
}

void LimitWatch::judge() {
  if (!reached_) reached_ = limit_reached(setup_.limits, core_hours(), disk_bytes_);
}

const std::optional<std::string>& LimitWatch::look() {
  const double now_s = setup_.clock->monotonic_s();
  if (reached_ || !setup_.limits.any() || now_s - looked_s_ < kLook_s) return reached_;
  looked_s_ = now_s;
  measure_disk();
  judge();
  return reached_;
}

const std::optional<std::string>& LimitWatch::look_now() {
  if (std::isfinite(setup_.limits.disk_bytes)) disk_bytes_ = disk_use(setup_.folder, stop_.get_token());
  judge();
  return reached_;
}

}  // namespace vitriflow
