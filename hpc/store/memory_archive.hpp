// MemoryArchive: an archive in memory, so that a state can be kept and gone back to without a store.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/store/archive.hpp"

namespace vitriflow {

class MemoryArchive : public Archive {
 public:
  using Value = std::variant<std::int64_t, double, std::string, std::vector<double>, std::vector<std::int64_t>>;

  bool reading() const noexcept override { return reading_; }
  void read_from_now_on() { reading_ = true; }
  const std::map<std::string, Value>& fields() const { return fields_; }

  void field(const std::string& name, std::int64_t& value) override { exchange(name, value); }
  void field(const std::string& name, double& value, const std::string&) override { exchange(name, value); }
  void field(const std::string& name, std::string& value) override { exchange(name, value); }
  void field(const std::string& name, std::vector<double>& values, const std::string&) override {
    exchange(name, values);
  }
  void field(const std::string& name, std::vector<std::int64_t>& values) override { exchange(name, values); }
  void root_bytes(const std::string& name, std::string& bytes) override { exchange(name, bytes); }

 private:
  template <typename T>
  void exchange(const std::string& name, T& value) {
    if (!reading_) {
      fields_[name] = value;
      return;
    }
    const auto it = fields_.find(name);
    if (it == fields_.end()) throw Error("the archive has no field '" + name + "'");
    value = std::get<T>(it->second);
  }

  bool reading_ = false;
  std::map<std::string, Value> fields_;
};

}  // namespace vitriflow
