#include <fmt/format.h>

#include "runner/drawing/task_picture.hpp"

namespace vitriflow {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

const char* colour_of(const TaskPicture::Box& box) {
  const auto [done, running, failed, blocked] = box.states;
  if (failed > 0) return "#f6d5d2";
  if (blocked > 0) return "#f3e6c8";
  if (running > 0) return "#d3e6f6";
  return done == box.tasks ? "#d3eddd" : "#f5f7fa";
}

}  // namespace

std::string dot_of(const TaskPicture& picture, const std::string& title) {
  std::string text = fmt::format(
      "digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n",
      quoted(title));
  for (const auto& box : picture.boxes) {
    std::string label = box.tasks > 1 ? fmt::format("{} × {}", box.name, box.tasks) : box.name;
    std::string line = quoted(label);
    line.insert(line.size() - 1, "\\n" + box.kind + (box.note.empty() ? "" : "\\n" + box.note));
    text += fmt::format("  {} [label={}, fillcolor=\"{}\"{}];\n", quoted(box.name), line, colour_of(box),
                        box.critical ? ", color=\"#d55e00\", penwidth=2" : "");
  }
  for (const auto& arrow : picture.arrows) {
    text += fmt::format("  {} -> {}{};\n", quoted(picture.boxes[static_cast<std::size_t>(arrow.from)].name),
                        quoted(picture.boxes[static_cast<std::size_t>(arrow.to)].name),
                        arrow.critical ? " [color=\"#d55e00\", penwidth=2]" : "");
  }
  return text + "}\n";
}

}  // namespace vitriflow
