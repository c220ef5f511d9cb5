#include "hpc/store/lease.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/log.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

const LogFormat kLeaseFormat{"vitriflow-lease", 1};
constexpr double kExpiry_s = 60.0;
constexpr double kBeatInterval_s = 10.0;
constexpr double kSettle_s = 1.0;  // for a process that has its epoch and is about to write its lease
constexpr int kTries = 10;

struct LeaseRecord {
  LeaseHolder holder;
  bool released = false;
};

std::string lease_path(const std::string& folder) { return folder + "/lease"; }

std::string to_bytes(const LeaseRecord& record) {
  nlohmann::ordered_json json;
  json["format"] = kLeaseFormat.name;
  json["version"] = kLeaseFormat.version;
  json["program"] = fmt::format("vitriflow {}", kVersion);
  json["host"] = record.holder.host;
  json["pid"] = record.holder.pid;
  json["boot_id"] = record.holder.boot_id;
  json["job"] = record.holder.job;
  json["epoch"] = record.holder.epoch;
  json["taken"] = record.holder.taken_s;
  json["heartbeat"] = record.holder.heartbeat_s;
  json["released"] = record.released;
  return record_line(json.dump());
}

// None where something is missing or of another type.
std::optional<LeaseRecord> from_json(const nlohmann::json& json) try {
  LeaseRecord record;
  record.holder.host = json.at("host").get<std::string>();
  record.holder.pid = json.at("pid").get<std::int64_t>();
  record.holder.boot_id = json.at("boot_id").get<std::string>();
  record.holder.job = json.at("job").get<std::string>();
  record.holder.epoch = json.at("epoch").get<std::int64_t>();
  record.holder.taken_s = json.at("taken").get<double>();
  record.holder.heartbeat_s = json.at("heartbeat").get<double>();
  record.released = json.at("released").get<bool>();
  return record;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

// Throws Error unless the bytes are one lease and nothing else.
LeaseRecord parse_lease(std::string_view bytes, const std::string& path) {
  std::optional<LeaseRecord> record;
  std::size_t records = 0;
  const std::size_t valid = scan_records(bytes, [&](std::size_t, std::string_view json) {
    check_log_header(json, kLeaseFormat, path);
    record = from_json(nlohmann::json::parse(json));
    ++records;
  });
  if (record && records == 1 && valid == bytes.size()) return *record;
  throw Error(fmt::format("file '{}' is damaged and says nothing.", path));
}

// The lease as it stands; none when there is no file or a damaged one (its holder will write it again).
std::optional<LeaseRecord> read_record(const std::string& folder, FileSystem& files) {
  const std::string path = lease_path(folder);
  if (!files.exists(path)) return std::nullopt;
  const std::string bytes = files.read(path);
  try {
    return parse_lease(bytes, path);
  } catch (const NewerFormat&) {
    throw;
  } catch (const Error& problem) {
    log_warning("{}", problem.what());
    return std::nullopt;
  }
}

// Leases that this very process holds: a holder with our pid that is not among them died before we were started.
class OwnLeases {
 public:
  void add(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    folders_.insert(folder);
  }
  void remove(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    folders_.erase(folder);
  }
  bool has(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    return folders_.count(folder) > 0;
  }

 private:
  std::mutex mutex_;
  std::set<std::string> folders_;
};

OwnLeases& own_leases() {
  static OwnLeases leases;
  return leases;
}

bool is_alive(const LeaseRecord& record, const std::string& folder, double now_s, Machine& machine) {
  const LeaseHolder& holder = record.holder;
  if (record.released || now_s - holder.heartbeat_s > kExpiry_s) return false;
  if (holder.host != machine.host()) return true;
  if (holder.boot_id != machine.boot_id()) return false;
  if (holder.pid == machine.pid()) return own_leases().has(folder);
  return machine.process_alive(holder.pid);
}

[[noreturn]] void throw_held(const std::string& folder, const LeaseHolder& holder, double now_s) {
  const std::string job = holder.job.empty() ? "" : fmt::format(", job {}", holder.job);
  throw Error(
      fmt::format("campaign '{}' is held by process {} on '{}'{}, last heard of {} ago. Wait for it, stop it, "
                  "or run into another folder.",
                  folder, holder.pid, holder.host, job, duration_text(std::max(0.0, now_s - holder.heartbeat_s))),
      Failure::held);
}

}  // namespace

struct Lease::State {
  std::string folder;
  FileSystem* files = nullptr;
  Clock* clock = nullptr;
  LeaseHolder holder;
  double beaten_s = 0.0;  // of the monotonic clock

  bool replaced() const { return newest_fence(folder, *files) > holder.epoch; }

  void write(bool released) {
    holder.heartbeat_s = clock->wall_s();
    AsideFolder(folder, holder.epoch, "lease", *files).write(lease_path(folder), to_bytes({holder, released}));
  }
};

namespace {

// For the lease of who has claimed that epoch: it comes in a moment, or not at all.
void wait_for_lease(const std::string& folder, std::int64_t epoch, FileSystem& files, Clock& clock) {
  for (int look = 0; look < kTries; ++look) {
    clock.sleep_s(kSettle_s / kTries);
    const auto record = read_record(folder, files);
    if (record && record->holder.epoch >= epoch) return;
  }
}

// The epoch that became ours. Throws Error (held) while somebody else holds the campaign or takes it.
std::int64_t claim_next_epoch(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine,
                              const Lease::HasEnded& has_ended) {
  std::int64_t settled = -1;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    // In this order: whoever writes a lease has its fence before.
    const std::int64_t newest = newest_epoch(folder, files);
    const auto current = read_record(folder, files);
    if (current && is_alive(*current, folder, clock.wall_s(), machine) && !(has_ended && has_ended(current->holder))) {
      throw_held(folder, current->holder, clock.wall_s());
    }
    const std::int64_t leased = current ? current->holder.epoch : 0;
    if (newest > leased && newest != settled) {  // being taken right now, or by one that died before it wrote
      settled = newest;
      wait_for_lease(folder, newest, files, clock);
      continue;
    }
    const std::int64_t epoch = std::max(newest, leased) + 1;
    const std::string claimant = fmt::format("{}-{}", machine.host(), machine.pid());
    if (claim_epoch(folder, epoch, files, claimant)) return epoch;
  }
  throw Error(fmt::format("campaign '{}' is being taken by another process. Try again in a moment.", folder),
              Failure::held);
}

// Somebody was faster; who it was stands in the lease in a moment.
[[noreturn]] void refuse_for_the_faster(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const auto current = read_record(folder, files);
    if (current && is_alive(*current, folder, clock.wall_s(), machine)) {
      throw_held(folder, current->holder, clock.wall_s());
    }
    clock.sleep_s(kSettle_s / kTries);
  }
  throw Error(fmt::format("campaign '{}' was taken by another process at the same moment.", folder), Failure::held);
}

}  // namespace

Lease Lease::take(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine,
                  const HasEnded& has_ended) {
  files.make_directories(folder);
  auto state = std::make_unique<State>();
  state->folder = folder;
  state->files = &files;
  state->clock = &clock;
  state->holder.epoch = claim_next_epoch(folder, files, clock, machine, has_ended);
  state->holder.host = machine.host();
  state->holder.pid = machine.pid();
  state->holder.boot_id = machine.boot_id();
  state->holder.job = machine.job();
  state->holder.taken_s = clock.wall_s();
  try {
    begin_epoch(folder, state->holder.epoch, files);
    fence_older_epochs(folder, state->holder.epoch, files);
    state->write(false);
  } catch (const Error& problem) {
    if (problem.failure() == Failure::held) refuse_for_the_faster(folder, files, clock, machine);
    throw;
  }
  state->beaten_s = clock.monotonic_s();
  const auto written = read_record(folder, files);
  if (state->replaced() || !written || written->holder.epoch != state->holder.epoch) {
    refuse_for_the_faster(folder, files, clock, machine);
  }
  own_leases().add(folder);
  return Lease(std::move(state));
}

Lease::Lease(std::unique_ptr<State> state) : state_(std::move(state)) {}

Lease::Lease(Lease&&) noexcept = default;

Lease::~Lease() {
  if (!state_) return;
  try {
    release();
  } catch (const std::exception& problem) {
    log_warning("the campaign's lease was not released: {}", problem.what());
  }
}

std::int64_t Lease::epoch() const {
  ENSURE(state_ != nullptr, "the lease was released");
  return state_->holder.epoch;
}

bool Lease::keep() {
  if (!state_ || AsideFolder(state_->folder, state_->holder.epoch, "lease", *state_->files).replaced()) return false;
  return state_->clock->monotonic_s() - state_->beaten_s < kBeatInterval_s || beat();
}

bool Lease::beat() {
  if (!state_ || state_->replaced()) return false;
  state_->beaten_s = state_->clock->monotonic_s();
  try {
    state_->write(false);
  } catch (const Error& problem) {
    if (problem.failure() == Failure::held) return false;
    log_warning("the campaign's lease was not renewed: {}", problem.what());  // the fence keeps it ours or ends us
  }
  return true;
}

void Lease::release() {
  if (!state_) return;
  const auto state = std::move(state_);
  own_leases().remove(state->folder);
  if (state->replaced()) return;
  state->write(true);
  end_epoch(state->folder, state->holder.epoch, *state->files);
}

bool read_lease(const std::string& folder, FileSystem& files, LeaseHolder& holder) {
  const auto record = read_record(folder, files);
  if (!record || record->released) return false;
  holder = record->holder;
  return true;
}

std::optional<LeaseHolder> living_holder(const std::string& folder, FileSystem& files, Clock& clock, Machine& machine) {
  LeaseHolder holder;
  const bool held = read_lease(folder, files, holder) && is_alive(holder, clock, machine);
  return held ? std::optional(holder) : std::nullopt;
}

void check_lease(const std::string& folder, FileSystem& files) {
  const std::string path = lease_path(folder);
  if (files.exists(path)) parse_lease(files.read(path), path);
}

bool is_alive(const LeaseHolder& holder, Clock& clock, Machine& machine) {
  if (clock.wall_s() - holder.heartbeat_s > kExpiry_s) return false;
  if (holder.host != machine.host()) return true;
  return holder.boot_id == machine.boot_id() && machine.process_alive(holder.pid);
}

}  // namespace vitriflow
