// FrameRows: what an analysis notes of each frame, a row of numbers, collected on the ranks of a group.
#pragma once

#include <cstdint>
#include <vector>

#include "hpc/communicator.hpp"

namespace vitriflow {

// Frames may be added in any order, each by one rank. gather() is collective and gives every rank the same bits,
// whatever the number of ranks.
class FrameRows {
 public:
  void add(std::int64_t index, std::vector<double> values);
  // The rows that were added anywhere, by frame. `width`: numbers in a row; `frames_in_all` counts those of the
  // trajectory, whether they were added or not.
  std::vector<std::vector<double>> gather(const Communicator& group, std::size_t width,
                                          std::int64_t frames_in_all) const;

 private:
  struct Row {
    std::int64_t index = 0;
    std::vector<double> values;
  };
  std::vector<Row> rows_;
};

}  // namespace vitriflow
