#include "runner/report/csv.hpp"

#include <cmath>

#include "hpc/base/units.hpp"

namespace vitriflow {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_field(double value) { return std::isfinite(value) ? shortest(value) : ""; }

}  // namespace vitriflow
