#include "stages/analysis/distribution_features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"
#include "stages/analysis/statistics.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmoothing_A = 0.5;
constexpr double kTrusted = 0.9;  // of the curve: beyond it "stays" would say nothing
constexpr std::size_t kMostReplicas = 16;

// Running mean over `width` bins around each; fewer at the ends.
std::vector<double> running_mean(const std::vector<double>& values, std::size_t width) {
  std::vector<double> mean(values.size());
  const std::size_t half = width / 2;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t first = i < half ? 0 : i - half, last = std::min(values.size(), i + half + 1);
    for (std::size_t j = first; j < last; ++j) mean[i] += values[j] / static_cast<double>(last - first);
  }
  return mean;
}

void add(FrameBlock& sum, const FrameBlock& block) {
  for (std::size_t i = 0; i < block.counts.size(); ++i) sum.counts[i] += block.counts[i];
  sum.ideal_pairs += block.ideal_pairs;
  sum.centres += block.centres;
  sum.frames += block.frames;
}

}  // namespace

double jackknife_error(std::span<const double> left_out) {
  const auto n = static_cast<double>(left_out.size());
  double mean = 0.0, squares = 0.0;
  for (const double x : left_out) mean += x / n;
  for (const double x : left_out) squares += (x - mean) * (x - mean);
  return std::sqrt(squares * (n - 1.0) / n);
}

double settling_distance(const RadialDistribution& distribution, double tolerance) {
  const auto bins = distribution.g.size();
  if (bins < 3) return kNaN;
  const double width = distribution.r[1] - distribution.r[0];
  const auto smooth = running_mean(distribution.g, static_cast<std::size_t>(std::lround(kSmoothing_A / width)));
  std::size_t settled = bins;
  while (settled > 0 && std::abs(smooth[settled - 1] - 1.0) <= tolerance) --settled;
  const bool trusted = static_cast<double>(settled) < kTrusted * static_cast<double>(bins);
  return trusted && settled > 0 ? distribution.r_upper[settled - 1] : kNaN;
}

std::vector<FrameBlock> replicas(std::span<const FrameBlock> blocks) {
  const std::size_t width = (blocks.size() + kMostReplicas - 1) / kMostReplicas;
  std::vector<FrameBlock> merged;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (b % width == 0)
      merged.push_back(blocks[b]);
    else
      add(merged.back(), blocks[b]);
  }
  return merged;
}

Estimate estimate_feature(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins,
                          const std::function<double(const RadialDistribution&)>& feature) {
  const auto parts = replicas(blocks);
  Estimate estimate{feature(radial_distribution(parts, bin_width, bins)), kNaN, static_cast<double>(parts.size()), "A",
                    ""};
  if (parts.size() < kFewestSamples) {
    estimate.note = fmt::format("{} blocks of frames are too few for an uncertainty", parts.size());
    return estimate;
  }
  std::vector<double> left_out;
  for (std::size_t b = 0; b < parts.size(); ++b)
    left_out.push_back(feature(radial_distribution(parts, bin_width, bins, b)));
  const double error = std::hypot(jackknife_error(left_out), bin_width / std::sqrt(12.0));
  if (std::isfinite(error)) estimate.standard_error = error;
  estimate.note = std::isfinite(error)
                      ? fmt::format("jackknife over {} blocks of frames, and the width of a bin", parts.size())
                      : "some blocks of frames do not have it: no uncertainty";
  return estimate;
}

std::vector<double> standard_errors(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins) {
  const auto parts = replicas(blocks);
  if (parts.size() < kFewestSamples) return {};
  std::vector<std::vector<double>> left_out(bins);
  for (std::size_t b = 0; b < parts.size(); ++b) {
    const auto g = radial_distribution(parts, bin_width, bins, b).g;
    for (std::size_t i = 0; i < bins; ++i) left_out[i].push_back(g[i]);
  }
  std::vector<double> errors;
  for (const auto& values : left_out) errors.push_back(jackknife_error(values));
  return errors;
}

}  // namespace vitriflow
