#include "runner/graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>

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

// The shortest way from `start` back to itself.
std::vector<int> circle_through(const Graph& graph, int start) {
  constexpr std::size_t kUnseen = static_cast<std::size_t>(-1);
  std::vector<std::size_t> parents(num_vertices(graph), kUnseen);
  const auto record = boost::record_predecessors(parents.data(), boost::on_tree_edge());
  boost::breadth_first_search(graph, static_cast<std::size_t>(start), boost::visitor(boost::make_bfs_visitor(record)));
  std::vector<std::size_t> distances(num_vertices(graph), kUnseen);
  distances[static_cast<std::size_t>(start)] = 0;
  const auto measure = boost::record_distances(distances.data(), boost::on_tree_edge());
  boost::breadth_first_search(graph, static_cast<std::size_t>(start), boost::visitor(boost::make_bfs_visitor(measure)));
  std::size_t last = kUnseen;
  for (std::size_t v = 0; v < num_vertices(graph); ++v) {
    if (distances[v] == kUnseen || !edge(v, static_cast<std::size_t>(start), graph).second) continue;
    if (last == kUnseen || distances[v] < distances[last]) last = v;
  }
  ENSURE(last != kUnseen, "vertex {} lies on no circle", start);
  std::vector<int> path{start};
  for (std::size_t v = last; v != static_cast<std::size_t>(start); v = parents[v]) path.push_back(static_cast<int>(v));
  path.push_back(start);
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

std::vector<int> dependency_order(const NeedsGraph& needs) {
  std::vector<int> order;
  order.reserve(needs.size());
  // An edge leads to what is needed, so the reverse topological order that Boost writes is the order of doing.
  Graph graph = boost_graph(needs);
  boost::topological_sort(graph, std::back_inserter(order));
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
    if (group.size() > 1 || needs_itself(needs, group.front())) found.push_back(circle_through(graph, group.front()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace vitriflow
