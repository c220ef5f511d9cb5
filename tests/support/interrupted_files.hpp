// InterruptedFiles: a file system in which something happens just before the n-th call, as if the process had been
// stopped there and continued later.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hpc/base/files.hpp"

namespace vitriflow::testing {

class InterruptedFiles final : public FileSystem {
 public:
  explicit InterruptedFiles(FileSystem& inner) : inner_(&inner) {}

  // `happens` is called once, before the n-th call from now on (1 is the next one); calls of open files count, too.
  void interrupt(int n, std::function<void()> happens) {
    planned_ = calls_ + n;
    happens_ = std::move(happens);
  }
  int calls() const { return calls_; }
  bool interrupted() const { return interrupted_; }

  std::unique_ptr<OutputFile> create(const std::string& path) override {
    count();
    return std::make_unique<Output>(*this, inner_->create(path));
  }
  std::unique_ptr<OutputFile> append(const std::string& path) override {
    count();
    return std::make_unique<Output>(*this, inner_->append(path));
  }
  std::string read(const std::string& path) override { return count(), inner_->read(path); }
  std::string read(const std::string& path, std::uint64_t offset, std::size_t size) override {
    return count(), inner_->read(path, offset, size);
  }
  bool exists(const std::string& path) override { return count(), inner_->exists(path); }
  std::uint64_t size(const std::string& path) override { return count(), inner_->size(path); }
  void truncate(const std::string& path, std::uint64_t size) override { count(), inner_->truncate(path, size); }
  void rename(const std::string& from, const std::string& to) override { count(), inner_->rename(from, to); }
  bool rename_no_replace(const std::string& from, const std::string& to) override {
    return count(), inner_->rename_no_replace(from, to);
  }
  void remove(const std::string& path) override { count(), inner_->remove(path); }
  void remove_all(const std::string& path) override { count(), inner_->remove_all(path); }
  void make_directories(const std::string& path) override { count(), inner_->make_directories(path); }
  std::vector<std::string> list(const std::string& directory) override { return count(), inner_->list(directory); }
  void sync_file(const std::string& path) override { count(), inner_->sync_file(path); }
  void sync_directory(const std::string& path) override { count(), inner_->sync_directory(path); }

 private:
  class Output final : public OutputFile {
   public:
    Output(InterruptedFiles& disk, std::unique_ptr<OutputFile> inner) : disk_(disk), inner_(std::move(inner)) {}
    void write(std::string_view bytes) override { disk_.count(), inner_->write(bytes); }
    void sync() override { disk_.count(), inner_->sync(); }
    void close() override { disk_.count(), inner_->close(); }

   private:
    InterruptedFiles& disk_;
    std::unique_ptr<OutputFile> inner_;
  };

  void count() {
    if (++calls_ != planned_) return;
    interrupted_ = true;
    happens_();
  }

  FileSystem* inner_;
  int calls_ = 0, planned_ = 0;
  bool interrupted_ = false;
  std::function<void()> happens_;
};

}  // namespace vitriflow::testing
