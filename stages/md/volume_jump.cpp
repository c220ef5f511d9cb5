#include "stages/md/volume_jump.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/md/straight_line.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBins = 100;
constexpr std::size_t kFewestBins = 20;
constexpr std::size_t kFewestOnASide = 5;
constexpr double kSignificant = 5.0;       // standard errors
constexpr double kSmallestChange = 0.005;  // of the volume
constexpr std::size_t kRefits = 400;
constexpr std::uint64_t kSeed = 20240117;

struct Break {
  std::size_t first_right = 0;  // index of the first bin above the break
  StraightLine left, right;
};

// Sums over the first i points, so that a line through any stretch costs nothing.
class Stretches {
 public:
  Stretches(const std::vector<double>& x, const std::vector<double>& y) : sums_(x.size() + 1) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const Sums& s = sums_[i];
      sums_[i + 1] = {s.x + x[i], s.y + y[i], s.xx + x[i] * x[i], s.xy + x[i] * y[i], s.yy + y[i] * y[i]};
    }
  }
  // Least sum of squared residuals of a line through the points [begin, end).
  double residual_squares(std::size_t begin, std::size_t end) const {
    const Sums &a = sums_[begin], &b = sums_[end];
    const auto n = static_cast<double>(end - begin);
    const double x = b.x - a.x, y = b.y - a.y;
    const double sxx = b.xx - a.xx - x * x / n, sxy = b.xy - a.xy - x * y / n, syy = b.yy - a.yy - y * y / n;
    return syy - sxy * sxy / sxx;
  }

 private:
  struct Sums {
    double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  };
  std::vector<Sums> sums_;
};

// x and y are of order one here, so the prefix sums keep their digits.
std::size_t best_break(const std::vector<double>& x, const std::vector<double>& y) {
  const Stretches stretches(x, y);
  std::size_t best = kFewestOnASide;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = kFewestOnASide; k + kFewestOnASide <= x.size(); ++k) {
    const double squares = stretches.residual_squares(0, k) + stretches.residual_squares(k, x.size());
    if (squares < least) {
      least = squares;
      best = k;
    }
  }
  return best;
}

Break fit_break(const std::vector<double>& x, const std::vector<double>& y) {
  Break found;
  const std::size_t k = found.first_right = best_break(x, y);
  const std::span<const double> xs(x), ys(y);
  found.left = fit_line(xs.first(k), ys.first(k));
  found.right = fit_line(xs.subspan(k), ys.subspan(k));
  return found;
}

double fitted(const Break& found, const std::vector<double>& x, std::size_t i) {
  return i < found.first_right ? found.left.at(x[i]) : found.right.at(x[i]);
}

double place_of(const std::vector<double>& x, std::size_t first_right) {
  return 0.5 * (x[first_right - 1] + x[first_right]);
}

// Curves whose residuals are drawn anew, in blocks, from those of the fit.
class Resampling {
 public:
  Resampling(const Break& found, const std::vector<double>& x, const std::vector<double>& residuals, double tau)
      : found_(found), x_(x), residuals_(residuals), random_(kSeed) {
    block_ = std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(4.0 * tau)), 2, x.size() / 4);
    // Residuals of a fit with four parameters and a break are too small, the more so the fewer are independent.
    const double effective = static_cast<double>(x.size()) / (2.0 * tau);
    scale_ = std::sqrt(effective / std::max(1.0, effective - 5.0));
  }

  std::vector<double> draw() {
    const std::size_t n = x_.size();
    std::vector<double> y(n);
    std::size_t from = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i % block_ == 0) from = static_cast<std::size_t>(random_() % n);
      y[i] = fitted(found_, x_, i) + scale_ * residuals_[(from + i % block_) % n];
    }
    return y;
  }

 private:
  const Break& found_;
  const std::vector<double>& x_;
  const std::vector<double>& residuals_;
  std::size_t block_ = 2;
  double scale_ = 1.0;
  std::mt19937_64 random_;
};

double quantile(const std::vector<double>& sorted, double part) {
  const double place = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Fills in the interval; in the scaled units of x.
void resample(const Break& found, const std::vector<double>& x, const std::vector<double>& residuals, double tau,
              VolumeJump& jump) {
  Resampling resampling(found, x, residuals, tau);
  std::vector<double> places(kRefits);
  for (double& place : places) place = place_of(x, best_break(x, resampling.draw()));
  std::sort(places.begin(), places.end());
  const double bin = 1.0 / static_cast<double>(x.size() - 1);
  double squares = 0.0;
  for (const double place : places) squares += (place - jump.temperature_K) * (place - jump.temperature_K);
  jump.standard_error_K = std::sqrt(squares / static_cast<double>(kRefits) + bin * bin / 12.0);
  jump.low_K = quantile(places, 0.025) - 0.5 * bin;
  jump.high_K = quantile(places, 0.975) + 0.5 * bin;
}

// Temperatures run from 0 to 1, volumes are relative to their mean.
VolumeJump find_scaled(const std::vector<double>& x, const std::vector<double>& y) {
  const Break found = fit_break(x, y);
  std::vector<double> residuals(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) residuals[i] = y[i] - fitted(found, x, i);
  const double tau = correlation_time(residuals).integrated;
  VolumeJump jump;
  jump.temperature_K = place_of(x, found.first_right);
  jump.effective_samples = static_cast<double>(x.size()) / (2.0 * tau);
  const double freedom = std::max(1.0, static_cast<double>(x.size()) - 5.0);
  const double variance = (found.left.residual_squares + found.right.residual_squares) / freedom * 2.0 * tau;
  const double at = jump.temperature_K, step = found.right.at(at) - found.left.at(at);
  const double error = std::sqrt(variance * (found.left.variance_at(at) + found.right.variance_at(at)));
  jump.sigma = error > 0.0 ? std::abs(step) / error : (step == 0.0 ? 0.0 : std::numeric_limits<double>::infinity());
  jump.relative_change = step / found.left.at(at);
  jump.found = jump.sigma >= kSignificant && std::abs(jump.relative_change) >= kSmallestChange;
  resample(found, x, residuals, tau, jump);
  return jump;
}

std::string sentence_of(const VolumeJump& jump) {
  if (jump.found) {
    return fmt::format("volume jump of {:+.1f} % at {:.0f} K (95 % interval {:.0f} to {:.0f} K, {:.0f} sigma)",
                       100.0 * jump.relative_change, jump.temperature_K, jump.low_K, jump.high_K, jump.sigma);
  }
  return fmt::format("no significant volume jump: the largest step is {:+.1f} % at {:.0f} K ({:.1f} sigma)",
                     100.0 * jump.relative_change, jump.temperature_K, jump.sigma);
}

}  // namespace

Estimate VolumeJump::estimate() const {
  return {temperature_K, standard_error_K, effective_samples, "K", sentence + "; bootstrap over blocks of residuals"};
}

BinnedCurve bin_by_temperature(std::span<const double> temperature_K, std::span<const double> values,
                               std::size_t bins) {
  ENSURE(temperature_K.size() == values.size(), "{} and {} values", temperature_K.size(), values.size());
  BinnedCurve curve;
  if (values.empty()) return curve;
  const auto [least, most] = std::minmax_element(temperature_K.begin(), temperature_K.end());
  const double width = *most > *least ? (*most - *least) / static_cast<double>(bins) : 1.0;
  std::vector<double> count(bins), temperature(bins), value(bins);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bin = std::min(static_cast<std::size_t>((temperature_K[i] - *least) / width), bins - 1);
    count[bin] += 1.0;
    temperature[bin] += temperature_K[i];
    value[bin] += values[i];
  }
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (count[bin] == 0.0) continue;
    curve.temperature_K.push_back(temperature[bin] / count[bin]);
    curve.values.push_back(value[bin] / count[bin]);
  }
  return curve;
}

VolumeJump find_volume_jump(std::span<const double> temperature_K, std::span<const double> volume_A3) {
  const std::size_t bins = std::min(kMostBins, volume_A3.size() / 4);
  VolumeJump nothing;
  nothing.sentence = "no volume jump can be looked for: fewer than 80 points were recorded";
  if (bins < kFewestBins) return nothing;
  BinnedCurve curve = bin_by_temperature(temperature_K, volume_A3, bins);
  if (curve.temperature_K.size() < kFewestBins) return nothing;
  const double low = curve.temperature_K.front(), range = curve.temperature_K.back() - low;
  double mean = 0.0;
  for (const double volume : curve.values) mean += volume / static_cast<double>(curve.values.size());
  for (double& temperature : curve.temperature_K) temperature = (temperature - low) / range;
  for (double& volume : curve.values) volume /= mean;
  VolumeJump jump = find_scaled(curve.temperature_K, curve.values);
  for (double* place : {&jump.temperature_K, &jump.low_K, &jump.high_K}) *place = low + range * *place;
  jump.standard_error_K *= range;
  jump.sentence = sentence_of(jump);
  return jump;
}

}  // namespace vitriflow
