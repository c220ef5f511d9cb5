// Journal: what happened in a campaign, in order; one append-only file per writer and epoch, merged on reading.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/store/record_log.hpp"

namespace vitriflow {

LogFormat journal_format();

struct JournalRecord {
  double time_s = 0.0;  // wall clock of the writer
  std::int64_t epoch = 0;
  std::string writer;
  std::int64_t number = 0;                    // of the record in its file, from 0
  std::string event;                          // "started", "leg", "done", "failed", ... (hpc/store/FORMATS.md)
  std::map<std::string, std::string> values;  // "task", "fingerprint", "ranks", "message" ...
};

// Writes CAMPAIGN/journal/<epoch>-<writer>; `folder` is the campaign's. The file begins to exist with the first sync.
class JournalWriter {
 public:
  JournalWriter(const std::string& folder, std::int64_t epoch, const std::string& writer, FileSystem& files,
                Clock& clock);
  ~JournalWriter();
  JournalWriter(JournalWriter&&) noexcept;
  void append(const std::string& event, std::map<std::string, std::string> values);
  void sync_if_due();  // at most one sync per 10 ms
  void sync();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All records of the journal of the campaign in `folder`, ordered by (epoch, time, writer, number). A torn tail is left
// out; records of an epoch that were written after its takeover are never read. Missing folder: empty.
std::vector<JournalRecord> read_journal(const std::string& folder, FileSystem& files);

// A record of which only the outline is known: most are passed over without being read in full.
class JournalGlance {
 public:
  JournalGlance(std::int64_t epoch, const std::string& writer, std::string_view json, const std::string& path);
  std::int64_t epoch() const noexcept { return epoch_; }
  std::string_view event() const noexcept { return event_; }
  std::string_view task() const noexcept { return task_; }  // as written in JSON; empty: of no task
  JournalRecord record() const;

 private:
  std::int64_t epoch_;
  const std::string* writer_;
  std::string_view json_, event_, task_;
  const std::string* path_;
};

// Calls `visit` for the records that read_journal would return, file by file: in order of epochs, and within a file in
// the order in which they were written.
void scan_journal(const std::string& folder, FileSystem& files, const std::function<void(const JournalGlance&)>& visit);

// Reads on where it stopped: a journal as it grows.
class JournalTail {
 public:
  JournalTail(std::string folder, FileSystem& files) : folder_(std::move(folder)), files_(&files) {}
  // The records that were written since the last call, in the order of read_journal.
  std::vector<JournalRecord> next();

 private:
  std::string folder_;
  FileSystem* files_;
  std::map<std::string, std::uint64_t> read_;  // bytes by file
};

// Brings records into the order of read_journal; those of one writer and epoch must stand in their own order.
void sort_journal(std::vector<JournalRecord>& records);

// How a text stands within the quotes of a record.
std::string journal_text(const std::string& text);

}  // namespace vitriflow
