#include "stages/analysis/frame_rows.hpp"

#include <mpi.h>

#include <algorithm>
#include <numeric>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// What the ranks hold, one after the other.
template <typename T>
std::vector<T> joined(const Communicator& group, const std::vector<T>& part, MPI_Datatype type) {
  const auto own = static_cast<int>(part.size());
  std::vector<int> sizes(static_cast<std::size_t>(group.size())), starts(sizes.size(), 0);
  MPI_Allgather(&own, 1, MPI_INT, sizes.data(), 1, MPI_INT, group.handle());
  std::partial_sum(sizes.begin(), sizes.end() - 1, starts.begin() + 1);
  std::vector<T> all(static_cast<std::size_t>(starts.back() + sizes.back()));
  MPI_Allgatherv(part.data(), own, type, all.data(), sizes.data(), starts.data(), type, group.handle());
  return all;
}

std::vector<std::int64_t> indices_of(const std::vector<FrameRows::Row>& rows) {
  std::vector<std::int64_t> indices;
  indices.reserve(rows.size());
  for (const auto& row : rows) indices.push_back(row.index);
  return indices;
}

std::vector<double> values_of(const std::vector<FrameRows::Row>& rows) {
  std::vector<double> values;
  for (const auto& row : rows) values.insert(values.end(), row.values.begin(), row.values.end());
  return values;
}

std::vector<FrameRows::Row> rows_of(const std::vector<std::int64_t>& indices, const std::vector<double>& values) {
  const std::size_t width = indices.empty() ? 0 : values.size() / indices.size();
  ENSURE(values.size() == width * indices.size(), "{} values in {} rows", values.size(), indices.size());
  std::vector<FrameRows::Row> rows;
  rows.reserve(indices.size());
  for (auto first = values.begin(); const auto index : indices) {
    const auto last = first + static_cast<std::ptrdiff_t>(width);
    rows.push_back({index, {first, last}});
    first = last;
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return rows;
}

}  // namespace

void FrameRows::add(std::int64_t index, std::vector<double> values) {
  ENSURE(rows_.empty() || rows_.front().values.size() == values.size(), "frame {} has {} values, others {}", index,
         values.size(), rows_.front().values.size());
  rows_.push_back({index, std::move(values)});
}

std::vector<FrameRows::Row> FrameRows::gather(const Communicator& group) const {
  return rows_of(joined(group, indices_of(rows_), MPI_INT64_T), joined(group, values_of(rows_), MPI_DOUBLE));
}

void FrameRows::exchange(Archive& archive, const std::string& name, const Communicator& group) {
  std::vector<Row> rows;
  if (!archive.reading()) rows = gather(group);
  auto indices = indices_of(rows);
  auto values = values_of(rows);
  archive.field(name + "/frame", indices);
  archive.field(name + "/values", values, "");
  if (!archive.reading()) return;
  rows_.clear();
  if (group.is_root()) rows_ = rows_of(indices, values);
}

}  // namespace vitriflow
