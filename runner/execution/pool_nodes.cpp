#include "runner/execution/pool_nodes.hpp"

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cstring>

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

std::string host_name() {
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
  for (const Words& words : all) texts.emplace_back(words.data());
  return texts;
}

int index_of(const std::string& text, std::vector<std::string>& known) {
  const auto found = std::find(known.begin(), known.end(), text);
  if (found == known.end()) known.push_back(text);
  return static_cast<int>(std::find(known.begin(), known.end(), text) - known.begin());
}

}  // namespace

PoolNodes gather_nodes(const Communicator& world) {
  const auto names = gathered(world, host_name());
  const auto models = gathered(world, processor_model());
  PoolNodes nodes;
  for (std::size_t process = 1; process < names.size(); ++process) {
    nodes.of_rank.push_back(index_of(names[process], nodes.names));
    index_of(models[process], nodes.processors);
  }
  return nodes;
}

}  // namespace vitriflow
