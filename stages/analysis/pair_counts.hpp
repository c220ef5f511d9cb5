// PairCounts: how many pairs of two species lie in each bin of distance, in whole numbers, so that no order of adding
// matters; and the radial distribution function they make.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

// Adds the pairs of a frame to counts[floor(r / bin_width)]. Each particle of `centres` counts its neighbours; with the
// same grid twice every pair counts twice and a particle is not its own neighbour. Right up to the smaller of the reach
// of `others` and half the cell's smallest width.
void count_pairs(const SpeciesGrid& centres, const SpeciesGrid& others, double bin_width,
                 std::span<std::int64_t> counts);

struct RadialDistribution {
  std::vector<double> r;           // centres of the bins, A
  std::vector<double> r_upper;     // upper edges of the bins, A: where n is meant
  std::vector<double> g;           // 1 in an ideal gas of the same density
  std::vector<double> neighbours;  // n: running integral, the mean number of neighbours within r_upper
};

// `ideal_pairs` is the sum over frames of (centres * others / volume), 1/A3: the density of the others is N / V also
// when both are the same species, as most programs have it.
RadialDistribution radial_distribution(std::span<const std::int64_t> counts, double bin_width, double ideal_pairs,
                                       double centres_in_all_frames);

// What successive frames of a trajectory counted.
struct FrameBlock {
  std::vector<std::int64_t> counts;  // [bins], see count_pairs
  double ideal_pairs = 0.0;          // sum over frames of centres * neighbours / volume, 1/A3
  double centres = 0.0;              // sum over frames
  std::int64_t frames = 0;
};

// The distribution of the first `bins` bins over all blocks but `left_out` (none: leave it out).
RadialDistribution radial_distribution(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins,
                                       std::optional<std::size_t> left_out = {});

// Where the first shell ends: the middle of the lowest stretch between the first peak (the first maximum of the
// smoothed curve that is at least half as high as the highest and from which it falls) and the next rise; falls and
// rises count from 0.2 on, or a twentieth of a low peak. NaN where g never rises again or has no peak.
double first_minimum(const RadialDistribution& distribution);

}  // namespace vitriflow
