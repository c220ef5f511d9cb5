// FileSystem: every access to disk that must survive a fault goes through this interface, so that tests can fail it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// An open file for appending or for writing aside. Move-only by pointer. Each call throws Error naming the file.
class OutputFile {
 public:
  virtual ~OutputFile() = default;  // closes; logs and never throws
  virtual void write(std::string_view bytes) = 0;
  virtual void sync() = 0;   // returns when the bytes are on the device
  virtual void close() = 0;  // reports what a destructor could not
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual std::unique_ptr<OutputFile> create(const std::string& path) = 0;  // truncates
  virtual std::unique_ptr<OutputFile> append(const std::string& path) = 0;  // creates when absent
  virtual std::string read(const std::string& path) = 0;
  // At most `size` bytes from `offset`; fewer at the end of the file.
  virtual std::string read(const std::string& path, std::uint64_t offset, std::size_t size) = 0;
  virtual bool exists(const std::string& path) = 0;
  virtual std::uint64_t size(const std::string& path) = 0;
  virtual void truncate(const std::string& path, std::uint64_t size) = 0;
  virtual void rename(const std::string& from, const std::string& to) = 0;  // replaces
  // False, with `from` kept, when `to` exists already.
  virtual bool rename_no_replace(const std::string& from, const std::string& to) = 0;
  // Gives a file a second name that is not there yet. False where the file system cannot do so, or both names do not
  // lie on one: copy the file then.
  virtual bool link(const std::string& /*from*/, const std::string& /*to*/) { return false; }
  virtual void remove(const std::string& path) = 0;      // no error when absent
  virtual void remove_all(const std::string& path) = 0;  // no error when absent
  virtual void make_directories(const std::string& path) = 0;
  virtual std::vector<std::string> list(const std::string& directory) = 0;  // names, sorted; empty when absent
  virtual void sync_file(const std::string& path) = 0;                      // a file written by another library
  virtual void sync_directory(const std::string& path) = 0;
};

FileSystem& posix_files();

// Throws the Error that every implementation gives: "cannot write to 'x': No space left on device. Free ...". `code` is
// an errno; a full disk and missing permissions count as the environment's failure.
[[noreturn]] void throw_file_error(const char* verb, const std::string& path, int code);

// Writes aside (path + ".new-<pid>"), syncs, renames over `path`, syncs the folder: a reader sees the old or the new
// bytes.
void write_atomically(FileSystem& files, const std::string& path, std::string_view bytes);

}  // namespace vitriflow
