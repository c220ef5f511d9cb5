// GroupSums: what the ranks of a group counted, added up; in whole numbers, so that no order of adding matters.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/archive.hpp"

namespace vitriflow {

// The sums by element; lists may differ in length. Collective; the same on every rank.
std::vector<std::int64_t> sum_over(const Communicator& group, std::vector<std::int64_t> counts);
double least_over(const Communicator& group, double value);

// Writes the group's sums, or reads them into the root's counts: those of the others become zeros. Collective.
void exchange_counts(Archive& archive, const std::string& name, const Communicator& group,
                     std::vector<std::int64_t>& counts);
// The same for a value of which the group's least one counts; every rank reads it.
void exchange_least(Archive& archive, const std::string& name, const std::string& unit, const Communicator& group,
                    double& value);

}  // namespace vitriflow
