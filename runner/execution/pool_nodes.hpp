// PoolNodes: on which machines the processes of a pool run, and what these are.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"

namespace vitriflow {

struct PoolNodes {
  std::vector<std::string> names;       // of the machines, in the order of the ranks
  std::vector<std::string> processors;  // their models, each once: more than one breaks the equality of bits
  std::vector<int> of_rank;             // of each working rank, an index into `names`; empty: all on one
  std::vector<int> sockets;             // of each working rank, as its machine counts them; -1, or empty: of no one
  int bound = 0;                        // working ranks that have a core of their own, which they do not leave
  double memory_bytes = std::numeric_limits<double>::infinity();  // of each machine, for all tasks together

  std::size_t count() const { return names.empty() ? 1 : names.size(); }
  int node_of(int rank) const { return of_rank.empty() ? 0 : of_rank[static_cast<std::size_t>(rank)]; }
  // Empty where it is not known.
  std::string name_of(int rank) const { return names.empty() ? "" : names[static_cast<std::size_t>(node_of(rank))]; }
};

// Of a pool whose process 0 coordinates; `bound`: this process has a core of its own. Collective; the result is the
// coordinator's, empty elsewhere.
PoolNodes gather_nodes(const Communicator& world, bool bound);

// So many equal nodes without names, filled one after the other.
PoolNodes spread_evenly(int ranks, int nodes, double memory_bytes);

// "4 ranks on n1, 4 on n2, each bound to a core": for people.
std::string placement_text(const PoolNodes& nodes);
// "cores": all ranks are bound; "none"; "some".
std::string binding_text(const PoolNodes& nodes);

}  // namespace vitriflow
