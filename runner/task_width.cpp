#include "runner/task_width.hpp"

#include <charconv>

#include <fmt/format.h>

namespace vitriflow {

namespace {

std::optional<int> parse_count(std::string_view text) {
  int count = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || stop != text.data() + text.size() || count < 1 || count > kMostRanks) return std::nullopt;
  return count;
}

}  // namespace

std::optional<TaskWidth> parse_width(std::string_view text) {
  if (text == "auto") return TaskWidth{1, kMostRanks};
  const auto dots = text.find("..");
  const auto least = parse_count(text.substr(0, dots));
  const auto most = dots == std::string_view::npos ? least : parse_count(text.substr(dots + 2));
  if (!least || !most || *least > *most) return std::nullopt;
  return TaskWidth{*least, *most};
}

std::string to_text(const TaskWidth& width) {
  if (width.fixed()) return std::to_string(width.least);
  if (width.least == 1 && width.most == kMostRanks) return "auto";
  return fmt::format("{}..{}", width.least, width.most);
}

}  // namespace vitriflow
