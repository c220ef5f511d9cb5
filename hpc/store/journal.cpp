#include "hpc/store/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

const LogFormat kJournalFormat{"vitriflow-journal", 1};
constexpr double kSyncInterval_s = 0.010;

std::string to_json(const JournalRecord& record) {
  nlohmann::ordered_json json;
  json["number"] = record.number;
  json["time"] = record.time_s;
  json["event"] = record.event;
  json["values"] = record.values;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);  // a message may hold any bytes
}

JournalRecord from_json(std::string_view text, const std::string& path) {
  try {
    const auto json = nlohmann::json::parse(text);
    JournalRecord record;
    record.number = json.at("number").get<std::int64_t>();
    record.time_s = json.at("time").get<double>();
    record.event = json.at("event").get<std::string>();
    record.values = json.at("values").get<std::map<std::string, std::string>>();
    return record;
  } catch (const nlohmann::json::exception& problem) {
    throw Error(fmt::format("file '{}' holds a record that is not a journal's: {}.", path, problem.what()));
  }
}

// A record with the time that orders it: a clock that was set back does not change the order of one writer's records.
struct Ordered {
  double order_s = 0.0;
  JournalRecord record;
};

void read_file(FileSystem& files, const std::string& path, std::int64_t epoch, const std::string& writer,
               std::uint64_t limit, std::vector<Ordered>& into) {
  double latest = -std::numeric_limits<double>::infinity();
  read_log(files, path, kJournalFormat, limit, [&](std::string_view json) {
    JournalRecord record = from_json(json, path);
    record.epoch = epoch;
    record.writer = writer;
    latest = std::max(latest, record.time_s);
    into.push_back({latest, std::move(record)});
  });
}

}  // namespace

struct JournalWriter::State {
  RecordWriter log;
  Clock* clock = nullptr;
  std::int64_t number = -1;  // of the next record; -1 before the file was opened
  double synced_s = -std::numeric_limits<double>::infinity();
};

JournalWriter::JournalWriter(const std::string& folder, std::int64_t epoch, const std::string& writer,
                             FileSystem& files, Clock& clock) {
  ensure_file_name(writer);
  RecordWriter log(files, folder + "/journal", fmt::format("{}-{}", epoch, writer), kJournalFormat,
                   log_header(kJournalFormat, epoch, writer));
  state_ = std::make_unique<State>(State{std::move(log), &clock});
}

JournalWriter::JournalWriter(JournalWriter&&) noexcept = default;

JournalWriter::~JournalWriter() {
  if (!state_) return;
  try {
    sync();
  } catch (const std::exception& problem) {
    log_warning("the last records of a journal were not written: {}", problem.what());
  }
}

void JournalWriter::append(const std::string& event, std::map<std::string, std::string> values) {
  if (state_->number < 0) state_->number = state_->log.open();
  JournalRecord record;
  record.number = state_->number++;
  record.time_s = state_->clock->wall_s();
  record.event = event;
  record.values = std::move(values);
  state_->log.add(to_json(record));
}

void JournalWriter::sync_if_due() {
  if (!state_->log.pending() || state_->clock->monotonic_s() - state_->synced_s < kSyncInterval_s) return;
  sync();
}

void JournalWriter::sync() {
  if (!state_->log.pending()) return;
  state_->log.commit();
  state_->synced_s = state_->clock->monotonic_s();
}

std::vector<JournalRecord> read_journal(const std::string& folder, FileSystem& files) {
  const Fences fences = Fences::read(folder, files);
  std::vector<Ordered> found;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (!parse_epoch_name(name, "", epoch, writer)) continue;
    const std::string file = "journal/" + name;
    read_file(files, folder + "/" + file, epoch, writer, fences.readable_bytes(file, epoch), found);
  }
  const auto key = [](const Ordered& item) {
    return std::tie(item.record.epoch, item.order_s, item.record.writer, item.record.number);
  };
  std::sort(found.begin(), found.end(), [&](const Ordered& a, const Ordered& b) { return key(a) < key(b); });
  std::vector<JournalRecord> records;
  records.reserve(found.size());
  for (auto& item : found) records.push_back(std::move(item.record));
  return records;
}

}  // namespace vitriflow
