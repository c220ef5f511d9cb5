// Distribution features: numbers read off a radial distribution function, and its curve, with uncertainties from blocks
// of frames.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/analysis/pair_counts.hpp"

namespace vitriflow {

// Beyond this distance (A) the distribution, averaged over half an angstrom, stays within `tolerance` of 1: what
// Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024), section 2.5, read off as the correlation length of a glass. NaN
// where it does not settle in the first nine tenths of the curve.
double settling_distance(const RadialDistribution& distribution, double tolerance);

// Blocks of frames as replicas: at most 16, merged from neighbours, so that they are long against what frames remember.
std::vector<FrameBlock> replicas(std::span<const FrameBlock> blocks);

// The jackknife's standard error from what each of n replicas gave when it was left out.
double jackknife_error(std::span<const double> left_out);

// A number that `feature` reads off the distribution (A) of all blocks; error by the jackknife over them (never less
// than a bin's width over sqrt(12)). Without an error from fewer than 8 blocks, or when a block is needed for the
// feature to exist at all; the note says so.
Estimate estimate_feature(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins,
                          const std::function<double(const RadialDistribution&)>& feature);

// The standard error of g in every bin, by the same jackknife; empty from fewer than 8 blocks.
std::vector<double> standard_errors(std::span<const FrameBlock> blocks, double bin_width, std::size_t bins);

}  // namespace vitriflow
