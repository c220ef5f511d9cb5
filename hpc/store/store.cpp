#include "hpc/store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/file_identity.hpp"
#include "hpc/store/result_file.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {

namespace {

constexpr double kSyncInterval_s = 0.010;
constexpr std::string_view kSuffix = ".h5";

bool ends_with(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

}  // namespace

Store::State::State(std::string folder_in, std::int64_t epoch_in, std::string writer_in, FileSystem& files_in,
                    Clock& clock_in)
    : folder(std::move(folder_in)),
      epoch(epoch_in),
      writer(std::move(writer_in)),
      files(&files_in),
      clock(&clock_in),
      aside(folder, epoch, writer, files_in),
      small(folder, files_in),
      log(files_in, folder + "/results", fmt::format("small-{}-{}", epoch, writer), small_results_format(),
          log_header(small_results_format(), epoch, writer)) {}

std::string Store::State::result_path(const std::string& fingerprint) const {
  return fmt::format("{}/results/{}.h5", folder, fingerprint);
}

std::string Store::State::checkpoint_folder(const std::string& fingerprint) const {
  return fmt::format("{}/checkpoints/{}", folder, fingerprint);
}

std::string Store::State::segment_folder(const std::string& fingerprint) const {
  return fmt::format("{}/trajectories/{}", folder, fingerprint);
}

void Store::State::make_folder(const std::string& path) {
  if (files->exists(path)) return;
  files->make_directories(path);
  files->sync_directory(path.substr(0, path.rfind('/')));
}

bool Store::State::has_large(const std::string& fingerprint) {
  if (verified.count(fingerprint) > 0) return true;
  const std::string path = result_path(fingerprint);
  if (!files->exists(path)) return false;
  try {
    check_result_file(*files, path, fingerprint);
  } catch (const NewerFormat&) {
    throw;
  } catch (const Error& problem) {
    log_warning("{} The task will be done again.", problem.what());
    return false;
  }
  verified.insert(fingerprint);
  return true;
}

void Store::State::put_large(const std::string& fingerprint, const StoredResult& result) {
  const std::string path = result_path(fingerprint);
  const std::string beside = aside.name_for(path);
  write_aside(*files, beside, large_file(fingerprint, result, path));
  check_file(*files, beside, "result");
  take_large(fingerprint, beside);
}

void Store::State::take_large(const std::string& fingerprint, const std::string& beside) {
  const std::string path = result_path(fingerprint);
  if (!aside.take_new(beside, path)) {
    if (has_large(fingerprint)) {
      files->remove(beside);
    } else {
      aside.move(path, path + ".damaged");
      aside.take(beside, path);
    }
  }
  files->sync_directory(folder + "/results");
  verified.insert(fingerprint);
  durable.push_back(fingerprint);
}

void Store::State::commit() {
  if (!log.pending()) return;
  log.commit();
  synced_s = clock->monotonic_s();
  durable.insert(durable.end(), std::make_move_iterator(pending.begin()), std::make_move_iterator(pending.end()));
  pending.clear();
}

Store::Store(std::string folder, std::int64_t epoch, std::string writer, FileSystem& files, Clock& clock) {
  state_ = std::make_unique<State>(std::move(folder), epoch, std::move(writer), files, clock);
  for (const char* part : {"results", "checkpoints", "trajectories"}) {
    state_->make_folder(fmt::format("{}/{}", state_->folder, part));
  }
}

Store::Store(Store&&) noexcept = default;

Store::~Store() {
  if (!state_ || state_->pending.empty()) return;
  try {
    state_->commit();
  } catch (const std::exception& problem) {
    log_warning("the last results were not written: {}", problem.what());
  }
}

const std::string& Store::folder() const { return state_->folder; }

std::int64_t Store::epoch() const { return state_->epoch; }

bool Store::contains(const std::string& fingerprint) {
  if (state_->small.contains(fingerprint) || state_->has_large(fingerprint)) return true;
  state_->small.refresh();
  return state_->small.contains(fingerprint);
}

StoredResult Store::read(const std::string& fingerprint) {
  const std::string path = state_->result_path(fingerprint);
  if (!state_->small.contains(fingerprint)) {
    if (state_->files->exists(path)) {
      return parse_large_file(read_checked(*state_->files, path, "result"), path, fingerprint);
    }
    state_->small.refresh();
  }
  if (state_->small.contains(fingerprint)) return state_->small.read(fingerprint);
  throw Error(fmt::format("result '{}' is not in campaign '{}'.", fingerprint, state_->folder));
}

void Store::put(const std::string& fingerprint, const StoredResult& result) {
  ensure_file_name(state_->writer);
  ensure_file_name(fingerprint);
  if (state_->handed_over.count(fingerprint) > 0) {
    const bool waiting =
        std::find(state_->pending.begin(), state_->pending.end(), fingerprint) != state_->pending.end();
    if (!waiting) state_->durable.push_back(fingerprint);
    return;
  }
  const std::string bytes = result.result.to_bytes();
  if (state_->small.contains(fingerprint)) {
    state_->durable.push_back(fingerprint);
  } else if (state_->has_large(fingerprint)) {
    state_->files->sync_directory(state_->folder + "/results");  // whoever renamed it may not have come so far
    state_->durable.push_back(fingerprint);
  } else if (bytes.size() <= kSmallLimit) {
    state_->log.add(small_record(fingerprint, result.origin, bytes));
    state_->pending.push_back(fingerprint);
  } else {
    state_->put_large(fingerprint, result);
  }
  state_->handed_over.insert(fingerprint);
}

std::vector<std::string> Store::sync_if_due() {
  if (state_->clock->monotonic_s() - state_->synced_s >= kSyncInterval_s) state_->commit();
  return std::exchange(state_->durable, {});
}

std::vector<std::string> Store::flush() {
  state_->commit();
  return std::exchange(state_->durable, {});
}

std::vector<std::string> Store::fingerprints() {
  state_->small.refresh();
  std::vector<std::string> found = state_->small.fingerprints();
  for (const auto& name : state_->files->list(state_->folder + "/results")) {
    if (!ends_with(name, kSuffix)) continue;
    const std::string fingerprint = name.substr(0, name.size() - kSuffix.size());
    if (!state_->small.contains(fingerprint) && state_->has_large(fingerprint)) found.push_back(fingerprint);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::int64_t> stored_legs(const std::string& folder, FileSystem& files) {
  std::vector<std::int64_t> legs;
  for (const auto& name : files.list(folder)) {
    std::int64_t leg = 0;
    const char* end = name.data() + name.size();
    const auto [rest, problem] = std::from_chars(name.data(), end, leg);
    if (problem == std::errc() && std::string_view(rest, static_cast<std::size_t>(end - rest)) == kSuffix) {
      legs.push_back(leg);
    }
  }
  std::sort(legs.begin(), legs.end());
  return legs;
}

std::string leg_path(const std::string& folder, std::int64_t leg) { return fmt::format("{}/{}.h5", folder, leg); }

}  // namespace vitriflow
