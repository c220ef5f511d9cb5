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

std::string judged(const Estimate& ours, double deviation_sigma, double published_error) {
  std::vector<std::string> weak;
  if (half_width_95(ours) > 2.5 * ours.standard_error) {
    weak.push_back(fmt::format("95 % interval of {} effective samples: ±{} {}",
                               shortest(std::floor(ours.effective_samples)), fmt::format("{:.2g}", half_width_95(ours)),
                               ours.unit));
  }
  if (!std::isfinite(published_error)) weak.emplace_back("the source states no uncertainty");
  const std::string verdict = std::abs(deviation_sigma) <= 2.0 ? "agrees" : "differs";
  return weak.empty() ? verdict : fmt::format("{} ({})", verdict, fmt::join(weak, "; "));
}

}  // namespace

double widened_error(const Estimate& estimate) {
  const double half_width = half_width_95(estimate);
  return std::isfinite(half_width) ? std::max(estimate.standard_error, half_width / 2.0) : estimate.standard_error;
}

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
      std::hypot(widened_error(ours), std::isfinite(row.reference_error) ? row.reference_error : 0.0);
  row.deviation_sigma = combined > 0.0 ? difference / combined : std::numeric_limits<double>::quiet_NaN();
  if (!forbidden.empty()) {
    row.verdict = std::string(kNotComparable) + forbidden;
  } else if (!std::isfinite(row.deviation_sigma)) {
    row.verdict = fmt::format("{}our number has no uncertainty ({})", kNotComparable, ours.note);
  } else {
    row.verdict = judged(ours, row.deviation_sigma, row.reference_error);
  }
  return row;
}

}  // namespace vitriflow
