#include "runner/execution/pool_nodes.hpp"

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/processors.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kLongest = 256;
using Words = std::array<char, kLongest>;

Words words_of(const std::string& text) {
  Words words{};
  std::memcpy(words.data(), text.data(), std::min(text.size(), kLongest - 1));
  return words;
}

// As SLURM names it, which need not be the machine's own name, and is what its users know.
std::string node_name() {
  if (const char* name = std::getenv("SLURMD_NODENAME")) return name;
  char text[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  MPI_Get_processor_name(text, &length);
  return {text, static_cast<std::size_t>(length)};
}

std::vector<std::string> gathered(const Communicator& world, const std::string& text) {
  const Words mine = words_of(text);
  std::vector<Words> all(world.is_root() ? static_cast<std::size_t>(world.size()) : 0);
  MPI_Gather(mine.data(), kLongest, MPI_CHAR, all.data(), kLongest, MPI_CHAR, 0, world.handle());
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (const Words& words : all) texts.emplace_back(words.data());
  return texts;
}

int index_of(const std::string& text, std::vector<std::string>& known) {
  const auto found = std::find(known.begin(), known.end(), text);
  if (found == known.end()) known.push_back(text);
  return static_cast<int>(std::find(known.begin(), known.end(), text) - known.begin());
}

std::vector<int> gathered(const Communicator& world, int number) {
  std::vector<int> all(world.is_root() ? static_cast<std::size_t>(world.size()) : 0);
  MPI_Gather(&number, 1, MPI_INT, all.data(), 1, MPI_INT, 0, world.handle());
  return all;
}

// "4 ranks on n1, 4 on n2"
std::string ranks_text(const PoolNodes& nodes) {
  std::vector<std::string> parts;
  for (std::size_t node = 0; node < nodes.names.size(); ++node) {
    const auto ranks = std::count(nodes.of_rank.begin(), nodes.of_rank.end(), static_cast<int>(node));
    parts.push_back(
        fmt::format("{}{} on {}", ranks, parts.empty() ? ranks == 1 ? " rank" : " ranks" : "", nodes.names[node]));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

PoolNodes gather_nodes(const Communicator& world, bool bound) {
  const auto names = gathered(world, node_name());
  const auto models = gathered(world, processor_model());
  const auto sockets = gathered(world, usable_socket());
  const auto bindings = gathered(world, bound ? 1 : 0);
  PoolNodes nodes;
  for (std::size_t process = 1; process < names.size(); ++process) {
    nodes.of_rank.push_back(index_of(names[process], nodes.names));
    nodes.sockets.push_back(sockets[process]);
    nodes.bound += bindings[process];
    index_of(models[process], nodes.processors);
  }
  return nodes;
}

PoolNodes spread_evenly(int ranks, int nodes, double memory_bytes) {
  PoolNodes spread;
  spread.names.resize(static_cast<std::size_t>(nodes));
  for (int rank = 0; rank < ranks; ++rank) spread.of_rank.push_back(rank * nodes / ranks);
  spread.memory_bytes = memory_bytes;
  return spread;
}

std::string binding_text(const PoolNodes& nodes) {
  if (nodes.bound == 0) return "none";
  return nodes.bound == static_cast<int>(nodes.of_rank.size()) ? "cores" : "some";
}

std::string placement_text(const PoolNodes& nodes) {
  const char* binding = nodes.bound == 0                                        ? "not bound to cores"
                        : nodes.bound == static_cast<int>(nodes.of_rank.size()) ? "each bound to a core"
                                                                                : "some bound to a core";
  return fmt::format("{}, {}", ranks_text(nodes), binding);
}

}  // namespace vitriflow
