// Accelerator: by which of LAMMPS's packages an engine uses GPUs, as users write it: "kokkos", "kokkos:4" with four
// GPUs a node, "kokkos:4:2" with two ranks a GPU; "none".
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct Accelerator {
  enum class Package { none, kokkos, gpu };
  Package package = Package::none;
  int gpus = 1;        // of a node
  int gpu_ranks = 1;   // that share a GPU
  int node_rank = -1;  // of this process among the working ranks of its node; -1: unknown
  bool any() const noexcept { return package != Package::none; }
};

std::vector<std::string> accelerator_names();  // "none", "kokkos", "gpu"
std::string accelerator_name(const Accelerator& accelerator);
std::string to_text(const Accelerator& accelerator);
// Throws Error (invalid_input) with the way out. An empty text is "none".
Accelerator parse_accelerator(const std::string& text);

// What keeps an engine with these capabilities (EngineInfo) from using it, in a sentence with the way out; empty:
// nothing does. Only what computes in double precision is one: then results differ from those of CPUs in their last
// digits, as they do between numbers of ranks.
std::string accelerator_problem(const Accelerator& accelerator, const std::vector<std::string>& capabilities);

// LAMMPS's command line for a group of so many ranks, whose first one is `node_rank` on its node. KOKKOS takes its GPU
// by the launcher's number of the rank on its node; GPU numbers ranks within the group and must be told the first one.
std::vector<std::string> lammps_switches(const Accelerator& accelerator, int group_size);

}  // namespace vitriflow
