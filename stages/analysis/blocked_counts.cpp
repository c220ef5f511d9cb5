#include "stages/analysis/blocked_counts.hpp"

#include <mpi.h>

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

std::int64_t frames_per_block(std::int64_t frames) {
  std::int64_t width = 1;
  while (width * kMostFrameBlocks < frames) width *= 2;
  return width;
}

std::span<std::int64_t> BlockedCounts::at(std::int64_t frame) {
  ENSURE(frame >= 0, "frame {}", frame);
  while (frame / width_ >= kMostFrameBlocks) merge_neighbours();
  const auto block = static_cast<std::size_t>(frame / width_);
  if (counts_.size() < (block + 1) * bins_) counts_.resize((block + 1) * bins_, 0);
  return {counts_.data() + block * bins_, bins_};
}

void BlockedCounts::merge_neighbours() {
  std::vector<std::int64_t> merged((counts_.size() / bins_ + 1) / 2 * bins_, 0);
  for (std::size_t i = 0; i < counts_.size(); ++i) merged[i / bins_ / 2 * bins_ + i % bins_] += counts_[i];
  counts_ = std::move(merged);
  width_ *= 2;
}

std::vector<std::vector<std::int64_t>> BlockedCounts::gather(const Communicator& group, std::int64_t frames) const {
  const std::int64_t width = frames_per_block(frames);
  ENSURE(width >= width_, "blocks of {} frames in a trajectory of {}", width_, frames);
  const auto blocks = static_cast<std::size_t>((frames + width - 1) / width);
  std::vector<std::int64_t> sums(blocks * bins_, 0);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const std::size_t block = i / bins_ / static_cast<std::size_t>(width / width_);
    ENSURE(block < blocks, "block {} of {}", block, blocks);
    sums[block * bins_ + i % bins_] += counts_[i];
  }
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_INT64_T, MPI_SUM, group.handle());
  std::vector<std::vector<std::int64_t>> gathered;
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto first = sums.begin() + static_cast<std::ptrdiff_t>(b * bins_);
    gathered.emplace_back(first, first + static_cast<std::ptrdiff_t>(bins_));
  }
  return gathered;
}

}  // namespace vitriflow
