#include "stages/analysis/periodic_points.hpp"

#include <algorithm>

namespace vitriflow {

PeriodicPoints::PeriodicPoints(const PeriodicCell& cell, std::span<const double> positions,
                               std::span<const std::int64_t> members, double spacing)
    : cell_(&cell) {
  const int most = 1 + static_cast<int>(2.0 * std::cbrt(static_cast<double>(members.size())));  // about ten a point
  for (std::size_t k = 0; k < 3; ++k) {
    boxes_[k] = std::clamp(static_cast<int>(cell.widths()[k] / spacing), 1, most);
  }
  first_.assign(static_cast<std::size_t>(boxes_[0] * boxes_[1] * boxes_[2]) + 1, 0);
  std::vector<std::size_t> home;
  for (const auto member : members) {
    const auto& fraction =
        fractions_.emplace_back(cell.wrapped_fraction(&positions[3 * static_cast<std::size_t>(member)]));
    std::size_t at = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const int box = std::min(static_cast<int>(fraction[k] * boxes_[k]), boxes_[k] - 1);
      at = at * static_cast<std::size_t>(boxes_[k]) + static_cast<std::size_t>(box);
    }
    home.push_back(at);
    ++first_[at + 1];
  }
  for (std::size_t box = 1; box < first_.size(); ++box) first_[box] += first_[box - 1];
  auto next = first_;
  sorted_.resize(home.size());
  for (std::size_t i = 0; i < home.size(); ++i) sorted_[next[home[i]]++] = i;
}

}  // namespace vitriflow
