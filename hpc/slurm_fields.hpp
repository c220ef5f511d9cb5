// SlurmFields: one record of `scontrol --oneliner show`, "Key=value with spaces Key2=...", by its keys.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

class SlurmFields {
 public:
  explicit SlurmFields(std::string_view line);
  // Empty for a key that is not there and for SLURM's words for nothing.
  std::string text(const char* key) const;
  // Of the first digits; 0 where none are. A suffix is ignored ("2 sec").
  double number(const char* key) const;

 private:
  std::map<std::string, std::string> values_;
};

// The lines that begin with that key, such as "NodeName".
std::vector<SlurmFields> slurm_records(std::string_view text, std::string_view first_key);

}  // namespace vitriflow
