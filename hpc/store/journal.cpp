#include "hpc/store/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

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

// The text between `before` and the quote that ends it. A quote or backslash within a text stands behind a backslash,
// so that `before`, which begins with a quote or a brace, is never found inside of one.
std::string_view quoted_after(std::string_view json, std::string_view before) {
  const auto at = json.find(before);
  if (at == std::string_view::npos) return {};
  const auto begin = at + before.size();
  auto end = begin;
  while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
  return end < json.size() ? json.substr(begin, end - begin) : std::string_view();
}

}  // namespace

LogFormat journal_format() { return kJournalFormat; }

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

JournalGlance::JournalGlance(std::int64_t epoch, const std::string& writer, std::string_view json,
                             const std::string& path)
    : epoch_(epoch),
      writer_(&writer),
      json_(json),
      event_(quoted_after(json, ",\"event\":\"")),
      task_(quoted_after(json, ",\"task\":\"")),
      path_(&path) {
  if (task_.empty()) task_ = quoted_after(json, "{\"task\":\"");
}

JournalRecord JournalGlance::record() const {
  JournalRecord record = from_json(json_, *path_);
  record.epoch = epoch_;
  record.writer = *writer_;
  return record;
}

void scan_journal(const std::string& folder, FileSystem& files,
                  const std::function<void(const JournalGlance&)>& visit) {
  const Fences fences = Fences::read(folder, files);
  std::map<std::pair<std::int64_t, std::string>, std::string> logs;
  for (const auto& name : files.list(folder + "/journal")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (parse_epoch_name(name, "", epoch, writer)) logs[{epoch, writer}] = "journal/" + name;
  }
  for (const auto& [origin, file] : logs) {
    const std::string path = folder + "/" + file;
    const LogOrigin name{origin.first, origin.second};
    read_log(
        files, path, kJournalFormat, fences.readable_bytes(file, origin.first),
        [&](std::string_view json) { visit(JournalGlance(name.epoch, name.writer, json, path)); }, &name);
  }
}

std::vector<JournalRecord> JournalTail::next() {
  const Fences fences = Fences::read(folder_, *files_);
  std::vector<JournalRecord> records;
  for (const auto& name : files_->list(folder_ + "/journal")) {
    std::int64_t epoch = 0;
    std::string writer;
    if (!parse_epoch_name(name, "", epoch, writer)) continue;
    const std::string path = folder_ + "/journal/" + name;
    std::uint64_t& read = read_[name];
    const auto size = std::min(files_->size(path), fences.readable_bytes("journal/" + name, epoch));
    if (size <= read) continue;
    bool header = read == 0;
    read += scan_records(files_->read(path, read, size - read), [&](std::size_t, std::string_view json) {
      if (!std::exchange(header, false)) records.push_back(JournalGlance(epoch, writer, json, path).record());
    });
  }
  sort_journal(records);
  return records;
}

// A clock that was set back does not change the order of one writer's records.
void sort_journal(std::vector<JournalRecord>& records) {
  std::map<std::pair<std::int64_t, std::string>, double> latest;
  std::vector<std::pair<double, std::size_t>> order;
  order.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto [time, is_new] = latest.try_emplace({records[i].epoch, records[i].writer}, records[i].time_s);
    time->second = std::max(time->second, records[i].time_s);
    order.emplace_back(time->second, i);
  }
  const auto key = [&](const std::pair<double, std::size_t>& item) {
    const JournalRecord& record = records[item.second];
    return std::tie(record.epoch, item.first, record.writer, record.number);
  };
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::vector<JournalRecord> sorted;
  sorted.reserve(records.size());
  for (const auto& [time, i] : order) sorted.push_back(std::move(records[i]));
  records = std::move(sorted);
}

std::string journal_text(const std::string& text) {
  const std::string json = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return json.substr(1, json.size() - 2);
}

std::vector<JournalRecord> read_journal(const std::string& folder, FileSystem& files) {
  std::vector<JournalRecord> records;
  scan_journal(folder, files, [&](const JournalGlance& glance) { records.push_back(glance.record()); });
  sort_journal(records);
  return records;
}

}  // namespace vitriflow
