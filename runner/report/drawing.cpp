#include "runner/report/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "runner/drawing/task_picture.hpp"
#include "runner/report/chart.hpp"
#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBars = 3000;

int rows_of_timeline(const ReportContents& contents) {
  int most = 0;
  for (const auto& stretch : contents.stretches) {
    for (const int rank : stretch.ranks) most = std::max(most, rank + 1);
  }
  return most;
}

// The time between pools is cut out: a campaign that rested for a night should not draw the night.
std::map<double, double> working_time(const ReportContents& contents) {
  std::map<double, double> shift;  // from this moment on, subtract
  double removed = 0, busy_until = 0;
  for (const auto& stretch : contents.stretches) {
    if (stretch.from_s > busy_until + 120) {
      removed += stretch.from_s - busy_until - 20;
      shift[stretch.from_s] = removed;
    }
    busy_until = std::max(busy_until, stretch.to_s);
  }
  return shift;
}

// "20 s", "3:20", "1:05 h": short enough to stand side by side.
std::string tick_time(double seconds, double end) {
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (end < 90) return fmt::format("{:g} s", seconds);
  if (end < 7200) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

double shown_time(const std::map<double, double>& shift, double time) {
  const auto it = shift.upper_bound(time);
  return it == shift.begin() ? time : time - std::prev(it)->second;
}

}  // namespace

std::string draw_graph(const ReportContents& contents, const TaskGraph& graph) {
  std::vector<TaskState> states;
  for (const ReportTask& entry : contents.tasks) states.push_back(entry.state);
  const Folding folding = graph.size() <= kMostSingleBoxes ? Folding::tasks : Folding::stages;
  return svg_of(picture_of(graph, states, {}, {}, folding));
}

std::string draw_timeline(const ReportContents& contents) {
  const int rows = rows_of_timeline(contents);
  if (rows == 0) return {};
  const auto shift = working_time(contents);
  double end = 1e-3;
  for (const auto& stretch : contents.stretches) end = std::max(end, shown_time(shift, stretch.to_s));
  constexpr double kWidth = 960, kLeft = 60, kRight = 26, kRow = 26;
  const double height = rows * kRow + 40;
  const double scale = (kWidth - kLeft - kRight) / end;
  std::string svg = fmt::format(
      "<svg class=\"timeline\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Timeline of ranks\">", kWidth, height);
  for (int row = 0; row < rows; ++row) {
    svg += fmt::format("<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">rank {}</text>", kLeft - 8,
                       row * kRow + 22, row);
  }
  for (const double tick : axis_ticks(0, end, 8)) {
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"4\" y2=\"{1}\"/><text class=\"tick\" x=\"{0:.1f}\" "
        "y=\"{2}\" text-anchor=\"middle\">{3}</text>",
        kLeft + tick * scale, rows * kRow + 8, rows * kRow + 26, tick_time(tick, end));
  }
  std::map<std::string, std::size_t> colours;
  std::size_t drawn = 0;
  for (const auto& stretch : contents.stretches) {
    if (++drawn > kMostBars) break;
    const std::string stage = stretch.task.substr(0, stretch.task.find('['));
    const auto colour = colours.try_emplace(stage, colours.size()).first->second;
    const double from = shown_time(shift, stretch.from_s), to = shown_time(shift, stretch.to_s);
    for (const int rank : stretch.ranks) {
      svg += fmt::format(
          "<rect class=\"bar f{}{}\" x=\"{:.2f}\" y=\"{}\" width=\"{:.2f}\" height=\"{}\" rx=\"2\"><title>{}: {}, "
          "{}</title></rect>",
          colour % 8, stretch.end == "done" ? "" : " broken", kLeft + from * scale, rank * kRow + 6,
          std::max(0.6, (to - from) * scale), kRow - 6, escaped(stretch.task), stretch.end, duration_text(to - from));
    }
  }
  svg += "</svg><ul class=\"legend\">";
  for (const auto& [stage, colour] : colours) {
    svg += fmt::format(
        "<li><svg width=\"14\" height=\"10\" aria-hidden=\"true\"><rect class=\"bar f{}\" width=\"14\" height=\"10\" "
        "rx=\"2\"/></svg>{}</li>",
        colour % 8, escaped(stage));
  }
  return svg + "</ul>";
}

}  // namespace vitriflow
