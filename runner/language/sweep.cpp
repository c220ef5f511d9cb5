#include "runner/language/sweep.hpp"

#include <algorithm>
#include <limits>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

const AxisValue& value_of(std::string_view name, const AxisList& axes, const std::vector<std::size_t>& positions) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i]->name == name) return axes[i]->values.at(positions.at(i));
  }
  ENSURE(false, "axis '{}' was not looked up before", name);
  return axes.front()->values.front();
}

}  // namespace

bool each_reference(std::string_view text,
                    const std::function<void(std::size_t, std::size_t, std::string_view)>& visit) {
  for (auto begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${", begin)) {
    const auto end = text.find('}', begin);
    if (end == std::string_view::npos) return false;
    std::string_view name = text.substr(begin + 2, end - begin - 2);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    visit(begin, end + 1, name);
    begin = end + 1;
  }
  return true;
}

bool same_axis(const Axis& a, const Axis& b) {
  return a.name == b.name && std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                                        [](const AxisValue& x, const AxisValue& y) { return x.label == y.label; });
}

const Axis* find_axis(const AxisList& axes, std::string_view name) {
  const auto it = std::find_if(axes.begin(), axes.end(), [&](const Axis* axis) { return axis->name == name; });
  return it == axes.end() ? nullptr : *it;
}

std::vector<std::string> axis_names_in(const Node& node, Diagnostics& problems) {
  std::vector<std::string> names;
  if (node.is_scalar()) {
    const bool closed = each_reference(node.text, [&](std::size_t, std::size_t, std::string_view name) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    });
    if (!closed) {
      problems.add(node.place, fmt::format("'{}' opens '${{' without closing it. Write '${{axis}}'.", node.text),
                   caret_width(node));
    }
  }
  for (const Node& item : node.items) {
    for (const std::string& name : axis_names_in(item, problems)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

Node substituted(const Node& node, const AxisList& axes, const std::vector<std::size_t>& positions) {
  Node result = node;
  if (node.is_scalar()) {
    std::string text;
    std::size_t copied = 0;
    each_reference(node.text, [&](std::size_t begin, std::size_t end, std::string_view name) {
      const AxisValue& value = value_of(name, axes, positions);
      text.append(node.text, copied, begin - copied).append(value.text);
      copied = end;
      result.place = value.place;
    });
    result.text = text.append(node.text, copied);
  }
  for (Node& item : result.items) item = substituted(item, axes, positions);
  return result;
}

bool follows(const AxisList& axes, std::size_t i) {
  if (axes[i]->zipped.empty()) return false;
  const auto end = axes.begin() + static_cast<std::ptrdiff_t>(i);
  return std::any_of(axes.begin(), end, [&](const Axis* axis) { return axis->zipped == axes[i]->zipped; });
}

std::vector<std::size_t> positions_of(std::size_t index, const AxisList& axes) {
  std::vector<std::size_t> positions(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    if (follows(axes, i)) continue;
    const std::size_t position = index % axes[i]->values.size();
    index /= axes[i]->values.size();
    positions[i] = position;
    for (std::size_t j = i + 1; j < axes.size() && !axes[i]->zipped.empty(); ++j) {
      if (axes[j]->zipped == axes[i]->zipped) positions[j] = position;
    }
  }
  return positions;
}

std::size_t combinations(const AxisList& axes) {
  std::size_t product = 1;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (follows(axes, i)) continue;
    const std::size_t n = axes[i]->values.size();
    if (n != 0 && product > std::numeric_limits<std::size_t>::max() / n) return std::numeric_limits<std::size_t>::max();
    product *= n;
  }
  return product;
}

}  // namespace vitriflow
