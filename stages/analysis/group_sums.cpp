#include "stages/analysis/group_sums.hpp"

#include <mpi.h>

namespace vitriflow {

std::vector<std::int64_t> sum_over(const Communicator& group, std::vector<std::int64_t> counts) {
  auto length = static_cast<std::int64_t>(counts.size());
  MPI_Allreduce(MPI_IN_PLACE, &length, 1, MPI_INT64_T, MPI_MAX, group.handle());
  counts.resize(static_cast<std::size_t>(length), 0);
  MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(length), MPI_INT64_T, MPI_SUM, group.handle());
  return counts;
}

double least_over(const Communicator& group, double value) {
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MIN, group.handle());
  return value;
}

void exchange_counts(Archive& archive, const std::string& name, const Communicator& group,
                     std::vector<std::int64_t>& counts) {
  std::vector<std::int64_t> sums;
  if (!archive.reading()) sums = sum_over(group, counts);
  archive.field(name, sums);
  if (!archive.reading()) return;
  counts = std::move(sums);
  if (!group.is_root()) counts.assign(counts.size(), 0);
}

void exchange_least(Archive& archive, const std::string& name, const std::string& unit, const Communicator& group,
                    double& value) {
  double least = archive.reading() ? value : least_over(group, value);
  archive.field(name, least, unit);
  if (archive.reading()) value = least;
}

}  // namespace vitriflow
