// Csv: fields of RFC 4180.
#pragma once

#include <string>

namespace vitriflow {

std::string csv_field(const std::string& text);
// Shortest exact form; empty for a number that is not finite.
std::string csv_field(double value);

}  // namespace vitriflow
