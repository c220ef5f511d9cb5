// MemoryFiles: a disk in memory that fails where a test wants it to, and forgets at a power loss what was not synced.
//
// Bytes survive a power loss once their file was synced, names (created, renamed, removed) once their folder was.
// Folders survive at once. Each call that changes something, also each write and sync of an open file, is one
// operation.
#pragma once

#include <algorithm>
#include <cerrno>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow::testing {

enum class Fault {
  no_space,     // ENOSPC; nothing is changed
  io_error,     // EIO; nothing is changed
  short_write,  // ENOSPC after half of the bytes of a write; as no_space for any other operation
  crash,        // throws Crash, and so does every operation after it until restart()
};

// Not an Error: nothing in the program may catch it and carry on.
struct Crash : std::exception {
  const char* what() const noexcept override { return "the machine is down"; }
};

class MemoryFiles final : public FileSystem {
 public:
  // -- what a test does --
  // The n-th operation from now on (1 is the next one) fails once.
  void fail_operation(int n, Fault fault) { plan(n, fault, false); }
  // The n-th operation from now on fails and all after it do: a disk that stays full.
  void fail_from(int n, Fault fault) { plan(n, fault, true); }
  void heal() { down_ = false, planned_ = 0; }
  int operations() const { return operations_; }
  int syncs() const { return syncs_; }

  // The power goes and comes back.
  void drop_unsynced() {
    names_ = durable_names_;
    for (auto& [path, bytes] : names_) bytes->now = bytes->synced;
    heal();
  }
  // The process was killed; the operating system kept everything.
  void restart() { heal(); }
  // Flips bits of a byte, on the device too.
  void damage(const std::string& path, std::size_t offset, unsigned char bits = 0xFF) {
    Bytes& bytes = *find(path, "damage");
    for (std::string* copy : {&bytes.now, &bytes.synced}) {
      if (offset < copy->size()) (*copy)[offset] = static_cast<char>((*copy)[offset] ^ static_cast<char>(bits));
    }
  }

  // -- FileSystem --
  std::unique_ptr<OutputFile> create(const std::string& path) override {
    operate("open", path);
    auto& bytes = make(path);
    bytes->now.clear();
    return std::make_unique<Output>(*this, path, bytes);
  }
  std::unique_ptr<OutputFile> append(const std::string& path) override {
    operate("open", path);
    return std::make_unique<Output>(*this, path, make(path));
  }
  std::string read(const std::string& path) override { return find(path, "open")->now; }
  std::string read(const std::string& path, std::uint64_t offset, std::size_t size) override {
    const std::string& bytes = find(path, "open")->now;
    return offset < bytes.size() ? bytes.substr(offset, size) : std::string();
  }
  bool exists(const std::string& path) override { return names_.count(path) != 0 || is_folder(path); }
  std::uint64_t size(const std::string& path) override { return find(path, "look at")->now.size(); }
  void truncate(const std::string& path, std::uint64_t size) override {
    operate("truncate", path);
    find(path, "truncate")->now.resize(size);
  }
  void rename(const std::string& from, const std::string& to) override {
    operate("take into place", to);
    if (!is_folder(parent(to))) throw_file_error("take into place", to, ENOENT);
    if (folders_.count(from) != 0) return rename_folder(from, to);
    if (names_.count(from) == 0) throw_file_error("take into place", to, ENOENT);
    if (is_folder(to)) throw_file_error("take into place", to, EISDIR);
    names_[to] = names_.at(from);
    if (from != to) names_.erase(from);
  }
  bool rename_no_replace(const std::string& from, const std::string& to) override {
    operate("take into place", to);
    if (!is_folder(parent(to))) throw_file_error("take into place", to, ENOENT);
    if (exists(to)) return false;
    if (names_.count(from) == 0) throw_file_error("take into place", to, ENOENT);
    names_[to] = names_.at(from);
    names_.erase(from);
    return true;
  }
  void remove(const std::string& path) override {
    operate("remove", path);
    names_.erase(path);
  }
  void remove_all(const std::string& path) override {
    operate("remove", path);
    names_.erase(path);
    const auto inside = [&path](const std::string& name) { return name == path || name.rfind(path + "/", 0) == 0; };
    std::erase_if(names_, [&inside](const auto& entry) { return inside(entry.first); });
    std::erase_if(folders_, inside);
  }
  void make_directories(const std::string& path) override {
    operate("create the folder", path);
    for (std::string folder = path; !is_folder(folder); folder = parent(folder)) folders_.insert(folder);
  }
  std::vector<std::string> list(const std::string& directory) override {
    std::set<std::string> names;
    for (const auto& [path, bytes] : names_) {
      if (parent(path) == directory) names.insert(path.substr(path.rfind('/') + 1));
    }
    for (const auto& path : folders_) {
      if (parent(path) == directory) names.insert(path.substr(path.rfind('/') + 1));
    }
    return {names.begin(), names.end()};
  }
  void sync_file(const std::string& path) override {
    operate("sync", path);
    ++syncs_;
    const auto bytes = find(path, "sync");
    bytes->synced = bytes->now;
  }
  void sync_directory(const std::string& path) override {
    operate("sync", path);
    ++syncs_;
    if (!is_folder(path)) throw_file_error("sync", path, ENOENT);
    std::erase_if(durable_names_, [&path](const auto& entry) { return parent(entry.first) == path; });
    for (const auto& entry : names_) {
      if (parent(entry.first) == path) durable_names_.insert(entry);
    }
  }

 private:
  struct Bytes {
    std::string now, synced;
  };

  class Output final : public OutputFile {
   public:
    Output(MemoryFiles& disk, std::string path, std::shared_ptr<Bytes> bytes)
        : disk_(disk), path_(std::move(path)), bytes_(std::move(bytes)) {}
    void write(std::string_view bytes) override {
      try {
        disk_.operate("write to", path_);
      } catch (const Error&) {
        if (disk_.last_fault_ == Fault::short_write) bytes_->now += bytes.substr(0, bytes.size() / 2);
        throw;
      }
      bytes_->now += bytes;
    }
    void sync() override {
      disk_.operate("sync", path_);
      ++disk_.syncs_;
      bytes_->synced = bytes_->now;
    }
    void close() override { disk_.operate("close", path_); }

   private:
    MemoryFiles& disk_;
    std::string path_;
    std::shared_ptr<Bytes> bytes_;
  };

  static std::string parent(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  }
  bool is_folder(const std::string& path) const { return path == "." || path == "/" || folders_.count(path) != 0; }

  // With all that is in it; like every folder, it survives a power loss at once.
  void rename_folder(const std::string& from, const std::string& to) {
    const auto inside = [&from](const std::string& name) { return name == from || name.rfind(from + "/", 0) == 0; };
    if (names_.count(to) != 0) throw_file_error("take into place", to, ENOTDIR);
    if (folders_.count(to) != 0 && !list(to).empty()) throw_file_error("take into place", to, ENOTEMPTY);
    for (auto* names : {&names_, &durable_names_}) {
      std::map<std::string, std::shared_ptr<Bytes>> moved;
      for (const auto& [name, bytes] : *names) moved[inside(name) ? to + name.substr(from.size()) : name] = bytes;
      *names = std::move(moved);
    }
    std::set<std::string> folders;
    for (const auto& name : folders_) folders.insert(inside(name) ? to + name.substr(from.size()) : name);
    folders_ = std::move(folders);
  }
  std::shared_ptr<Bytes>& make(const std::string& path) {
    if (is_folder(path)) throw_file_error("open", path, EISDIR);
    if (!is_folder(parent(path))) throw_file_error("open", path, ENOENT);
    auto& bytes = names_[path];
    if (!bytes) bytes = std::make_shared<Bytes>();
    return bytes;
  }
  std::shared_ptr<Bytes> find(const std::string& path, const char* verb) const {
    if (is_folder(path)) throw_file_error(verb, path, EISDIR);
    const auto it = names_.find(path);
    if (it == names_.end()) throw_file_error(verb, path, ENOENT);
    return it->second;
  }

  void plan(int n, Fault fault, bool for_good) {
    planned_ = operations_ + n;
    fault_ = fault;
    for_good_ = for_good;
  }
  void operate(const char* verb, const std::string& path) {
    ++operations_;
    if (down_) throw Crash();
    const bool due = planned_ > 0 && (operations_ == planned_ || (for_good_ && operations_ > planned_));
    if (!due) return;
    last_fault_ = fault_;
    if (fault_ == Fault::crash) {
      down_ = true;
      throw Crash();
    }
    throw_file_error(verb, path, fault_ == Fault::io_error ? EIO : ENOSPC);
  }

  std::map<std::string, std::shared_ptr<Bytes>> names_, durable_names_;
  std::set<std::string> folders_;
  int operations_ = 0;
  int syncs_ = 0;
  int planned_ = 0;  // the number of the operation that fails; 0: none
  Fault fault_ = Fault::no_space;
  Fault last_fault_ = Fault::no_space;
  bool for_good_ = false;
  bool down_ = false;
};

}  // namespace vitriflow::testing
