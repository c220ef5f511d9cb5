// FrameworkNet: the net that a frame of a framework is: nodes, such as metals, joined by linkers or directly.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hpc/store/store.hpp"
#include "stages/analysis/net_graph.hpp"

namespace vitriflow {

inline constexpr const char* kNoBridge = "none";

struct NetRequest {
  std::string node = "Zn";                    // element of the nodes
  std::string bridge = "N";                   // element of a linker that binds nodes; kNoBridge: nodes bind nodes
  double cutoff = 2.5;                        // of a bond to a node, A
  std::vector<std::string> linker{"C", "N"};  // elements that a linker is made of, the bridge among them
  double linker_bond = 1.75;                  // longest bond inside a linker, A
};

// Which particles play a part, by their indices; the same for all frames of a trajectory.
struct NetParticles {
  std::vector<std::int64_t> nodes;
  std::vector<std::int64_t> linkers;  // every particle of a linker
  std::vector<bool> bridges;          // [linkers]: whether it may bind a node
  double nodes_per_formula_unit = 1;
  std::string formula;  // "C6H6N4Zn": the elements' numbers over their greatest common divisor, without dummies
};

// Throws Error when a requested element is not among the particles (the sentence names what is near).
NetParticles net_particles(const TrajectoryParticles& particles, const NetRequest& request);

struct FrameworkNet {
  PeriodicNet net{0};  // the nodes in the order of NetParticles, then the linkers
  std::size_t nodes = 0;
};

// `positions` [N][3], A. A linker is what bonds of at most `linker_bond` hold together, if a bridge is in it; it is
// linked with every node within the cutoff of one of its bridges. Any number of images is told apart, so the cell may
// be small. Throws Error when a "linker" goes on through the periodic faces without end.
FrameworkNet framework_net(const PeriodicCell& cell, std::span<const double> positions, const NetParticles& particles,
                           const NetRequest& request);

}  // namespace vitriflow
