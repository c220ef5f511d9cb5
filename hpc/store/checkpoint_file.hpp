// Checkpoint files: the two archives behind one description, one that gathers fields to write and one that reads them.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/h5.hpp"
#include "hpc/store/archive.hpp"
#include "hpc/store/group_file.hpp"

namespace vitriflow {

struct CheckpointField {
  struct Bytes {
    std::string held;       // on the root alone
    std::int64_t size = 0;  // the same everywhere
    bool operator==(const Bytes& other) const { return held == other.held; }
  };
  struct Slab {  // of a long vector on several ranks
    std::uint64_t size = 0, first = 0;
    std::vector<double> own;  // the rank's share, from `first` on
  };
  std::variant<std::int64_t, double, std::string, std::vector<double>, Slab, std::vector<std::int64_t>, Bytes> value;
  std::string unit;
};

// Gathers what a description names, to be put into a file.
class WritingArchive : public Archive {
 public:
  explicit WritingArchive(const Communicator& group) : group_(&group) {}
  bool reading() const noexcept override { return false; }
  void field(const std::string& name, std::int64_t& value) override { keep(name, {value, ""}); }
  void field(const std::string& name, double& value, const std::string& unit) override { keep(name, {value, unit}); }
  void field(const std::string& name, std::string& value) override { keep(name, {value, ""}); }
  void field(const std::string& name, std::vector<double>& values, const std::string& unit) override;
  void field(const std::string& name, std::vector<std::int64_t>& values) override { keep(name, {values, ""}); }
  void root_bytes(const std::string& name, std::string& bytes) override;

  // The checkpoint as the group writes it; borrows the archive.
  GroupFile file(const std::string& what, const std::string& fingerprint, std::int64_t leg) const;
  // Throws Error naming the field that differs from what the file holds: on each rank of its share of long vectors, on
  // the root of all others.
  void verify(const H5Group& root) const;

 private:
  void keep(const std::string& name, CheckpointField field);
  void lay_out(H5Group& root, const std::string& fingerprint, std::int64_t leg) const;
  const Communicator* group_;
  std::map<std::string, CheckpointField> fields_;
};

// Reads fields on the root and hands them to the group.
class ReadingArchive : public Archive {
 public:
  // `root` is null on the other ranks; `name` is for messages.
  ReadingArchive(const Communicator& group, const H5Group* root, std::string name);
  bool reading() const noexcept override { return true; }
  void field(const std::string& name, std::int64_t& value) override;
  void field(const std::string& name, double& value, const std::string& unit) override;
  void field(const std::string& name, std::string& value) override;
  void field(const std::string& name, std::vector<double>& values, const std::string& unit) override;
  void field(const std::string& name, std::vector<std::int64_t>& values) override;
  void root_bytes(const std::string& name, std::string& bytes) override;

 private:
  template <typename Read>
  std::string shared(Read read) const;
  H5Dataset open(const std::string& name, H5Type type, bool scalar, const std::string& unit) const;

  const Communicator* group_;
  const H5Group* root_;
  std::string name_;
};

}  // namespace vitriflow
