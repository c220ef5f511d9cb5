// NeighbourSearch: the particles of a species near one point after another; owns the buffers.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

struct Neighbour {
  std::int64_t index = 0;  // in the frame
  double square = 0.0;     // of the distance, A2
};

class NeighbourSearch {
 public:
  explicit NeighbourSearch(const SpeciesGrid& others) : others_(&others), squares_(others.size()) {}

  // The others within `cutoff` (A, at most the grid's reach) of a particle at grid coordinates, which is not its own
  // neighbour. Valid until the next call.
  const std::vector<Neighbour>& near(const Vector3& point, std::int64_t self, double cutoff);

 private:
  const SpeciesGrid* others_;
  std::vector<SpeciesGrid::Run> runs_;
  std::vector<double> squares_;
  std::vector<Neighbour> found_;
};

}  // namespace vitriflow
