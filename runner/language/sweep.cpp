#include "runner/language/sweep.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "hpc/base/error.hpp"

namespace vitriflow {
namespace {

// Of UTF-8, as columns count them.
int characters(const std::string& text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || byte >= 0x80 || std::string_view("._+-").find(c) != std::string_view::npos;
}

std::string label_of(const std::string& text) {
  std::string label;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
    label.push_back(is_plain(c) ? c : '_');
  }
  return label;
}

bool is_axis_name(const std::string& name) {
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; });
}

void read_value(const Node& node, Axis& axis, std::map<std::string, std::string>& seen, Diagnostics& problems) {
  const std::string label = node.is_scalar() ? label_of(node.text) : std::string();
  if (!node.is_scalar() || label.empty()) {
    problems.add(node.place,
                 fmt::format("a value of axis '{}' of stage '{}' must be a text or a number, not {}. For a list write "
                             "its items with '${{{}}}', as in '[1, 1, ${{{}}}]'.",
                             axis.name, axis.stage, node.is_scalar() ? "an empty text" : node.type_name(), axis.name,
                             axis.name));
    return;
  }
  const auto [first, is_new] = seen.emplace(label, node.text);
  if (!is_new) {
    const std::string twice =
        first->second == node.text
            ? fmt::format("has the value '{}' twice", node.text)
            : fmt::format("has the values '{}' and '{}', which give tasks of one name", first->second, node.text);
    problems.add(node.place, fmt::format("axis '{}' of stage '{}' {}. Remove one.", axis.name, axis.stage, twice),
                 caret_width(node));
    return;
  }
  axis.values.push_back({node.text, label, node.place});
}

Axis read_axis(const Node::Entry& entry, const std::string& stage, Diagnostics& problems) {
  Axis axis{entry.key, stage, entry.place, {}};
  const int width = static_cast<int>(entry.key.size());
  if (!is_axis_name(axis.name)) {
    problems.add(entry.place,
                 fmt::format("axis name '{}' of stage '{}' must begin with a letter and hold letters, digits, '-' and "
                             "'_' only.",
                             axis.name, stage),
                 width);
  }
  if (!entry.value.is_sequence() || entry.value.items.empty()) {
    const std::string given = entry.value.is_sequence() ? "has no values" : "needs a list of values";
    const std::string example = entry.value.is_scalar() ? entry.value.text : "10 ps, 20 ps";
    problems.add(entry.place,
                 fmt::format("axis '{}' of stage '{}' {}. Write for example '{}: [{}]'.", axis.name, stage, given,
                             axis.name, example),
                 width);
    return axis;
  }
  std::map<std::string, std::string> seen;
  for (const Node& item : entry.value.items) read_value(item, axis, seen, problems);
  return axis;
}

// Calls visit(begin, end, name) for each "${name}" of the text; false when one is not closed.
template <typename Visit>
bool each_reference(std::string_view text, const Visit& visit) {
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

const AxisValue& value_of(std::string_view name, const AxisList& axes, const std::vector<std::size_t>& positions) {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i]->name == name) return axes[i]->values.at(positions.at(i));
  }
  ENSURE(false, "axis '{}' was not looked up before", name);
  return axes.front()->values.front();
}

}  // namespace

std::vector<Axis> read_axes(const Node& for_each, const std::string& stage, Diagnostics& problems) {
  std::vector<Axis> axes;
  if (!for_each.is_map() || for_each.entries.empty()) {
    problems.add(for_each.place,
                 fmt::format("'for_each' of stage '{}' must name an axis and its values. Write for "
                             "example 'for_each: {{hold: [10 ps, 20 ps]}}'.",
                             stage),
                 caret_width(for_each));
    return axes;
  }
  for (const auto& entry : for_each.entries) axes.push_back(read_axis(entry, stage, problems));
  return axes;
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

std::vector<std::size_t> positions_of(std::size_t index, const AxisList& axes) {
  std::vector<std::size_t> positions(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    positions[i] = index % axes[i]->values.size();
    index /= axes[i]->values.size();
  }
  return positions;
}

std::size_t combinations(const AxisList& axes) {
  std::size_t product = 1;
  for (const Axis* axis : axes) {
    const std::size_t n = axis->values.size();
    if (n != 0 && product > std::numeric_limits<std::size_t>::max() / n) return std::numeric_limits<std::size_t>::max();
    product *= n;
  }
  return product;
}

int caret_width(const Node& node) {
  if (!node.is_scalar()) return 1;
  const int wanted = characters(node.text) + (node.quoted ? 2 : 0);
  const auto& source = node.place.source;
  if (!source || node.place.line < 1 || node.place.line > static_cast<int>(source->lines.size())) return 1;
  const int length = characters(source->lines[static_cast<std::size_t>(node.place.line - 1)]);
  return std::clamp(wanted, 1, std::max(1, length - node.place.column + 1));
}

}  // namespace vitriflow
