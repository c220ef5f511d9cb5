#include "stages/analysis/slope_change.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"

namespace vitriflow {

namespace {

constexpr double kSignificant = 4.0;  // standard errors
constexpr int kPlaces = 600;          // tried between the outermost ones
constexpr double kParameters = 4.0;   // two slopes, the bend's place and value
constexpr std::size_t kOnASide = 3;

struct Hinge {
  Eigen::Vector3d coefficients;  // value at the bend, slope below, slope above
  Eigen::Matrix3d covariance;    // for unit variance
  double squares = std::numeric_limits<double>::infinity();
};

class HingeFits {
 public:
  HingeFits(std::span<const double> x, std::span<const double> y, std::span<const double> errors)
      : x_(x), y_(y), weights_(x.size(), 1.0) {
    for (std::size_t i = 0; i < errors.size(); ++i) weights_[i] = 1.0 / (errors[i] * errors[i]);
  }

  Hinge fit(double place) const {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const Eigen::Vector3d row = row_at(x_[i] - place);
      normal += weights_[i] * row * row.transpose();
      right += weights_[i] * y_[i] * row;
    }
    Hinge hinge;
    const Eigen::LDLT<Eigen::Matrix3d> solver(normal);
    hinge.coefficients = solver.solve(right);
    hinge.covariance = solver.solve(Eigen::Matrix3d::Identity());
    hinge.squares = 0.0;
    for (const double r : residuals(hinge, place)) hinge.squares += r * r;
    return hinge;
  }

  // In standard errors where there are any.
  std::vector<double> residuals(const Hinge& hinge, double place) const {
    std::vector<double> left(x_.size());
    for (std::size_t i = 0; i < x_.size(); ++i)
      left[i] = std::sqrt(weights_[i]) * (y_[i] - row_at(x_[i] - place).dot(hinge.coefficients));
    return left;
  }

 private:
  static Eigen::Vector3d row_at(double d) { return {1.0, std::min(d, 0.0), std::max(d, 0.0)}; }
  std::span<const double> x_, y_;
  std::vector<double> weights_;
};

// The squares of the best hinge at each of the tried places.
struct Profile {
  std::vector<double> places, squares;
  std::size_t best = 0;

  Profile(const HingeFits& fits, double first, double last) {
    for (int k = 0; k <= kPlaces; ++k) {
      places.push_back(first + (last - first) * k / kPlaces);
      squares.push_back(fits.fit(places.back()).squares);
      if (squares.back() < squares[best]) best = squares.size() - 1;
    }
  }

  // The outermost places whose squares exceed the least by no more than `rise`.
  std::pair<std::size_t, std::size_t> within(double rise) const {
    std::size_t low = best, high = best;
    for (std::size_t k = 0; k < squares.size(); ++k) {
      if (squares[k] > squares[best] + rise) continue;
      low = std::min(low, k);
      high = std::max(high, k);
    }
    return {low, high};
  }
};

double two_sided_t(double probability, double freedom) {
  return boost::math::quantile(boost::math::students_t(freedom), 0.5 + 0.5 * probability);
}

}  // namespace

SlopeChange find_slope_change(std::span<const double> x, std::span<const double> y, std::span<const double> errors) {
  ENSURE(x.size() == y.size() && (errors.empty() || errors.size() == x.size()), "{} and {} values", x.size(), y.size());
  ENSURE(std::is_sorted(x.begin(), x.end()), "abscissae are not in order");
  SlopeChange change;
  const std::size_t n = x.size();
  if (n < kFewestForSlopes || x[kOnASide - 1] >= x[n - kOnASide]) return change;
  const HingeFits fits(x, y, errors);
  const Profile profile(fits, x[kOnASide - 1], x[n - kOnASide]);
  change.place = profile.places[profile.best];
  const Hinge hinge = fits.fit(change.place);
  const double memory = errors.empty() ? 2.0 * correlation_time(fits.residuals(hinge, change.place)).integrated : 1.0;
  change.effective_samples = static_cast<double>(n) / memory;
  const double freedom = std::max(1.0, change.effective_samples - kParameters);
  double variance = hinge.squares / (static_cast<double>(n) - kParameters) * memory;
  if (!errors.empty()) variance = std::max(1.0, variance);

  change.bend_value = hinge.coefficients[0];
  change.slope_below = hinge.coefficients[1];
  change.slope_above = hinge.coefficients[2];
  const auto& c = hinge.covariance;
  change.slope_below_error = std::sqrt(variance * c(1, 1));
  change.slope_above_error = std::sqrt(variance * c(2, 2));
  const double error = std::sqrt(variance * (c(1, 1) + c(2, 2) - 2.0 * c(1, 2)));
  change.sigma = error > 0.0 ? std::abs(change.slope_above - change.slope_below) / error : 0.0;

  const auto rise = [&](double probability) { return variance * std::pow(two_sided_t(probability, freedom), 2); };
  const auto [low, high] = profile.within(rise(0.95));
  const auto [near_low, near_high] = profile.within(rise(0.6827));
  const double step = profile.places[1] - profile.places[0];
  change.low = profile.places[low];
  change.high = profile.places[high];
  change.open = low == 0 || high + 1 == profile.places.size();
  change.standard_error =
      std::max(0.5 * (profile.places[near_high] - profile.places[near_low]), step / std::sqrt(12.0));
  change.found = change.sigma >= kSignificant;
  return change;
}

}  // namespace vitriflow
