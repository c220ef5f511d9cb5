#include "runner/report/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "runner/report/chart.hpp"
#include "runner/report/html.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostDrawnTasks = 40;
constexpr std::size_t kMostBars = 3000;
constexpr double kBoxWidth = 178, kBoxHeight = 40, kGapX = 54, kGapY = 14;

// A box of the graph: a task, or a stage with all its tasks.
struct Box {
  std::string label, note;
  std::string css;
  int column = 0, row = 0;
  std::set<std::size_t> needs;
};

std::string css_of(TaskState state) {
  return std::string("s-") + (state == TaskState::set_aside ? "failed" : to_text(state));
}

std::vector<Box> boxes_of_tasks(const ReportContents& contents, const TaskGraph& graph) {
  std::vector<Box> boxes;
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const auto& entry = contents.tasks[static_cast<std::size_t>(i)];
    Box box{entry.task->name, entry.task->kind->name, css_of(entry.state), 0, 0, {}};
    for (const TaskIndex needed : graph.needs(i)) box.needs.insert(static_cast<std::size_t>(needed));
    boxes.push_back(std::move(box));
  }
  return boxes;
}

std::string stage_css(std::size_t done, std::size_t lost, std::size_t all) {
  if (lost > 0) return "s-failed";
  return done == all ? "s-done" : "s-waiting";
}

std::vector<Box> boxes_of_stages(const ReportContents& contents, const TaskGraph& graph) {
  std::map<std::string, std::size_t> index;
  std::vector<Box> boxes;
  std::vector<std::array<std::size_t, 3>> counts;  // done, lost, all
  for (TaskIndex i = 0; i < graph.size(); ++i) {
    const auto& entry = contents.tasks[static_cast<std::size_t>(i)];
    const auto [it, added] = index.try_emplace(entry.task->stage, boxes.size());
    if (added) {
      boxes.push_back(Box{entry.task->stage, "", "", 0, 0, {}});
      counts.push_back({0, 0, 0});
    }
    auto& count = counts[it->second];
    count[0] += entry.state == TaskState::done;
    count[1] +=
        entry.state == TaskState::failed || entry.state == TaskState::set_aside || entry.state == TaskState::blocked;
    ++count[2];
    for (const TaskIndex needed : graph.needs(i)) {
      const auto from = index.at(graph.task(needed).stage);
      if (from != it->second) boxes[it->second].needs.insert(from);
    }
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].note = fmt::format("{} of {} done", counts[i][0], counts[i][2]);
    boxes[i].css = stage_css(counts[i][0], counts[i][1], counts[i][2]);
  }
  return boxes;
}

// Columns by longest path; boxes stand in topological order. Returns rows in the fullest column.
int place(std::vector<Box>& boxes) {
  std::map<int, int> filled;
  int most = 0;
  for (auto& box : boxes) {
    for (const auto needed : box.needs) box.column = std::max(box.column, boxes[needed].column + 1);
    box.row = filled[box.column]++;
    most = std::max(most, filled[box.column]);
  }
  return most;
}

std::string fitted(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 1) + "…";
}

std::string draw_box(const Box& box, double x, double y) {
  return fmt::format(
      "<g class=\"node {}\"><title>{} ({})</title><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>"
      "<text class=\"name\" x=\"{}\" y=\"{}\">{}</text><text class=\"note\" x=\"{}\" y=\"{}\">{}</text></g>",
      box.css, escaped(box.label), escaped(box.note), x, y, kBoxWidth, kBoxHeight, x + 10, y + 17,
      escaped(fitted(box.label, 24)), x + 10, y + 32, escaped(fitted(box.note, 28)));
}

double x_of(const Box& box) { return 4 + box.column * (kBoxWidth + kGapX); }
double y_of(const Box& box, int rows, const std::map<int, int>& in_column) {
  const double spare = (rows - in_column.at(box.column)) * (kBoxHeight + kGapY) / 2;
  return 4 + spare + box.row * (kBoxHeight + kGapY);
}

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
  auto boxes =
      contents.tasks.size() <= kMostDrawnTasks ? boxes_of_tasks(contents, graph) : boxes_of_stages(contents, graph);
  if (boxes.empty()) return {};
  const int rows = place(boxes);
  std::map<int, int> in_column;
  for (const auto& box : boxes) ++in_column[box.column];
  const double width = static_cast<double>(in_column.size()) * (kBoxWidth + kGapX) - kGapX + 8;
  const double height = rows * (kBoxHeight + kGapY) - kGapY + 8;
  std::string svg = fmt::format(
      "<svg class=\"graph\" style=\"min-width:{}px;max-width:{}px\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"Graph of tasks\">",
      width * 0.7, width, width, height);
  for (const auto& box : boxes) {
    const double x = x_of(box), y = y_of(box, rows, in_column) + kBoxHeight / 2;
    for (const auto needed : box.needs) {
      const double from_x = x_of(boxes[needed]) + kBoxWidth,
                   from_y = y_of(boxes[needed], rows, in_column) + kBoxHeight / 2;
      const double bend = (x - from_x) / 2;
      svg += fmt::format("<path class=\"edge\" d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}\"/>",
                         from_x, from_y, from_x + bend, from_y, x - bend, y, x, y);
    }
  }
  for (const auto& box : boxes) svg += draw_box(box, x_of(box), y_of(box, rows, in_column));
  return svg + "</svg>";
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
