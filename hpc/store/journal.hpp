// Journal: what happened in a campaign, in order; one append-only file per writer and epoch, merged on reading.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

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

}  // namespace vitriflow
