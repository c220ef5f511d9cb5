#include "stages/analysis/pair_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "stages/analysis/pair_kernels.hpp"

namespace vitriflow {

void count_pairs(const SpeciesGrid& centres, const SpeciesGrid& others, double bin_width,
                 std::span<std::int64_t> counts) {
  const bool same = &centres == &others;
  std::vector<SpeciesGrid::Run> runs;
  std::vector<double> squares(others.size());
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const auto point = centres.coordinates(i);
    others.runs_near(point, runs);
    std::size_t filled = 0;
    for (auto run : runs) {
      if (same) run.first = std::max(run.first, i + 1);  // each pair once, counted twice
      if (run.first >= run.last) continue;
      others.squared_distances(point, run, squares.data() + filled);
      filled += run.last - run.first;
    }
    count_distances(squares.data(), filled, bin_width, same ? 2 : 1, counts.data(), counts.size());
  }
}

RadialDistribution radial_distribution(std::span<const std::int64_t> counts, double bin_width, double ideal_pairs,
                                       double centres_in_all_frames) {
  RadialDistribution result;
  std::int64_t within = 0;
  for (std::size_t b = 0; b < counts.size(); ++b) {
    const double lower = bin_width * static_cast<double>(b), upper = bin_width * static_cast<double>(b + 1);
    const double shell = 4.0 / 3.0 * std::numbers::pi * (upper * upper * upper - lower * lower * lower);
    within += counts[b];
    result.r.push_back(bin_width * (static_cast<double>(b) + 0.5));
    result.r_upper.push_back(upper);
    result.g.push_back(static_cast<double>(counts[b]) / (ideal_pairs * shell));
    result.neighbours.push_back(static_cast<double>(within) / centres_in_all_frames);
  }
  return result;
}

RadialDistribution radial_distribution(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins,
                                       std::optional<std::size_t> left_out) {
  std::vector<std::int64_t> counts(bins, 0);
  double ideal_pairs = 0.0, centres = 0.0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (b == left_out) continue;
    for (std::size_t i = 0; i < bins; ++i) counts[i] += blocks[b].counts[i];
    ideal_pairs += blocks[b].ideal_pairs;
    centres += blocks[b].centres;
  }
  return radial_distribution(counts, bin_width, ideal_pairs, centres);
}

namespace {

std::vector<double> smoothed(const std::vector<double>& g) {
  auto smooth = g;
  for (std::size_t b = 1; b + 1 < g.size(); ++b) smooth[b] = 0.25 * g[b - 1] + 0.5 * g[b] + 0.25 * g[b + 1];
  return smooth;
}

// By how much a curve must rise from a minimum, or fall from a maximum, to be believed.
double believed(double peak) { return std::min(0.05 * peak, 0.2); }

// The first maximum that is at least half as high as the highest and from which g falls; the size of g without one.
std::size_t first_peak(const std::vector<double>& g) {
  const double highest = *std::max_element(g.begin(), g.end());
  std::size_t top = 0;
  for (std::size_t b = 1; b < g.size(); ++b) {
    if (g[b] > g[top]) top = b;
    const bool fell = g[b] < g[top] - believed(g[top]);
    if (fell && g[top] > 0.0 && g[top] >= 0.5 * highest) return top;
    if (fell) top = b;
  }
  return g.size();
}

}  // namespace

double first_minimum(const RadialDistribution& distribution) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (distribution.g.size() < 3) return kNaN;
  const auto g = smoothed(distribution.g);
  const auto peak = first_peak(g);
  if (peak == g.size()) return kNaN;
  const double rise = believed(g[peak]);
  std::size_t first = peak, last = peak;  // of the lowest stretch
  for (std::size_t b = peak + 1; b < g.size(); ++b) {
    if (g[b] < g[first])
      first = last = b;
    else if (g[b] == g[first] && last + 1 == b)
      last = b;
    if (g[b] > g[first] + rise && first > peak) return 0.5 * (distribution.r[first] + distribution.r[last]);
  }
  return kNaN;
}

}  // namespace vitriflow
