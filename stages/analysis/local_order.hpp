// Local order: what one frame says of the neighbours of a species within a cutoff: their number, distances and angles.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/analysis/linker_rings.hpp"
#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

// NaN where the frame holds nothing to average.
struct Neighbourhood {
  double coordination = 0.0;     // mean number of neighbours within the cutoff
  double bonded_distance = 0.0;  // mean over the pairs within the cutoff, A
};

// `histogram[k]` grows by the number of centres with k neighbours and is extended as needed. The grids may be the same.
Neighbourhood survey_neighbours(const SpeciesGrid& centres, const SpeciesGrid& others, double cutoff,
                                std::vector<std::int64_t>& histogram);

// Mean distance to the `nearest` nearest others, over all centres, A, images of the same particle among them. They are
// looked for within `reach` first. NaN where the neighbouring cells hold fewer.
double nearest_distance(const SpeciesGrid& centres, const SpeciesGrid& others, std::size_t nearest, double reach);

struct AngleMoments {
  double mean = 0.0;         // degree; NaN without an angle
  double mean_square = 0.0;  // degree2
  double tau4 = 0.0;  // mean over the centres with exactly four neighbours of one kind; NaN without such a centre
};

// Geometry index of a four-coordinated centre from its six angles (degree): (360 - the two largest) / (360 - 2 *
// 109.5), 1 for a tetrahedron, 0 for a square (L. Yang, D. R. Powell, R. P. Houser, Dalton Trans. 2007, 955,
// doi:10.1039/b617136b).
double tau4(std::span<const double> angles);

inline constexpr std::size_t kAngleBins = 180;  // of one degree

// Angles first-centre-last between neighbours within the cutoff, each once; tau4 where first and last are the same
// grid. `positions` [N][3] of the frame, A.
AngleMoments survey_angles(const SpeciesGrid& centres, const SpeciesGrid& first, const SpeciesGrid& last,
                           std::span<const double> positions, double cutoff, std::span<std::int64_t> histogram);

// Angles end-centroid-end of the ends that are bound to a linker, nearer than `cutoff` to an atom of its ring.
AngleMoments survey_linker_angles(std::span<const LinkerRing> linkers, const SpeciesGrid& ends,
                                  std::span<const double> positions, double cutoff, std::span<std::int64_t> histogram);

}  // namespace vitriflow
