// PeriodicPoints: points of a periodic cell sorted into boxes, so that everything near a place is found with the
// lattice vector of its image, also where the cell is smaller than the search.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/analysis/periodic_cell.hpp"

namespace vitriflow {

using LatticeVector = std::array<int, 3>;  // in cell vectors

class PeriodicPoints {
 public:
  // `positions` [N][3], A, anywhere; `members`: which of them, all within the cell's copies by their wrapped places;
  // `spacing`: the distance that searches reach as a rule, A.
  PeriodicPoints(const PeriodicCell& cell, std::span<const double> positions, std::span<const std::int64_t> members,
                 double spacing);

  std::size_t size() const noexcept { return fractions_.size(); }
  const Vector3& fraction(std::size_t i) const { return fractions_[i]; }  // of member i, in [0, 1)

  // Calls visit(i, image, square) for the copy of every member i in cell `image` that lies within `reach` (A) of the
  // place with these fractional coordinates; `square` is the squared distance, A2. In an order that depends on the
  // points and the cell only.
  template <typename Visit>
  void visit_near(const Vector3& place, double reach, const Visit& visit) const {
    std::array<int, 3> low{}, high{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double boxes = boxes_[k], span = reach / cell_->widths()[k];
      low[k] = static_cast<int>(std::floor((place[k] - span) * boxes));
      high[k] = static_cast<int>(std::floor((place[k] + span) * boxes));
    }
    for (int x = low[0]; x <= high[0]; ++x) {
      for (int y = low[1]; y <= high[1]; ++y) {
        for (int z = low[2]; z <= high[2]; ++z) visit_box({x, y, z}, place, reach * reach, visit);
      }
    }
  }

 private:
  template <typename Visit>
  void visit_box(const std::array<int, 3>& box, const Vector3& place, double most, const Visit& visit) const {
    LatticeVector image{};
    std::size_t at = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      image[k] = box[k] >= 0 ? box[k] / boxes_[k] : -((boxes_[k] - 1 - box[k]) / boxes_[k]);
      at = at * static_cast<std::size_t>(boxes_[k]) + static_cast<std::size_t>(box[k] - image[k] * boxes_[k]);
    }
    const auto& edges = cell_->edges();
    for (auto entry = first_[at]; entry < first_[at + 1]; ++entry) {
      const auto i = sorted_[entry];
      Vector3 difference{};
      for (std::size_t k = 0; k < 3; ++k) {
        const double s = fractions_[i][k] + image[k] - place[k];
        for (std::size_t c = 0; c < 3; ++c) difference[c] += s * edges[k][c];
      }
      const double square =
          difference[0] * difference[0] + difference[1] * difference[1] + difference[2] * difference[2];
      if (square <= most) visit(i, image, square);
    }
  }

  const PeriodicCell* cell_;
  std::array<int, 3> boxes_{};
  std::vector<Vector3> fractions_;
  std::vector<std::size_t> first_;   // of each box, in the sorted order; one more at the end
  std::vector<std::size_t> sorted_;  // members by box
};

}  // namespace vitriflow
