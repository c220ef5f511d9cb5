// ArchiveSection: an archive whose names all begin with a section's, so that several of one kind have room in a
// checkpoint.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "hpc/store/archive.hpp"

namespace vitriflow {

class ArchiveSection : public Archive {
 public:
  // "member_3" makes "frame" the field "member_3/frame".
  ArchiveSection(Archive& whole, std::string section) : whole_(whole), section_(std::move(section)) {}
  bool reading() const noexcept override { return whole_.reading(); }
  void field(const std::string& name, std::int64_t& value) override { whole_.field(in_section(name), value); }
  void field(const std::string& name, double& value, const std::string& unit) override {
    whole_.field(in_section(name), value, unit);
  }
  void field(const std::string& name, std::string& value) override { whole_.field(in_section(name), value); }
  void field(const std::string& name, std::vector<double>& values, const std::string& unit) override {
    whole_.field(in_section(name), values, unit);
  }
  void field(const std::string& name, std::vector<std::int64_t>& values) override {
    whole_.field(in_section(name), values);
  }
  void root_bytes(const std::string& name, std::string& bytes) override { whole_.root_bytes(in_section(name), bytes); }

 private:
  std::string in_section(const std::string& name) const { return section_ + "/" + name; }
  Archive& whole_;
  std::string section_;
};

}  // namespace vitriflow
