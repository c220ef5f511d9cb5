// Html: text made safe for a page, and units and numbers as a reader expects to see them.
#pragma once

#include <string>
#include <string_view>

#include "hpc/result.hpp"

namespace vitriflow {

std::string escaped(std::string_view text);
// "g/cm3" -> "g/cm³", "A" -> "Å"; empty for "1".
std::string shown_unit(std::string_view unit);
// "1.327 ± 0.012 g/cm³"
std::string shown_estimate(const Estimate& estimate);
// A number of samples or a deviation: three significant digits, "n/a" when it is not finite.
std::string shown_number(double value);
// "glass[hold=10ps]" -> "glass-hold-10ps", usable as an id.
std::string anchor(std::string_view name);

}  // namespace vitriflow
