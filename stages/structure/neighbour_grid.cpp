#include "stages/structure/neighbour_grid.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace vitriflow {

namespace {

constexpr double kMostBoxes = 64;  // along an edge

// The points by the box of the cell that they lie in.
class Boxes {
 public:
  Boxes(const std::vector<Vector>& positions, const Lattice& lattice, double reach) : lattice_(lattice) {
    const Vector widths = lattice.widths();
    for (std::size_t i = 0; i < 3; ++i) {
      count_[i] = static_cast<std::int64_t>(std::clamp(std::floor(widths[i] / reach), 1.0, kMostBoxes));
    }
    members_.resize(static_cast<std::size_t>(count_[0] * count_[1] * count_[2]));
    for (std::size_t p = 0; p < positions.size(); ++p) members_[index(box_of(positions[p]))].push_back(p);
  }

  // The points of the 27 boxes around a point, ascending, each once.
  std::vector<std::size_t> around(const Vector& position) const {
    const auto centre = box_of(position);
    std::set<std::size_t> boxes;
    for (std::int64_t a = -1; a <= 1; ++a) {
      for (std::int64_t b = -1; b <= 1; ++b) {
        for (std::int64_t c = -1; c <= 1; ++c) boxes.insert(index({centre[0] + a, centre[1] + b, centre[2] + c}));
      }
    }
    std::vector<std::size_t> points;
    for (const std::size_t box : boxes) points.insert(points.end(), members_[box].begin(), members_[box].end());
    std::sort(points.begin(), points.end());
    return points;
  }

 private:
  std::array<std::int64_t, 3> box_of(const Vector& position) const {
    std::array<std::int64_t, 3> box{};
    const Fraction fraction = lattice_.fraction(position);
    for (std::size_t i = 0; i < 3; ++i) {
      box[i] = static_cast<std::int64_t>(std::floor(fraction[i] * static_cast<double>(count_[i])));
    }
    return box;
  }
  std::size_t index(std::array<std::int64_t, 3> box) const {
    for (std::size_t i = 0; i < 3; ++i) box[i] = ((box[i] % count_[i]) + count_[i]) % count_[i];
    return static_cast<std::size_t>((box[0] * count_[1] + box[1]) * count_[2] + box[2]);
  }

  Lattice lattice_;
  std::array<std::int64_t, 3> count_{};
  std::vector<std::vector<std::size_t>> members_;
};

}  // namespace

void visit_close_pairs(const std::vector<Vector>& positions, const Lattice& lattice, double reach,
                       const std::function<void(std::size_t i, std::size_t j, const Vector& difference)>& visit) {
  const Boxes boxes(positions, lattice, reach);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    for (const std::size_t j : boxes.around(positions[i])) {
      if (j <= i) continue;
      const Vector difference = lattice.shortest(positions[i], positions[j]);
      if (length(difference) < reach) visit(i, j, difference);
    }
  }
}

}  // namespace vitriflow
