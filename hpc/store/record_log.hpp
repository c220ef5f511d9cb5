// Record log: an append-only file of one JSON record a line, each with its CRC-32C; a torn or damaged tail is
// recognised.
//
//   line = 8 hexadecimal digits, a space, the JSON text, a line feed
//
// The first record of every file names its format and version (hpc/store/FORMATS.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hpc/base/files.hpp"

namespace vitriflow {

struct LogFormat {
  std::string name;  // "vitriflow-journal"
  std::int64_t version = 1;
};

std::string record_line(std::string_view json);

// Calls `visit` with the offset of each record's JSON text and the text, up to the first line that is torn or whose
// check does not fit. Returns how many bytes hold whole records.
std::size_t scan_records(std::string_view bytes, const std::function<void(std::size_t, std::string_view)>& visit);

// The same for every line that fits its check, also behind damage. `begin` is the offset of the line.
void salvage_records(std::string_view bytes,
                     const std::function<void(std::size_t begin, std::string_view json)>& visit);

// The JSON text of a header record: format, version, program, epoch and writer.
std::string log_header(const LogFormat& format, std::int64_t epoch, const std::string& writer);

// Throws Error when the record is not the header of this format, NewerFormat when it is of a later version of it.
void check_log_header(std::string_view json, const LogFormat& format, const std::string& path);

// Whose log a file is by its name, "<epoch>-<writer>".
struct LogOrigin {
  std::int64_t epoch = 0;
  std::string writer;
};
// Throws Error when a header names another epoch or writer: the file is a copy of another one.
void check_log_origin(std::string_view json, const LogOrigin& origin, const std::string& path);

// Reads a whole log: `visit` sees the records after the header. Bytes from `limit` on do not exist. A torn last line is
// passed over; damage before it gives a warning in the log, and nothing after it is read. Throws Error when the header
// is another log's; without `origin` whose it is does not matter.
void read_log(FileSystem& files, const std::string& path, const LogFormat& format, std::uint64_t limit,
              const std::function<void(std::string_view)>& visit, const LogOrigin* origin = nullptr);

// The same without a warning: returns where the damage begins, none when the log is whole up to a torn last line.
std::optional<std::uint64_t> scan_log(FileSystem& files, const std::string& path, const LogFormat& format,
                                      std::uint64_t limit, const std::function<void(std::string_view)>& visit,
                                      const LogOrigin* origin = nullptr);

// Appends to one log that nobody else writes. After a failed commit the next one begins where the last good one ended.
class RecordWriter {
 public:
  RecordWriter(FileSystem& files, std::string folder, std::string name, LogFormat format, std::string header);

  // Opens the file, cuts a torn tail (a damaged one is kept aside as cut-<name>-<offset>) and returns the number of
  // records after the header that it holds. Called by the first add().
  std::int64_t open();
  // Puts a record into memory; returns where its JSON text will stand in the file.
  std::uint64_t add(std::string_view json);
  bool pending() const noexcept { return !buffer_.empty(); }
  void commit();  // writes and syncs what was added

 private:
  std::string path() const { return folder_ + "/" + name_; }
  void cut(std::string_view bytes, std::size_t valid);
  void sync_name();

  FileSystem* files_;
  std::string folder_;
  std::string name_;
  LogFormat format_;
  std::string header_;
  std::unique_ptr<OutputFile> file_;
  std::string buffer_;
  std::uint64_t durable_ = 0;  // bytes of the file that are synced
  bool opened_ = false;
  bool new_file_ = false;
};

}  // namespace vitriflow
