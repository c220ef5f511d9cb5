#include "runner/drawing/layered_layout.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

constexpr int kOrderSweeps = 24, kHeightSweeps = 16;
constexpr double kPassHeight = 6;  // of an edge that passes a column
constexpr double kPassWeight = 4;  // long edges would rather be straight than short ones

using Column = std::vector<int>;  // vertices from top to bottom

// Boxes, and one vertex for every column that an edge passes.
struct Vertex {
  int column = 0;
  double height = 0, y = 0;  // y: of its centre
  double weight = 1;
  std::vector<int> left, right;  // neighbours
};

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Pairs (a, b), (c, d) of links between two columns cross when a stands above c and b below d.
long crossings_between(const Column& column, const std::vector<Vertex>& vertices, const std::vector<int>& rank) {
  std::vector<std::pair<int, int>> links;
  for (std::size_t i = 0; i < column.size(); ++i) {
    for (const int right : vertices[at(column[i])].right) links.emplace_back(static_cast<int>(i), rank[at(right)]);
  }
  std::sort(links.begin(), links.end());
  std::vector<int> seen;  // heights on the right of the links so far, ascending
  long count = 0;
  for (const auto& [left, right] : links) {
    const auto place = std::upper_bound(seen.begin(), seen.end(), right);
    count += seen.end() - place;
    seen.insert(place, right);
  }
  return count;
}

// Heights closest to `wanted` (weighted squares) that keep the order: neighbouring blocks that would overlap are
// merged.
void keep_apart(const Column& column, std::vector<Vertex>& vertices, const std::vector<double>& wanted, double gap) {
  struct Block {
    double mean = 0, weight = 0;
    std::size_t count = 0;
  };
  std::vector<Block> blocks;
  std::vector<double> offset(column.size(), 0.0);
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (i > 0) {
      offset[i] = offset[i - 1] + gap + (vertices[at(column[i - 1])].height + vertices[at(column[i])].height) / 2;
    }
    blocks.push_back({wanted[i] - offset[i], vertices[at(column[i])].weight, 1});
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean > blocks.back().mean) {
      const Block last = blocks.back();
      blocks.pop_back();
      Block& before = blocks.back();
      before.mean = (before.mean * before.weight + last.mean * last.weight) / (before.weight + last.weight);
      before.weight += last.weight;
      before.count += last.count;
    }
  }
  std::size_t i = 0;
  for (const Block& block : blocks) {
    for (std::size_t k = 0; k < block.count; ++k, ++i) vertices[at(column[i])].y = block.mean + offset[i];
  }
}

class Layouter {
 public:
  Layouter(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double gap_x, double gap_y)
      : boxes_(boxes), edges_(edges), gap_x_(gap_x), gap_y_(gap_y) {}

  LayeredLayout run() {
    choose_columns();
    add_passes();
    choose_order();
    choose_heights();
    return finished();
  }

 private:
  void choose_columns() {
    vertices_.resize(boxes_.size());
    for (std::size_t i = 0; i < boxes_.size(); ++i) vertices_[i].height = boxes_[i].height;
    std::vector<LayoutEdge> sorted = edges_;
    std::sort(sorted.begin(), sorted.end(), [](const LayoutEdge& a, const LayoutEdge& b) { return a.to < b.to; });
    std::vector<bool> has_inputs(boxes_.size(), false);
    for (const LayoutEdge& edge : sorted) {
      ENSURE(edge.from < edge.to, "edge from {} to {}", edge.from, edge.to);
      has_inputs[at(edge.to)] = true;
      vertices_[at(edge.to)].column = std::max(vertices_[at(edge.to)].column, vertices_[at(edge.from)].column + 1);
    }
    // What takes nothing stands just before what takes it.
    std::vector<int> nearest(boxes_.size(), -1);
    for (const LayoutEdge& edge : sorted) {
      const int column = vertices_[at(edge.to)].column - 1;
      int& near = nearest[at(edge.from)];
      near = near < 0 ? column : std::min(near, column);
    }
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      if (!has_inputs[i] && nearest[i] > 0) vertices_[i].column = nearest[i];
    }
  }

  void add_passes() {
    for (const LayoutEdge& edge : edges_) {
      std::vector<int> path{edge.from};
      for (int column = vertices_[at(edge.from)].column + 1; column < vertices_[at(edge.to)].column; ++column) {
        path.push_back(static_cast<int>(vertices_.size()));
        vertices_.push_back({column, kPassHeight, 0, kPassWeight, {}, {}});
      }
      path.push_back(edge.to);
      for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        vertices_[at(path[i])].right.push_back(path[i + 1]);
        vertices_[at(path[i + 1])].left.push_back(path[i]);
      }
      paths_.push_back(std::move(path));
    }
    for (std::size_t v = 0; v < vertices_.size(); ++v) {
      if (columns_.size() <= at(vertices_[v].column)) columns_.resize(at(vertices_[v].column) + 1);
      columns_[at(vertices_[v].column)].push_back(static_cast<int>(v));
    }
  }

  std::vector<int> ranks() const {
    std::vector<int> rank(vertices_.size(), 0);
    for (const Column& column : columns_) {
      for (std::size_t i = 0; i < column.size(); ++i) rank[at(column[i])] = static_cast<int>(i);
    }
    return rank;
  }

  long crossings() const {
    const std::vector<int> rank = ranks();
    long count = 0;
    for (const Column& column : columns_) count += crossings_between(column, vertices_, rank);
    return count;
  }

  void choose_order() {
    std::vector<Column> best = columns_;
    long fewest = crossings();
    for (int sweep = 0; sweep < kOrderSweeps && fewest > 0; ++sweep) {
      const bool to_right = sweep % 2 == 0;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        sort_by_barycentre(columns_[to_right ? i : columns_.size() - 1 - i], to_right);
      }
      exchange_neighbours();
      const long now = crossings();
      if (now < fewest) fewest = now, best = columns_;
    }
    columns_ = std::move(best);
    crossings_ = static_cast<int>(fewest);
  }

  void sort_by_barycentre(Column& column, bool to_right) {
    const std::vector<int> rank = ranks();
    std::vector<std::pair<double, int>> keyed;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const auto& neighbours = to_right ? vertices_[at(column[i])].left : vertices_[at(column[i])].right;
      double sum = 0;
      for (const int n : neighbours) sum += rank[at(n)];
      keyed.emplace_back(neighbours.empty() ? static_cast<double>(i) : sum / static_cast<double>(neighbours.size()),
                         column[i]);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = keyed[i].second;
  }

  // How many crossings the links of two adjacent vertices have when `upper` stands above `lower`.
  long pair_crossings(int upper, int lower, const std::vector<int>& rank) const {
    long count = 0;
    const auto add = [&](const std::vector<int>& of_upper, const std::vector<int>& of_lower) {
      for (const int a : of_upper) {
        for (const int b : of_lower) count += rank[at(a)] > rank[at(b)];
      }
    };
    add(vertices_[at(upper)].left, vertices_[at(lower)].left);
    add(vertices_[at(upper)].right, vertices_[at(lower)].right);
    return count;
  }

  void exchange_neighbours() {
    std::vector<int> rank = ranks();
    for (Column& column : columns_) {
      for (std::size_t i = 0; i + 1 < column.size(); ++i) {
        if (pair_crossings(column[i + 1], column[i], rank) >= pair_crossings(column[i], column[i + 1], rank)) continue;
        std::swap(rank[at(column[i])], rank[at(column[i + 1])]);
        std::swap(column[i], column[i + 1]);
      }
    }
  }

  void choose_heights() {
    for (const Column& column : columns_)
      keep_apart(column, vertices_, std::vector<double>(column.size(), 0.0), gap_y_);
    for (int sweep = 0; sweep < kHeightSweeps; ++sweep) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column& column = columns_[sweep % 2 == 0 ? i : columns_.size() - 1 - i];
        std::vector<double> wanted;
        for (const int v : column) wanted.push_back(mean_of_neighbours(v));
        keep_apart(column, vertices_, wanted, gap_y_);
      }
    }
  }

  double mean_of_neighbours(int v) const {
    const Vertex& vertex = vertices_[at(v)];
    double sum = 0;
    for (const int n : vertex.left) sum += vertices_[at(n)].y;
    for (const int n : vertex.right) sum += vertices_[at(n)].y;
    const auto count = static_cast<double>(vertex.left.size() + vertex.right.size());
    return count > 0 ? sum / count : vertex.y;
  }

  LayeredLayout finished() const {
    double top = 0, bottom = 0;
    for (const Vertex& vertex : vertices_) {
      top = std::min(top, vertex.y - vertex.height / 2);
      bottom = std::max(bottom, vertex.y + vertex.height / 2);
    }
    std::vector<double> widths(columns_.size(), 0.0), lefts(columns_.size(), 0.0);
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      double& width = widths[at(vertices_[i].column)];
      width = std::max(width, boxes_[i].width);
    }
    for (std::size_t i = 1; i < lefts.size(); ++i) lefts[i] = lefts[i - 1] + widths[i - 1] + gap_x_;
    LayeredLayout layout;
    layout.crossings = crossings_;
    layout.height = bottom - top;
    layout.width = lefts.empty() ? 0 : lefts.back() + widths.back();
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      layout.columns.push_back(vertices_[i].column);
      layout.corners.push_back({lefts[at(vertices_[i].column)], vertices_[i].y - vertices_[i].height / 2 - top});
    }
    for (const auto& path : paths_) layout.routes.push_back(route(path, lefts, widths, top));
    return layout;
  }

  std::vector<LayoutPoint> route(const std::vector<int>& path, const std::vector<double>& lefts,
                                 const std::vector<double>& widths, double top) const {
    std::vector<LayoutPoint> points;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const Vertex& vertex = vertices_[at(path[i])];
      const double left = lefts[at(vertex.column)], y = vertex.y - top;
      const bool is_box = at(path[i]) < boxes_.size();
      const double right = left + (is_box ? boxes_[at(path[i])].width : widths[at(vertex.column)]);
      if (i > 0) points.push_back({left, y});
      if (i + 1 < path.size()) points.push_back({right, y});
    }
    return points;
  }

  const std::vector<LayoutBox>& boxes_;
  const std::vector<LayoutEdge>& edges_;
  double gap_x_, gap_y_;
  std::vector<Vertex> vertices_;
  std::vector<std::vector<int>> paths_;  // by edge, its vertices
  std::vector<Column> columns_;
  int crossings_ = 0;
};

}  // namespace

LayeredLayout lay_out(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double gap_x,
                      double gap_y) {
  return Layouter(boxes, edges, gap_x, gap_y).run();
}

}  // namespace vitriflow
