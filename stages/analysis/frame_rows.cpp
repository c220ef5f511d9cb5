#include "stages/analysis/frame_rows.hpp"

#include <mpi.h>

#include <algorithm>

#include "hpc/base/error.hpp"

namespace vitriflow {

void FrameRows::add(std::int64_t index, std::vector<double> values) { rows_.push_back({index, std::move(values)}); }

std::vector<std::vector<double>> FrameRows::gather(const Communicator& group, std::size_t width,
                                                   std::int64_t frames_in_all) const {
  const auto stride = static_cast<std::ptrdiff_t>(width + 1);  // a one marks a row that was added
  std::vector<double> table(static_cast<std::size_t>(stride) * static_cast<std::size_t>(frames_in_all), 0.0);
  for (const auto& row : rows_) {
    ENSURE(row.index >= 0 && row.index < frames_in_all && row.values.size() == width, "frame {} of {}, {} values of {}",
           row.index, frames_in_all, row.values.size(), width);
    const auto at = table.begin() + static_cast<std::ptrdiff_t>(row.index) * stride;
    *at = 1.0;
    std::copy(row.values.begin(), row.values.end(), at + 1);
  }
  // Every element has one rank that set it and zeros elsewhere, so that the order of summation cannot matter.
  MPI_Allreduce(MPI_IN_PLACE, table.data(), static_cast<int>(table.size()), MPI_DOUBLE, MPI_SUM, group.handle());
  std::vector<std::vector<double>> rows;
  for (auto at = table.begin(); at != table.end(); at += stride) {
    if (*at == 1.0) rows.emplace_back(at + 1, at + stride);
  }
  return rows;
}

}  // namespace vitriflow
