// Comparison: our number beside a published one, with a verdict that says no more than the errors allow.
#pragma once

#include <string>

#include "hpc/result.hpp"
#include "stages/analysis/published.hpp"

namespace vitriflow {

// A standard error, widened where few samples make it uncertain itself: half of Student's 95 % interval.
double widened_error(const Estimate& estimate);

// `published` is in `unit`, which is converted to that of `ours`. The deviation is in combined standard errors, in ours
// alone where the source states none. The verdict is "agrees" when the difference lies within the combined 95 %
// interval (two standard errors for many samples, Student's t for ours when they are few) and "differs" otherwise; what
// weakens it follows in brackets. "not comparable: ..." when `forbidden` gives a reason or our number has no error.
Comparison compare(const std::string& quantity, const Estimate& ours, const PublishedNumber& published,
                   const std::string& unit, const std::string& citation, const std::string& forbidden);

}  // namespace vitriflow
