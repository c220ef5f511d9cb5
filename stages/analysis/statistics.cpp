#include "stages/analysis/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kWindowFactor = 6.0;    // window in integrated times
constexpr double kBlockLength = 10.0;    // block in integrated times
constexpr std::size_t kMostBlocks = 64;  // more blocks add nothing to the jackknife
constexpr std::size_t kFewestBlocks = 4;

double mean_of(std::span<const double> series) {
  double sum = 0.0;
  for (const double x : series) sum += x;
  const double mean = sum / static_cast<double>(series.size());
  double rest = 0.0;  // second pass: removes the rounding of the first
  for (const double x : series) rest += x - mean;
  return mean + rest / static_cast<double>(series.size());
}

double covariance_at(std::span<const double> deviations, std::size_t lag) {
  double sum = 0.0;
  for (std::size_t i = lag; i < deviations.size(); ++i) sum += deviations[i] * deviations[i - lag];
  return sum / static_cast<double>(deviations.size() - lag);
}

std::vector<double> deviations_of(std::span<const double> series, double mean) {
  std::vector<double> deviations(series.begin(), series.end());
  for (double& x : deviations) x -= mean;
  return deviations;
}

bool all_finite(std::span<const double> series) {
  return std::all_of(series.begin(), series.end(), [](double x) { return std::isfinite(x); });
}

// Equal up to the rounding of the values themselves.
bool all_equal(std::span<const double> series) {
  const auto [least, most] = std::minmax_element(series.begin(), series.end());
  return *most - *least <= 4.0 * std::numeric_limits<double>::epsilon() * std::max(std::abs(*least), std::abs(*most));
}

Estimate without_error(double value, double effective_samples, const std::string& unit, std::string note) {
  return {value, kNaN, effective_samples, unit, std::move(note)};
}

// Why no error can be given, as an Estimate; nothing when the series is fit for one.
std::optional<Estimate> unfit(std::span<const double> series, const std::string& unit) {
  const auto n = series.size();
  if (n == 0) return without_error(kNaN, 0.0, unit, "no samples");
  if (!all_finite(series)) return without_error(kNaN, 0.0, unit, "a sample is not a finite number");
  if (n < kFewestSamples) {
    const auto word = n == 1 ? "sample" : "samples";
    return without_error(mean_of(series), static_cast<double>(n), unit,
                         fmt::format("{} {}: an uncertainty needs at least {}", n, word, kFewestSamples));
  }
  if (all_equal(series)) {
    return without_error(mean_of(series), 1.0, unit,
                         fmt::format("all {} samples are equal: their spread was not seen", n));
  }
  return std::nullopt;
}

std::string correlation_note(std::size_t samples, const CorrelationTime& time) {
  auto note = fmt::format("autocorrelation time {:.3g} of {} samples", time.integrated, samples);
  if (time.longer_than_series) note += ", which are too few to contain it: the error is a lower bound";
  return note;
}

double student_t_95(double freedom) {
  if (freedom > 1e6) return 1.959963984540054;
  return boost::math::quantile(boost::math::students_t(std::max(1.0, freedom)), 0.975);
}

// An error from few degrees of freedom is itself uncertain. Widened so that Student's t of half_width_95, which knows
// the effective samples only, gives the interval of `freedom`.
double widened(double standard_error, double freedom, double effective) {
  return standard_error * std::max(1.0, student_t_95(freedom) / student_t_95(effective - 1.0));
}

// Sums of x and x^2 over consecutive blocks of equal length; what does not fill a block joins the last one.
struct BlockSums {
  std::vector<double> count, first, second;
  BlockSums(std::span<const double> deviations, std::size_t blocks) : count(blocks), first(blocks), second(blocks) {
    const auto length = deviations.size() / blocks;
    for (std::size_t i = 0; i < deviations.size(); ++i) {
      const auto block = std::min(i / length, blocks - 1);
      count[block] += 1.0;
      first[block] += deviations[i];
      second[block] += deviations[i] * deviations[i];
    }
  }
};

struct Jackknife {
  double value = 0.0, standard_error = 0.0;
};

Jackknife jackknife(const BlockSums& sums, double shift, const std::function<double(double, double)>& function) {
  const auto total = [](const std::vector<double>& values) {
    double sum = 0.0;
    for (const double x : values) sum += x;
    return sum;
  };
  const auto evaluate = [&](double count, double first, double second) {
    const double mean = first / count;
    return function(shift + mean, second / count - mean * mean);
  };
  const double count = total(sums.count), first = total(sums.first), second = total(sums.second);
  const auto blocks = sums.count.size();
  std::vector<double> left_out(blocks);
  for (std::size_t b = 0; b < blocks; ++b) {
    left_out[b] = evaluate(count - sums.count[b], first - sums.first[b], second - sums.second[b]);
  }
  const double n = static_cast<double>(blocks), mean = mean_of(left_out);
  double squares = 0.0;
  for (const double x : left_out) squares += (x - mean) * (x - mean);
  return {n * evaluate(count, first, second) - (n - 1.0) * mean, std::sqrt(squares * (n - 1.0) / n)};
}

}  // namespace

CorrelationTime correlation_time(std::span<const double> series) {
  CorrelationTime time;
  const auto n = series.size();
  if (n < 2 || all_equal(series)) return time;
  const auto deviations = deviations_of(series, mean_of(series));
  const double variance = covariance_at(deviations, 0);
  const double noise = 1.0 / std::sqrt(static_cast<double>(n));  // of a correlation that is none
  double sum = 0.5, envelope = 0.5, largest = 0.5;
  time.longer_than_series = true;
  for (std::size_t lag = 1; lag <= n / 2; ++lag) {
    const double correlation = covariance_at(deviations, lag) / variance;
    sum += correlation;
    largest = std::max(largest, sum);
    envelope += std::max(0.0, std::abs(correlation) - noise);
    time.window = lag;
    if (static_cast<double>(lag) >= kWindowFactor * std::max(envelope, sum)) {
      time.longer_than_series = false;
      break;
    }
  }
  if (time.longer_than_series) sum = largest;  // over all lags the sum says nothing: it tends to zero by construction
  sum *= 1.0 + (2.0 * static_cast<double>(time.window) + 1.0) / static_cast<double>(n);
  time.integrated = std::max(0.5, sum);
  return time;
}

Estimate estimate_mean(std::span<const double> series, const std::string& unit) {
  if (const auto reason = unfit(series, unit)) return *reason;
  const auto n = static_cast<double>(series.size());
  const double mean = mean_of(series);
  const auto time = correlation_time(series);
  const double effective = std::max(1.0, n / (2.0 * time.integrated));
  // The sample's variance misses the part that its own mean took along: divide by n_eff - 1 instead of n_eff.
  const double variance = covariance_at(deviations_of(series, mean), 0);
  const double standard_error = std::sqrt(variance / std::max(0.5, effective - 1.0));
  const double freedom = n / (2.0 * static_cast<double>(time.window) + 1.0);
  return {mean, widened(standard_error, freedom, effective), effective, unit, correlation_note(series.size(), time)};
}

Estimate estimate_from_moments(std::span<const double> series, const std::string& unit,
                               const std::function<double(double mean, double variance)>& function) {
  if (auto reason = unfit(series, unit)) {
    reason->value = kNaN;
    return *reason;
  }
  const double mean = mean_of(series);
  const auto deviations = deviations_of(series, mean);
  const auto time = correlation_time(series);
  const double effective = std::max(1.0, static_cast<double>(series.size()) / (2.0 * time.integrated));
  const auto room = static_cast<std::size_t>(static_cast<double>(series.size()) / (kBlockLength * time.integrated));
  const auto blocks = std::min({room, kMostBlocks, series.size() / 2});
  if (blocks < kFewestBlocks) {
    return without_error(function(mean, covariance_at(deviations, 0)), effective, unit,
                         fmt::format("{} independent samples do not make {} blocks: no uncertainty",
                                     std::floor(effective), kFewestBlocks));
  }
  const auto found = jackknife(BlockSums(deviations, blocks), mean, function);
  const double freedom = static_cast<double>(blocks) - 1.0;
  return {found.value, widened(found.standard_error, freedom, effective), effective, unit,
          fmt::format("jackknife over {} blocks, {}", blocks, correlation_note(series.size(), time))};
}

Estimate estimate_variance(std::span<const double> series, const std::string& unit) {
  return estimate_from_moments(series, unit, [](double, double variance) { return variance; });
}

Estimate estimate_ensemble(std::span<const Estimate> members) {
  std::vector<double> values;
  double within = 0.0;
  std::string unit = members.empty() ? "1" : members.front().unit;
  Estimate one;  // the last with a value
  for (const auto& member : members) {
    ENSURE(member.unit == unit, "members in '{}' and '{}'", unit, member.unit);
    if (!std::isfinite(member.value)) continue;
    values.push_back(member.value);
    within += member.standard_error * member.standard_error;
    one = member;
  }
  const auto left_out = members.size() - values.size();
  const auto without = left_out == 0 ? std::string() : fmt::format("; {} without a value left out", left_out);
  if (values.empty()) return without_error(kNaN, 0.0, unit, "no member has a value");
  if (values.size() == 1) {
    one.note = fmt::format("one member, the spread between members is unknown{}; {}", without, one.note);
    return one;
  }
  const double mean = mean_of(values), n = static_cast<double>(values.size());
  double squares = 0.0;
  for (const double x : values) squares += (x - mean) * (x - mean);
  const double spread = std::sqrt(squares / (n - 1.0));
  const auto inside =
      std::isfinite(within) ? fmt::format(", {:.3g} within them", std::sqrt(within / n)) : std::string();
  const auto note =
      fmt::format("{} members: standard deviation {:.3g} between them{}{}", values.size(), spread, inside, without);
  if (spread == 0.0) return without_error(mean, n, unit, note);
  return {mean, spread / std::sqrt(n), n, unit, note};
}

double half_width_95(const Estimate& estimate) {
  if (!std::isfinite(estimate.standard_error)) return kNaN;
  return student_t_95(estimate.effective_samples - 1.0) * estimate.standard_error;
}

double half_width(const Estimate& estimate, double confidence) {
  if (!std::isfinite(estimate.standard_error)) return kNaN;
  const boost::math::students_t student(std::clamp(estimate.effective_samples - 1.0, 1.0, 1e6));
  return boost::math::quantile(student, 0.5 + 0.5 * confidence) * estimate.standard_error;
}

}  // namespace vitriflow
