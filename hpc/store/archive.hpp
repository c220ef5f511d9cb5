// Archive: one description of a checkpoint that serves both writing and reading, so that the two cannot drift.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vitriflow {

class Archive {
 public:
  virtual ~Archive() = default;
  virtual bool reading() const noexcept = 0;
  // Each call writes the value under `name` or replaces it with what was read. Names as in Result. Reading throws Error
  // that names the missing field. The same on every rank of the group.
  virtual void field(const std::string& name, std::int64_t& value) = 0;
  virtual void field(const std::string& name, double& value, const std::string& unit) = 0;
  virtual void field(const std::string& name, std::string& value) = 0;
  virtual void field(const std::string& name, std::vector<double>& values, const std::string& unit) = 0;
  virtual void field(const std::string& name, std::vector<std::int64_t>& values) = 0;
  // Opaque bytes that only rank 0 of the group holds (an engine's restart image); empty on the others.
  virtual void root_bytes(const std::string& name, std::string& bytes) = 0;
};

}  // namespace vitriflow
