// LinkerRings: the five-membered rings of carbon and nitrogen in a frame (imidazolates), which bridge metals.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

struct LinkerRing {
  std::vector<std::int64_t> atoms;  // of the ring, ascending, without substituents: indices in the frame
  Vector3 centroid{};               // A, some image
};

// `carbon_and_nitrogen`: a grid of exactly these atoms, with a reach of at least kLinkerBond_A. Atoms nearer than that
// are bonded; what is left of a connected part when atoms with one bond are taken away again and again is a ring when
// it has five atoms. In ascending order of their first atoms. `positions` [N][3] of the frame, A.
inline constexpr double kLinkerBond_A =
    1.75;  // longer than any stretched C-C or C-N bond, far below 2.1 A across a ring
std::vector<LinkerRing> find_linker_rings(const SpeciesGrid& carbon_and_nitrogen, std::span<const double> positions);

}  // namespace vitriflow
