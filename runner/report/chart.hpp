// Chart: curves with axes as one SVG picture that scales with the page.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct Curve {
  std::string label;
  std::vector<double> x, y;  // of equal length; points that are not finite are left out
};

struct Chart {
  std::string title;             // for readers who cannot see it
  std::string x_label, y_label;  // with units, as shown
  std::vector<Curve> curves;
};

// Round numbers that cover [low, high] with about `count` steps.
std::vector<double> axis_ticks(double low, double high, int count);

std::string draw(const Chart& chart);

}  // namespace vitriflow
