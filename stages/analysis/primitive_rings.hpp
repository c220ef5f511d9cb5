// Primitive rings of a periodic net: closed ways that no link beside them shortens.
#pragma once

#include <cstdint>
#include <vector>

#include "stages/analysis/net_graph.hpp"

namespace vitriflow {

struct RingCounts {
  std::vector<std::int64_t> rings;     // [k]: rings of k nodes, a cell
  std::vector<std::int64_t> nodes_in;  // [k]: nodes of a cell that are in such a ring
};

// Counts the rings of up to `largest` nodes, each once and not once for every copy of the cell. Vertices 0 to `nodes` -
// 1 are nodes. Either there are no others (a ring of k nodes has k links), or the others are linkers and every link
// joins a node and a linker (it has 2 k).
//
// A ring is primitive when it holds a shortest way between any two of its vertices: it is then no sum of two smaller
// rings (K. Goetzke, H.-J. Klein, J. Non-Cryst. Solids 127, 215 (1991); X. Yuan, A. N. Cormack, Comput. Mater. Sci. 24,
// 343 (2002); the same as the "shortest-path rings" of D. S. Franzblau, Phys. Rev. B 44, 4925 (1991)). Distances are
// those in the infinite net, so that what closes only through the periodic faces is no ring.
RingCounts count_primitive_rings(const PeriodicNet& net, std::size_t nodes, std::size_t largest);

}  // namespace vitriflow
