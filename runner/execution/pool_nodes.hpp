// PoolNodes: on which machines the processes of a pool run, and with which processors.
#pragma once

#include <string>
#include <vector>

#include "hpc/communicator.hpp"

namespace vitriflow {

struct PoolNodes {
  std::vector<std::string> names;       // of the machines, in the order of the ranks
  std::vector<std::string> processors;  // their models, each once: more than one breaks the equality of bits
  std::vector<int> of_rank;             // of each working rank, an index into `names`
};

// Of a pool whose process 0 coordinates. Collective; the result is the coordinator's, empty elsewhere.
PoolNodes gather_nodes(const Communicator& world);

}  // namespace vitriflow
