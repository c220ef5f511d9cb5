#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "hpc/base/utf8.hpp"
#include "runner/drawing/layered_layout.hpp"
#include "runner/drawing/task_picture.hpp"
#include "runner/report/html.hpp"

namespace vitriflow {
namespace {

constexpr double kHeight = 50, kNotedHeight = 65, kGapX = 58, kGapY = 18, kMargin = 10;
constexpr double kLeastWidth = 132, kMostWidth = 300, kLetter = 7.4, kNoteLetter = 6.1;
constexpr std::array kClasses{"s-done", "s-running", "s-failed", "s-blocked"};

// The report's style sheet says the same of these classes; a file of its own has nothing else.
constexpr const char* kStyle =
    ":root{--paper:#fff;--ink:#1d2430;--soft:#5b6675;--line:#d9dfe7;--panel:#f5f7fa;--accent:#0b5fa5;--good:#1a7f4b;"
    "--bad:#b3261e;--warn:#8a5a00;--path:#d55e00}"
    "@media (prefers-color-scheme:dark){:root{--paper:#12161c;--ink:#e6eaf0;--soft:#9aa6b5;--line:#2c3541;"
    "--panel:#1a2029;--accent:#6cb6ff;--good:#4fc48a;--bad:#ff8a80;--warn:#f0b95b;--path:#f08a4b}}"
    "svg text{fill:var(--ink);font:13px system-ui,'DejaVu Sans',sans-serif}"
    "svg .heading{font-size:18px;font-weight:600}svg .soft{fill:var(--soft)}"
    "svg .paper{fill:var(--paper)}"
    "svg .edge{fill:none;stroke:var(--soft);stroke-width:1.3}"
    "svg .tip{fill:var(--soft)}"
    "svg .edge.critical{stroke:var(--path);stroke-width:2.6}svg .tip.critical{fill:var(--path)}"
    "svg .node rect{fill:var(--panel);stroke:var(--soft);stroke-width:1.4}"
    "svg .node.critical rect{stroke:var(--path);stroke-width:2.2}"
    "svg .node .name{font-size:12.5px;font-weight:600}svg .node .note{font-size:11px;fill:var(--soft)}"
    "svg .share,svg .node .share{stroke:none}svg .share.s-done,svg .node .share.s-done{fill:var(--good)}"
    "svg .share.s-running,svg .node .share.s-running{fill:var(--accent)}"
    "svg .share.s-failed,svg .node .share.s-failed{fill:var(--bad)}"
    "svg .share.s-blocked,svg .node .share.s-blocked{fill:var(--warn)}";

std::string cut(const std::string& text, std::size_t most) {
  if (static_cast<std::size_t>(characters(text)) <= most) return text;
  return text.substr(0, bytes_before(text, static_cast<int>(most))) + "…";
}

std::string label(const TaskPicture::Box& box) {
  return box.tasks > 1 ? fmt::format("{} × {}", box.name, box.tasks) : box.name;
}

double width_of(const TaskPicture::Box& box) {
  const int note = std::max(characters(box.kind), characters(box.note));
  const double text = std::max(kLetter * characters(label(box)), kNoteLetter * note);
  return std::clamp(text + 24, kLeastWidth, kMostWidth);
}

std::string tooltip(const TaskPicture::Box& box) {
  std::string text = fmt::format("{} ({})", box.name, box.kind);
  constexpr std::array kWords{"done", "running", "failed", "blocked"};
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (box.states[i] > 0) text += fmt::format(", {} {}", box.states[i], kWords[i]);
  }
  return text + (box.critical ? ", on the critical path" : "");
}

// A bar along the lower edge, as long as the share of tasks that are done, running, failed or blocked.
std::string shares(const TaskPicture::Box& box, double x, double bottom, double width) {
  std::string svg;
  double left = x + 10;
  const double whole = width - 20;
  for (std::size_t i = 0; i < box.states.size(); ++i) {
    const double length = whole * box.states[i] / std::max(1, box.tasks);
    if (box.states[i] == 0) continue;
    svg += fmt::format("<rect class=\"share {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"4\" rx=\"2\"/>",
                       kClasses[i], left, bottom - 9, length);
    left += length;
  }
  return svg;
}

std::string drawn_text(const char* css, double x, double y, const std::string& text) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", css, x, y, escaped(text));
}

std::string drawn_box(const TaskPicture::Box& box, LayoutPoint corner, LayoutBox size) {
  const auto [x, y] = corner;
  const auto [width, height] = size;
  std::string svg =
      fmt::format("<g class=\"node{}\"><title>{}</title>", box.critical ? " critical" : "", escaped(tooltip(box)));
  for (int sheet = box.tasks > 1 ? 2 : 0; sheet >= 0; --sheet) {  // several tasks lie on top of each other
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" rx=\"7\"/>", x + 3.0 * sheet,
                       y + 3.0 * sheet, width, height);
  }
  const auto letters = [&](double letter) { return static_cast<std::size_t>((width - 20) / letter); };
  svg += drawn_text("name", x + 10, y + 18, cut(label(box), letters(kLetter)));
  svg += drawn_text("note", x + 10, y + 34, cut(box.kind, letters(kNoteLetter)));
  if (!box.note.empty()) svg += drawn_text("note", x + 10, y + 49, cut(box.note, letters(kNoteLetter)));
  return svg + shares(box, x, y + height, width) + "</g>";
}

std::string drawn_arrow(const std::vector<LayoutPoint>& route, bool critical) {
  std::string path = fmt::format("M{:.1f} {:.1f}", route.front().x, route.front().y);
  for (std::size_t i = 1; i < route.size(); ++i) {
    const LayoutPoint a = route[i - 1], b = route[i];
    const bool straight = i % 2 == 0;  // through a column
    const double bend = (b.x - a.x) / 2;
    path += straight ? fmt::format("L{:.1f} {:.1f}", b.x, b.y)
                     : fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", a.x + bend, a.y, b.x - bend, b.y,
                                   i + 1 == route.size() ? b.x - 6 : b.x, b.y);
  }
  const LayoutPoint end = route.back();
  const char* css = critical ? " critical" : "";
  return fmt::format("<path class=\"edge{0}\" d=\"{1}\"/><path class=\"tip{0}\" d=\"M{2:.1f} {3:.1f}l-9 -4.5v9z\"/>",
                     css, path, end.x, end.y);
}

struct Drawing {
  std::string svg;
  double width = 0, height = 0;
};

Drawing drawn(const TaskPicture& picture, double left, double top) {
  std::vector<LayoutBox> boxes;
  std::vector<LayoutEdge> edges;
  const bool noted =
      std::any_of(picture.boxes.begin(), picture.boxes.end(), [](const auto& box) { return !box.note.empty(); });
  for (const auto& box : picture.boxes) boxes.push_back({width_of(box), noted ? kNotedHeight : kHeight});
  for (const auto& arrow : picture.arrows) edges.push_back({arrow.from, arrow.to});
  LayeredLayout layout = lay_out(boxes, edges, kGapX, kGapY);
  for (auto& corner : layout.corners) corner.x += left, corner.y += top;
  std::string svg;
  for (const bool critical : {false, true}) {  // the critical path lies on top
    for (std::size_t i = 0; i < picture.arrows.size(); ++i) {
      if (picture.arrows[i].critical != critical) continue;
      for (auto& point : layout.routes[i]) point.x += left, point.y += top;
      svg += drawn_arrow(layout.routes[i], critical);
    }
  }
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    svg += drawn_box(picture.boxes[i], layout.corners[i], boxes[i]);
  }
  return {std::move(svg), layout.width + 6, layout.height + 6};
}

std::string legend(const TaskPicture& picture, double x, double y) {
  constexpr std::array kWords{"done", "running", "failed", "blocked"};
  std::string svg;
  const auto add = [&](const std::string& mark, const std::string& text) {
    svg += mark + fmt::format("<text class=\"soft\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x + 28, y + 4, text);
    x += 28 + kLetter * static_cast<double>(text.size()) + 22;
  };
  const bool any_critical =
      std::any_of(picture.boxes.begin(), picture.boxes.end(), [](const auto& box) { return box.critical; });
  if (any_critical) {
    add(fmt::format("<path class=\"edge critical\" d=\"M{:.1f} {:.1f}h22\"/>", x, y), "critical path");
  }
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    const bool any =
        std::any_of(picture.boxes.begin(), picture.boxes.end(), [i](const auto& box) { return box.states[i] > 0; });
    if (!any) continue;
    add(fmt::format("<rect class=\"share {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"22\" height=\"4\" rx=\"2\"/>",
                    kClasses[i], x, y - 2),
        kWords[i]);
  }
  return svg;
}

}  // namespace

std::string svg_of(const TaskPicture& picture) {
  if (picture.boxes.empty()) return {};
  const Drawing drawing = drawn(picture, 2, 2);
  const double width = drawing.width + 4, height = drawing.height + 4;
  return fmt::format(
      "<svg class=\"graph\" style=\"min-width:{:.0f}px;max-width:{:.0f}px\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"Graph of tasks\">{}</svg>",
      width * 0.7, width, width, height, drawing.svg);
}

std::string svg_file(const TaskPicture& picture, const std::string& title, const std::string& subtitle) {
  constexpr double kHead = 62, kFoot = 40;
  const Drawing drawing = drawn(picture, kMargin + 6, kHead + kMargin);
  const double text = std::max(10.5 * characters(title), kLetter * characters(subtitle));
  const double width = std::max({drawing.width, text, 480.0}) + 2 * kMargin + 12;
  const double height = drawing.height + kHead + kFoot + 2 * kMargin;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "style=\"max-width:100%;height:auto\" role=\"img\" aria-label=\"{2}\">\n<style>{3}</style>\n<rect "
      "class=\"paper\" width=\"100%\" height=\"100%\"/>\n"
      "<text class=\"heading\" x=\"16\" y=\"32\">{2}</text><text class=\"soft\" x=\"16\" "
      "y=\"53\">{4}</text>\n{5}\n{6}\n"
      "</svg>\n",
      width, height, escaped(title), kStyle, escaped(subtitle), drawing.svg,
      legend(picture, 16, kHead + drawing.height + kMargin + 22));
}

}  // namespace vitriflow
