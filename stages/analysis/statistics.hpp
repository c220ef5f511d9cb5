// Statistics: means of correlated series, of ensembles and of functions of moments, each with an uncertainty that is
// meant.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "hpc/result.hpp"

namespace vitriflow {

// Fewer samples than this give a value without an uncertainty.
inline constexpr std::size_t kFewestSamples = 8;

// How long a series remembers itself, in samples.
struct CorrelationTime {
  double integrated = 0.5;          // 1/2 + the sum of the autocorrelation function up to the window; at least 1/2
  std::size_t window = 0;           // lag at which the sum ends
  bool longer_than_series = false;  // no window was found: `integrated` is a lower bound
};

// Integrated autocorrelation time with a self-consistent window: the first lag that is at least six times the time
// itself (A. Sokal, "Monte Carlo methods in statistical mechanics", 1997, section 3), where the time that sets the
// window sums the absolute values, so that an oscillating function does not end it early. The bias of subtracting the
// sample's own mean is removed to first order (U. Wolff, Comput. Phys. Commun. 156, 143 (2004), equation 49).
CorrelationTime correlation_time(std::span<const double> series);

// Mean of a stationary, possibly correlated series: standard_error^2 = variance * 2 tau / n, effective_samples =
// n / (2 tau). Where the series is so short that this error is itself uncertain it is widened, so that half_width_95
// keeps its promise (for strongly skewed values from about a hundred effective samples on). Never better than n
// independent samples. Without a standard error (NaN, the note says why): fewer than kFewestSamples samples, all
// samples equal, or a value that is not finite. The same bits wherever it is computed from the same series.
Estimate estimate_mean(std::span<const double> series, const std::string& unit);

// A function of the mean and the variance of a correlated series (a fluctuation formula). Error and first-order bias by
// the jackknife over blocks that are long against the correlation time, widened for few blocks; effective_samples are
// those of the series. Without a standard error: as above, or when the series holds fewer than four such blocks.
Estimate estimate_from_moments(std::span<const double> series, const std::string& unit,
                               const std::function<double(double mean, double variance)>& function);
Estimate estimate_variance(std::span<const double> series, const std::string& unit);

// Mean over the members of an ensemble, each of equal weight. The error comes from the spread between the members,
// which holds the noise within each of them; effective_samples is the number of members. One member: its own error, and
// the note says that the spread between members is unknown. Members whose value is not finite are left out and counted
// in the note.
Estimate estimate_ensemble(std::span<const Estimate> members);

// Half the width of the 95 % interval: Student's t for (effective_samples - 1) degrees of freedom times the standard
// error. NaN without a standard error.
double half_width_95(const Estimate& estimate);
// The same at another confidence, 0.99 for 99 %.
double half_width(const Estimate& estimate, double confidence);

}  // namespace vitriflow
