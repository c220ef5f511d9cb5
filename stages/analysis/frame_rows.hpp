// FrameRows: what an analysis notes of each frame, a row of numbers, collected on the ranks of a group.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/archive.hpp"

namespace vitriflow {

// Frames may be added in any order, each by one rank; rows are equally long. What is gathered has the same bits on any
// number of ranks.
class FrameRows {
 public:
  struct Row {
    std::int64_t index = 0;  // of the frame
    std::vector<double> values;
  };

  void add(std::int64_t index, std::vector<double> values);
  // The rows that were added anywhere, by frame. Collective.
  std::vector<Row> gather(const Communicator& group) const;
  // Writes the group's rows, or reads them into the root's. Collective.
  void exchange(Archive& archive, const std::string& name, const Communicator& group);

 private:
  std::vector<Row> rows_;
};

}  // namespace vitriflow
