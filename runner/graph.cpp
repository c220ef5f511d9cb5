#include "runner/graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <deque>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

Graph boost_graph(const NeedsGraph& needs) {
  Graph graph(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i) {
    for (const int needed : needs[i]) boost::add_edge(i, static_cast<std::size_t>(needed), graph);
  }
  return graph;
}

bool needs_itself(const NeedsGraph& needs, int vertex) {
  const auto& list = needs[static_cast<std::size_t>(vertex)];
  return std::find(list.begin(), list.end(), vertex) != list.end();
}

// start ... last, start
std::vector<int> path_to(int start, int last, const std::vector<int>& parents) {
  std::vector<int> path{start};
  for (int vertex = last; vertex != start; vertex = parents[static_cast<std::size_t>(vertex)]) path.push_back(vertex);
  path.push_back(start);
  std::reverse(path.begin(), path.end());
  return path;
}

// The shortest way from `start` back to itself: breadth first, over what is needed.
std::vector<int> circle_through(const NeedsGraph& needs, int start) {
  std::vector<int> parents(needs.size(), -1);
  std::deque<int> seen{start};
  while (!seen.empty()) {
    const int vertex = seen.front();
    seen.pop_front();
    for (const int needed : needs[static_cast<std::size_t>(vertex)]) {
      if (needed == start) return path_to(start, vertex, parents);
      if (parents[static_cast<std::size_t>(needed)] != -1) continue;
      parents[static_cast<std::size_t>(needed)] = vertex;
      seen.push_back(needed);
    }
  }
  ENSURE(false, "vertex {} lies on no circle", start);
  return {};
}

}  // namespace

std::vector<int> dependency_order(const NeedsGraph& needs) {
  std::vector<int> order;
  order.reserve(needs.size());
  // An edge leads to what is needed, so the reverse topological order that Boost writes is the order of doing.
  Graph graph = boost_graph(needs);
  std::vector<boost::default_color_type> colors(needs.size());
  const auto color_map = boost::make_iterator_property_map(colors.begin(), get(boost::vertex_index, graph));
  boost::topological_sort(graph, std::back_inserter(order), boost::color_map(color_map));
  return order;
}

std::vector<std::vector<int>> circles(const NeedsGraph& needs) {
  const Graph graph = boost_graph(needs);
  std::vector<int> component(needs.size());
  const auto map = boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph));
  const int count = needs.empty() ? 0 : boost::strong_components(graph, map);
  std::vector<std::vector<int>> members(static_cast<std::size_t>(count));
  for (std::size_t v = 0; v < needs.size(); ++v) {
    members[static_cast<std::size_t>(component[v])].push_back(static_cast<int>(v));
  }
  std::vector<std::vector<int>> found;
  for (const auto& group : members) {
    if (group.size() > 1 || needs_itself(needs, group.front())) found.push_back(circle_through(needs, group.front()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace vitriflow
