#include "runner/report/chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

constexpr double kWidth = 520, kHeight = 330;
constexpr double kLeft = 74, kRight = 14, kTop = 12, kBottom = 48;
constexpr std::size_t kMostPoints = 700;  // more than a screen can show

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

Range padded(Range range) {
  if (range.empty()) return {0, 1};
  if (range.low == range.high) {
    const double half = range.low == 0 ? 1 : std::abs(range.low) * 0.05;
    return {range.low - half, range.high + half};
  }
  return range;
}

class Scale {
 public:
  Scale(Range range, double from, double to) : range_(range), from_(from), to_(to) {}
  double operator()(double value) const {
    return from_ + (value - range_.low) / (range_.high - range_.low) * (to_ - from_);
  }

 private:
  Range range_;
  double from_, to_;
};

// Every n-th point, so that a long series stays a light page; the last one is kept.
std::string path_of(const Curve& curve, const Scale& x, const Scale& y) {
  const std::size_t points = std::min(curve.x.size(), curve.y.size());
  const std::size_t stride = points / kMostPoints + 1;
  std::string path;
  bool pen_down = false;
  for (std::size_t i = 0; i < points; i += (i + stride < points || i + 1 == points) ? stride : points - 1 - i) {
    if (!std::isfinite(curve.x[i]) || !std::isfinite(curve.y[i])) {
      pen_down = false;
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', x(curve.x[i]), y(curve.y[i]));
    pen_down = true;
  }
  return path;
}

// Whole numbers without a unit, one after the other: of neighbours, of nodes in a ring. Between them is nothing.
bool counts_something(const Chart& chart) {
  constexpr std::size_t kMost = 40;
  if (chart.curves.empty() || chart.x_label.find('(') != std::string::npos) return false;
  return std::all_of(chart.curves.begin(), chart.curves.end(), [](const Curve& curve) {
    if (curve.x.size() < 2 || curve.x.size() > kMost || curve.x.front() != std::round(curve.x.front())) return false;
    for (std::size_t i = 1; i < curve.x.size(); ++i)
      if (curve.x[i] != curve.x[i - 1] + 1.0) return false;
    return std::all_of(curve.y.begin(), curve.y.end(), [](double y) { return !(y < 0.0); });
  });
}

// Bars of all curves side by side.
std::string bars_of(const Chart& chart, std::size_t number, const Scale& x, const Scale& y) {
  const Curve& curve = chart.curves[number];
  const double room = 0.8 / static_cast<double>(chart.curves.size()), width = room * (x(1.0) - x(0.0));
  const double shift = (static_cast<double>(number) + 0.5) * room - 0.4;
  std::string svg;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (!std::isfinite(curve.y[i]) || curve.y[i] == 0.0) continue;
    svg += fmt::format(
        "<line class=\"curve c{0}\" style=\"stroke-width:{1:.1f};stroke-linecap:butt\" x1=\"{2:.1f}\" x2=\"{2:.1f}\" "
        "y1=\"{3:.1f}\" y2=\"{4:.1f}\"><title>{5}</title></line>",
        number % 8, width, x(curve.x[i] + shift), y(0.0), y(curve.y[i]), escaped(curve.label));
  }
  return svg;
}

std::string tick_label(double value, double step) {
  if (std::abs(value) < step * 1e-9) return "0";
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 8);
  if (std::abs(value) >= 1e6 || step < 1e-6) return fmt::format("{:.3g}", value);
  return fmt::format("{:.{}f}", value, decimals);
}

std::string axes(const Chart& chart, Range xs, Range ys, const Scale& x, const Scale& y) {
  std::string svg;
  const auto x_ticks = axis_ticks(xs.low, xs.high, 6);
  const auto y_ticks = axis_ticks(ys.low, ys.high, 5);
  for (const double tick : x_ticks) {
    svg += fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>", x(tick), kTop,
                       kHeight - kBottom);
    svg += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>", x(tick),
                       kHeight - kBottom + 17, tick_label(tick, x_ticks.size() > 1 ? x_ticks[1] - x_ticks[0] : 1));
  }
  for (const double tick : y_ticks) {
    svg += fmt::format("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>", y(tick), kLeft,
                       kWidth - kRight);
    svg += fmt::format("<text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", kLeft - 7,
                       y(tick) + 4, tick_label(tick, y_ticks.size() > 1 ? y_ticks[1] - y_ticks[0] : 1));
  }
  svg += fmt::format("<rect class=\"frame\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", kLeft, kTop,
                     kWidth - kLeft - kRight, kHeight - kTop - kBottom);
  svg += fmt::format("<text class=\"axis\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                     (kLeft + kWidth - kRight) / 2, kHeight - 8, escaped(chart.x_label));
  svg += fmt::format("<text class=\"axis\" transform=\"translate(16 {}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
                     (kTop + kHeight - kBottom) / 2, escaped(chart.y_label));
  return svg;
}

std::string legend(const Chart& chart) {
  if (chart.curves.size() < 2 && (chart.curves.empty() || chart.curves[0].label.empty())) return {};
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    html += fmt::format(
        "<li><svg width=\"22\" height=\"10\" aria-hidden=\"true\"><line class=\"curve c{}\" x1=\"1\" x2=\"21\" "
        "y1=\"5\" y2=\"5\"/></svg>{}</li>",
        i % 8, escaped(chart.curves[i].label));
  }
  return html + "</ul>";
}

}  // namespace

std::vector<double> axis_ticks(double low, double high, int count) {
  const double raw = (high - low) / count;
  const double magnitude = std::pow(10.0, std::floor(std::log10(raw)));
  const double ratio = raw / magnitude;
  const double step = magnitude * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
  std::vector<double> ticks;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i)
    ticks.push_back(i * step + 0.0);  // + 0.0: never a negative zero
  return ticks;
}

std::string draw(const Chart& chart) {
  Range xs, ys;
  for (const auto& curve : chart.curves) {
    for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i) {
      if (!std::isfinite(curve.x[i]) || !std::isfinite(curve.y[i])) continue;
      xs.include(curve.x[i]);
      ys.include(curve.y[i]);
    }
  }
  const bool bars = counts_something(chart);
  if (bars) {
    xs.include(xs.low - 0.5);
    xs.include(xs.high + 0.5);
    ys.include(0.0);
  }
  xs = padded(xs);
  ys = padded(ys);
  const double margin = (ys.high - ys.low) * 0.04;
  if (ys.low != 0) ys.low -= margin;  // a curve that starts at zero keeps its base line
  ys.high += margin;
  const Scale x(xs, kLeft, kWidth - kRight), y(ys, kHeight - kBottom, kTop);
  std::string svg = fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", kWidth,
                                kHeight, escaped(chart.title));
  svg += axes(chart, xs, ys, x, y);
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    if (bars) {
      svg += bars_of(chart, i, x, y);
      continue;
    }
    svg += fmt::format("<path class=\"curve c{}\" d=\"{}\"><title>{}</title></path>", i % 8,
                       path_of(chart.curves[i], x, y), escaped(chart.curves[i].label));
  }
  return svg + "</svg>" + legend(chart);
}

}  // namespace vitriflow
