// Close pairs in a periodic cell, found by sorting the points into boxes: linear in the number of points.
#pragma once

#include <functional>
#include <vector>

#include "stages/structure/unit_cell.hpp"

namespace vitriflow {

// Calls `visit` once for every pair i < j nearer than `reach` by the shortest way, with position i minus position j.
// In the order of i, then j. Only the nearest image of j counts, so `reach` should not exceed half the smallest of the
// edges.
void visit_close_pairs(const std::vector<Vector>& positions, const Lattice& lattice, double reach,
                       const std::function<void(std::size_t i, std::size_t j, const Vector& difference)>& visit);

}  // namespace vitriflow
