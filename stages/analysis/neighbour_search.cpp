#include "stages/analysis/neighbour_search.hpp"

namespace vitriflow {

const std::vector<Neighbour>& NeighbourSearch::near(const Vector3& point, std::int64_t self, double cutoff) {
  others_->runs_near(point, runs_);
  found_.clear();
  for (const auto run : runs_) {
    others_->squared_distances(point, run, squares_.data());
    for (std::size_t j = run.first; j < run.last; ++j) {
      const double square = squares_[j - run.first];
      if (square < cutoff * cutoff && others_->index()[j] != self) found_.push_back({others_->index()[j], square});
    }
  }
  return found_;
}

}  // namespace vitriflow
