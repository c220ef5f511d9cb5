#include "hpc/store/record_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/json_value.hpp"
#include "hpc/base/version.hpp"
#include "hpc/log.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kCheckDigits = 8;
constexpr std::size_t kPrefix = kCheckDigits + 1;

bool is_record(std::string_view line) {
  if (line.size() <= kPrefix || line[kCheckDigits] != ' ') return false;
  std::uint32_t check = crc32c(line.substr(kPrefix));
  for (std::size_t digit = kCheckDigits; digit-- > 0; check >>= 4) {
    if (line[digit] != "0123456789abcdef"[check & 0xF]) return false;
  }
  return true;
}

}  // namespace

std::string record_line(std::string_view json) {
  ENSURE(json.find('\n') == std::string_view::npos, "a record holds a line feed: {}", json);
  return fmt::format("{:08x} {}\n", crc32c(json), json);
}

std::size_t scan_records(std::string_view bytes, const std::function<void(std::size_t, std::string_view)>& visit) {
  std::size_t begin = 0;
  while (begin < bytes.size()) {
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string_view::npos) break;
    const auto line = bytes.substr(begin, end - begin);
    if (!is_record(line)) break;
    visit(begin + kPrefix, line.substr(kPrefix));
    begin = end + 1;
  }
  return begin;
}

void salvage_records(std::string_view bytes,
                     const std::function<void(std::size_t begin, std::string_view json)>& visit) {
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = bytes.find('\n', begin);
    if (end == std::string_view::npos) return;
    const auto line = bytes.substr(begin, end - begin);
    if (is_record(line)) visit(begin, line.substr(kPrefix));
    begin = end + 1;
  }
}

std::string log_header(const LogFormat& format, std::int64_t epoch, const std::string& writer) {
  nlohmann::ordered_json header;
  header["format"] = format.name;
  header["version"] = format.version;
  header["program"] = fmt::format("vitriflow {}", kVersion);
  header["epoch"] = epoch;
  header["writer"] = writer;
  return header.dump();
}

void check_log_header(std::string_view json, const LogFormat& format, const std::string& path) {
  const auto header = nlohmann::json::parse(json, nullptr, false);
  const bool stated = header.is_object() && header.contains("format") && header.contains("version") &&
                      header["version"].is_number_unsigned();
  if (!stated || header["format"] != format.name) {
    throw Error(
        fmt::format("file '{}' is not a {} file. 'vitriflow check --repair' sets it aside.", path, format.name));
  }
  const auto version = header["version"].get<std::uint64_t>();
  if (version > static_cast<std::uint64_t>(format.version)) {
    throw NewerFormat(
        fmt::format("file '{}' was written by format {} of {}, this program reads up to {}. Use a newer build.", path,
                    version, format.name, format.version));
  }
}

void check_log_origin(std::string_view json, const LogOrigin& origin, const std::string& path) {
  const auto header = nlohmann::json::parse(json, nullptr, false);
  const LogOrigin found{json_value(header, "epoch", std::int64_t{-1}), json_value(header, "writer", std::string())};
  if (found.epoch == origin.epoch && found.writer == origin.writer) return;
  throw Error(
      fmt::format("file '{}' is a copy of another one: it was begun as '{}-{}'. 'vitriflow check --repair' sets "
                  "it aside.",
                  path, found.epoch, found.writer));
}

std::optional<std::uint64_t> scan_log(FileSystem& files, const std::string& path, const LogFormat& format,
                                      std::uint64_t limit, const std::function<void(std::string_view)>& visit,
                                      const LogOrigin* origin) {
  constexpr std::size_t kPiece = std::size_t{4} << 20;  // stays in the cache, and large files need little memory
  const std::uint64_t size = std::min(files.size(path), limit);
  bool first = true;
  const auto look = [&](std::size_t, std::string_view json) {
    if (std::exchange(first, false)) {
      check_log_header(json, format, path);
      if (origin != nullptr) check_log_origin(json, *origin, path);
    } else {
      visit(json);
    }
  };
  std::uint64_t valid = 0;
  for (std::size_t wanted = kPiece; valid < size;) {
    const std::string bytes = files.read(path, valid, std::min<std::uint64_t>(wanted, size - valid));
    const std::size_t whole = scan_records(bytes, look);
    valid += whole;
    if (bytes.find('\n', whole) != std::string::npos) return valid;
    if (bytes.size() < wanted) break;
    if (whole == 0) wanted *= 2;  // a record longer than a piece
  }
  return std::nullopt;
}

void read_log(FileSystem& files, const std::string& path, const LogFormat& format, std::uint64_t limit,
              const std::function<void(std::string_view)>& visit, const LogOrigin* origin) {
  if (const auto damage = scan_log(files, path, format, limit, visit, origin)) {
    log_warning_once("file '{}' is damaged at byte {}: what follows is not read.", path, *damage);
  }
}

RecordWriter::RecordWriter(FileSystem& files, std::string folder, std::string name, LogFormat format,
                           std::string header)
    : files_(&files),
      folder_(std::move(folder)),
      name_(std::move(name)),
      format_(std::move(format)),
      header_(std::move(header)) {}

std::int64_t RecordWriter::open() {
  std::int64_t records = 0;
  files_->make_directories(folder_);
  new_file_ = !files_->exists(path());
  if (!new_file_) {
    const std::string bytes = files_->read(path());
    const std::size_t valid = scan_records(bytes, [&](std::size_t, std::string_view json) {
      if (records++ == 0) check_log_header(json, format_, path());
    });
    if (valid < bytes.size()) cut(bytes, valid);
    durable_ = valid;
  }
  opened_ = true;
  if (durable_ == 0) buffer_ = record_line(header_);
  return std::max<std::int64_t>(0, records - 1);
}

void RecordWriter::cut(std::string_view bytes, std::size_t valid) {
  if (bytes.find('\n', valid) != std::string_view::npos) {
    const std::string aside = fmt::format("{}/cut-{}-{}", folder_, name_, valid);
    write_atomically(*files_, aside, bytes.substr(valid));
    log_warning("file '{}' is damaged at byte {}: the rest was moved to '{}'.", path(), valid, aside);
  }
  files_->truncate(path(), valid);
}

// The name of a new file, and of its folder, which may be new as well.
void RecordWriter::sync_name() {
  files_->sync_directory(folder_);
  files_->sync_directory(folder_.substr(0, folder_.rfind('/')));
  new_file_ = false;
}

std::uint64_t RecordWriter::add(std::string_view json) {
  if (!opened_) open();
  const std::uint64_t offset = durable_ + buffer_.size() + kPrefix;
  buffer_ += record_line(json);
  return offset;
}

void RecordWriter::commit() {
  if (buffer_.empty()) return;
  if (!file_) {
    if (files_->exists(path()) && files_->size(path()) != durable_) files_->truncate(path(), durable_);
    file_ = files_->append(path());
  }
  try {
    file_->write(buffer_);
    file_->sync();
    if (new_file_) sync_name();
  } catch (...) {
    file_.reset();  // the next commit begins with a cut
    throw;
  }
  durable_ += buffer_.size();
  buffer_.clear();
}

}  // namespace vitriflow
