// LayeredLayout: where the boxes of a directed graph without circles stand, in columns from left to right, so that few
// edges cross and most run straight.
#pragma once

#include <vector>

namespace vitriflow {

struct LayoutBox {
  double width = 0, height = 0;
};

struct LayoutEdge {
  int from = 0, to = 0;  // from < to in some topological order; boxes are numbered so
};

struct LayoutPoint {
  double x = 0, y = 0;
};

struct LayeredLayout {
  std::vector<LayoutPoint> corners;  // by box, top left
  std::vector<int> columns;          // by box
  // By edge: from the right side of one box to the left side of the other; where it passes a column in between, a pair
  // of points at the same height that a straight line joins.
  std::vector<std::vector<LayoutPoint>> routes;
  double width = 0, height = 0;
  int crossings = 0;
};

// After Sugiyama, Tagawa & Toda, IEEE Trans. Syst. Man Cybern. 11, 109 (1981): columns by the longest path; order
// within a column by barycentres of neighbours, then by exchanging adjacent ones; heights by least squares under the
// order (isotonic regression), which leaves no two boxes closer than `gap_y`.
LayeredLayout lay_out(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double gap_x,
                      double gap_y);

}  // namespace vitriflow
