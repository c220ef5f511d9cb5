#include "stages/analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

std::string judged(const Estimate& ours, double difference, double published_error) {
  const bool stated = std::isfinite(published_error);
  const double theirs = stated ? 2.0 * published_error : 0.0;
  const double interval = std::hypot(std::max(2.0 * ours.standard_error, half_width_95(ours)), theirs);
  std::vector<std::string> weak;
  if (half_width_95(ours) > 2.5 * ours.standard_error) {
    weak.push_back(fmt::format("95 % interval of {} effective samples: ±{} {}",
                               shortest(std::floor(ours.effective_samples)), fmt::format("{:.2g}", half_width_95(ours)),
                               ours.unit));
  }
  if (!stated) weak.emplace_back("the source states no uncertainty");
  const std::string verdict = std::abs(difference) <= interval ? "agrees" : "differs";
  return weak.empty() ? verdict : fmt::format("{} ({})", verdict, fmt::join(weak, "; "));
}

}  // namespace

Comparison compare(const std::string& quantity, const Estimate& ours, const PublishedNumber& published,
                   const std::string& unit, const std::string& citation, const std::string& forbidden) {
  if (!same_dimension(unit, ours.unit)) {
    throw Error(fmt::format("'{}' is published in '{}' but ours is in '{}'. Correct the unit in the reference.",
                            quantity, unit, ours.unit),
                Failure::invalid_input);
  }
  const auto in_our_unit = [&](double value) { return unit == ours.unit ? value : convert(value, unit, ours.unit); };
  Comparison row;
  row.quantity = quantity;
  row.ours = ours;
  row.reference = in_our_unit(published.value);
  row.reference_error = std::isfinite(published.standard_error)
                            ? in_our_unit(published.value + published.standard_error) - row.reference
                            : published.standard_error;
  row.source = citation + ", " + published.source;
  const double difference = ours.value - row.reference;
  const double combined =
      std::hypot(ours.standard_error, std::isfinite(row.reference_error) ? row.reference_error : 0.0);
  row.deviation_sigma = combined > 0.0 ? difference / combined : std::numeric_limits<double>::quiet_NaN();
  if (!forbidden.empty()) {
    row.verdict = std::string(kNotComparable) + forbidden;
  } else if (!std::isfinite(row.deviation_sigma)) {
    row.verdict = fmt::format("{}our number has no uncertainty ({})", kNotComparable, ours.note);
  } else {
    row.verdict = judged(ours, difference, row.reference_error);
  }
  return row;
}

}  // namespace vitriflow
