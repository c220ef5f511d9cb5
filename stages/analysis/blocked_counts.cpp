#include "stages/analysis/blocked_counts.hpp"

#include <mpi.h>

#include <algorithm>

#include "hpc/base/error.hpp"
#include "stages/analysis/group_sums.hpp"

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
  sums = sum_over(group, std::move(sums));
  std::vector<std::vector<std::int64_t>> gathered;
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto first = sums.begin() + static_cast<std::ptrdiff_t>(b * bins_);
    gathered.emplace_back(first, first + static_cast<std::ptrdiff_t>(bins_));
  }
  return gathered;
}

// Blocks grow with the latest frame, which is known to the rank that saw it.
void BlockedCounts::exchange(Archive& archive, const std::string& name, const Communicator& group) {
  std::int64_t widest = width_;
  MPI_Allreduce(MPI_IN_PLACE, &widest, 1, MPI_INT64_T, MPI_MAX, group.handle());
  while (width_ < widest) merge_neighbours();
  archive.field(name + "/frames_of_block", width_);
  exchange_counts(archive, name + "/counts", group, counts_);
}

}  // namespace vitriflow
