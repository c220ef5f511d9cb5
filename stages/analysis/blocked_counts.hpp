// BlockedCounts: a histogram in whole numbers kept for successive blocks of frames, so that what is computed from it
// has an uncertainty, in memory that does not grow with the length of a trajectory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/archive.hpp"

namespace vitriflow {

// At most this many blocks; when frames need more, neighbouring ones are merged.
inline constexpr std::int64_t kMostFrameBlocks = 32;

// How many frames a block of a trajectory of this many frames holds: the smallest power of two that needs at most
// kMostFrameBlocks blocks. Blocks begin at multiples of it.
std::int64_t frames_per_block(std::int64_t frames);

class BlockedCounts {
 public:
  explicit BlockedCounts(std::size_t bins) : bins_(bins) {}
  // The counts [bins] to which a frame adds; valid until the next call. Frames may come in any order.
  std::span<std::int64_t> at(std::int64_t frame);
  // The sums over the group [blocks][bins] for a trajectory of so many frames. Collective; the same on every rank.
  std::vector<std::vector<std::int64_t>> gather(const Communicator& group, std::int64_t frames) const;
  // Writes the group's sums, or reads them into the root's counts. Collective.
  void exchange(Archive& archive, const std::string& name, const Communicator& group);

 private:
  void merge_neighbours();
  std::size_t bins_;
  std::int64_t width_ = 1;            // frames of a block
  std::vector<std::int64_t> counts_;  // [blocks][bins]
};

}  // namespace vitriflow
