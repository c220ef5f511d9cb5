// Notices: what a reader must know travels from a result to everything that is computed from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hpc/result.hpp"

namespace vitriflow {

// A notice that begins so forbids setting numbers beside published ones: "not comparable: annealed at 20 K/ps, ...".
inline constexpr std::string_view kNotComparable = "not comparable: ";

// Appends the notices of an input that the result does not hold yet.
void inherit_notices(const Result& input, Result& result);
void add_notice(Result& result, std::string notice);

// What follows kNotComparable in the first notice that begins so; empty when comparing is allowed.
std::string not_comparable_because(const std::vector<std::string>& notices);

}  // namespace vitriflow
