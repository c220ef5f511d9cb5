// Directed graphs of small integers: the order in which things can be done, and the circles that forbid one.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace vitriflow {

// needs[i]: what i needs. Vertices count from 0.
using NeedsGraph = std::vector<std::vector<int>>;

// Every vertex after all it needs; among those that are free, in ascending order. The graph must have no circle.
std::vector<int> dependency_order(const NeedsGraph& needs);

// One shortest circle for each group of vertices that need each other, as a path that begins and ends with its smallest
// vertex: {2, 5, 2}. Empty for a graph that has an order.
std::vector<std::vector<int>> circles(const NeedsGraph& needs);

}  // namespace vitriflow
