// ValueRange: numbers written as `300..900 step 50 K` or `1..5`, both ends included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

// Whether a text is meant as a range: it begins with a number and holds '..'.
bool looks_like_range(std::string_view text);

struct ValueRange {
  std::vector<std::string> values;  // "300 K", "350 K", ...; empty where there is a problem
  std::string problem;              // a sentence about the range with the way out
};

// The unit at the end holds for all numbers. Whole numbers without a unit need no step. The end is met within a
// millionth of a step.
ValueRange read_range(std::string_view text);

}  // namespace vitriflow
