#include "runner/language/axis_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "hpc/base/error.hpp"
#include "runner/language/file_pattern.hpp"
#include "runner/language/value_range.hpp"

namespace vitriflow {
namespace {

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

class AxisReader {
 public:
  AxisReader(const std::string& owner, const std::string& folder, Diagnostics& problems)
      : owner_(owner), folder_(folder), problems_(problems) {}

  void read(const Node& for_each) {
    for (const auto& entry : for_each.entries) {
      if (entry.key == "zip")
        read_zips(entry);
      else
        add(read_axis(entry, false), entry);
    }
  }
  std::vector<Axis> take() { return std::move(axes_); }

 private:
  std::string name_of(const Axis& axis) const { return fmt::format("axis '{}' of {}", axis.name, owner_); }
  static int width(const Node::Entry& entry) { return static_cast<int>(entry.key.size()); }

  void add(Axis axis, const Node::Entry& entry) {
    const bool known = std::any_of(axes_.begin(), axes_.end(), [&](const Axis& a) { return a.name == axis.name; });
    if (known) {
      problems_.add(entry.place, fmt::format("{} stands here a second time. Remove one of them.", name_of(axis)),
                    width(entry));
      return;
    }
    axes_.push_back(std::move(axis));
  }

  Axis read_axis(const Node::Entry& entry, bool may_repeat) {
    Axis axis{entry.key, owner_, entry.place, {}, {}};
    if (!is_axis_name(axis.name)) {
      problems_.add(entry.place,
                    fmt::format("axis name '{}' of {} must begin with a letter and hold letters, digits, '-' and "
                                "'_' only.",
                                axis.name, owner_),
                    width(entry));
    }
    seen_.clear();
    may_repeat_ = may_repeat;
    const Node& node = entry.value;
    if (node.is_map()) {
      read_files(entry, axis);
    } else if (node.is_scalar() && !node.quoted && looks_like_range(node.text)) {
      read_value(node, axis);
    } else if (!node.is_sequence() || node.items.empty()) {
      report_no_values(entry, axis);
    } else {
      for (const Node& item : node.items) read_value(item, axis);
    }
    return axis;
  }

  void report_no_values(const Node::Entry& entry, const Axis& axis) {
    const std::string given = entry.value.is_sequence() ? "has no values" : "needs a list of values or a range";
    const std::string example = entry.value.is_scalar() ? entry.value.text : "10 ps, 20 ps";
    problems_.add(entry.place,
                  fmt::format("{} {}. Write for example '{}: [{}]'.", name_of(axis), given, axis.name, example),
                  width(entry));
  }

  void read_value(const Node& node, Axis& axis) {
    if (node.type == Node::Type::null) {
      problems_.add(node.place, fmt::format("a value of {} is missing. Write it, or remove its comma.", name_of(axis)));
    } else if (!node.is_scalar() || label_of(node.text).empty()) {
      problems_.add(
          node.place,
          fmt::format("a value of {} must be a text or a number, not {}. For a list write its items with '${{{}}}', as "
                      "in '[1, 1, ${{{}}}]'.",
                      name_of(axis), node.is_scalar() ? "an empty text" : node.type_name(), axis.name, axis.name));
    } else if (!node.quoted && looks_like_range(node.text)) {
      read_range_values(node, axis);
    } else {
      add_value(node, node.text, label_of(node.text), axis);
    }
  }

  void read_range_values(const Node& node, Axis& axis) {
    const ValueRange range = read_range(node.text);
    if (!range.problem.empty()) {
      problems_.add(node.place, fmt::format("range '{}' of {} {}", node.text, name_of(axis), range.problem),
                    caret_width(node));
    }
    for (const std::string& value : range.values) {
      if (!add_value(node, value, label_of(value), axis)) return;
    }
  }

  bool add_value(const Node& node, const std::string& text, const std::string& label, Axis& axis) {
    const auto [first, is_new] = seen_.emplace(label, text);
    if (!is_new && !may_repeat_) {
      const std::string twice =
          first->second == text
              ? fmt::format("has the value '{}' twice", text)
              : fmt::format("has the values '{}' and '{}', which give tasks of one name", first->second, text);
      problems_.add(node.place, fmt::format("{} {}. Remove one.", name_of(axis), twice), caret_width(node));
      return false;
    }
    axis.values.push_back({text, label, node.place, node.text});
    return true;
  }

  void read_files(const Node::Entry& entry, Axis& axis) {
    const Node* files = entry.value.find("files");
    if (files == nullptr || entry.value.entries.size() != 1 || !files->is_scalar() || files->text.empty()) {
      problems_.add(
          entry.place,
          fmt::format("{} takes a list of values, a range, or 'files' with a pattern, not this map. Write for "
                      "example '{}: {{files: cifs/*.cif}}'.",
                      name_of(axis), axis.name),
          width(entry));
      return;
    }
    const MatchingFiles matching = matching_files(folder_, files->text);
    if (!matching.problem.empty()) {
      problems_.add(files->place,
                    fmt::format("pattern '{}' of {} matches {}", files->text, name_of(axis), matching.problem),
                    caret_width(*files));
    }
    for (const std::string& path : matching.paths) {
      add_value(*files, path, label_of(std::filesystem::path(path).stem().string()), axis);
    }
  }

  void read_zips(const Node::Entry& entry) {
    if (entry.value.is_map() && !entry.value.entries.empty()) return read_zip(entry, entry.value);
    const auto& items = entry.value.items;
    const bool maps = std::all_of(items.begin(), items.end(), [](const Node& item) { return item.is_map(); });
    if (!items.empty() && maps) {
      for (const Node& item : items) read_zip(entry, item);
      return;
    }
    problems_.add(entry.place,
                  fmt::format("'zip' of {} must name axes that advance together. Write for example 'zip: {{rate: [1 "
                              "K/ps, 2 K/ps], hold: [10 ps, 20 ps]}}'.",
                              owner_),
                  width(entry));
  }

  void read_zip(const Node::Entry& zip, const Node& map) {
    std::vector<Axis> together;
    std::vector<std::string> names;
    const std::size_t before = problems_.items().size();
    for (const auto& entry : map.entries) {
      together.push_back(read_axis(entry, true));
      names.push_back(entry.key);
    }
    if (problems_.items().size() == before) {
      check_zip(zip, together);
    } else {
      for (Axis& axis : together) axis.values.clear();
    }
    for (std::size_t i = 0; i < together.size(); ++i) {
      together[i].zipped = names;
      add(std::move(together[i]), map.entries[i]);
    }
  }

  void check_zip(const Node::Entry& zip, std::vector<Axis>& together) {
    std::string counts;
    bool equal = true;
    for (const Axis& axis : together) {
      counts += fmt::format("{}'{}' has {}", counts.empty() ? "" : ", ", axis.name, axis.values.size());
      equal = equal && axis.values.size() == together.front().values.size();
    }
    if (!equal) {
      problems_.add(zip.place,
                    fmt::format("axes in 'zip' of {} advance together and must have equally many values: {}. Add or "
                                "remove values, or move an axis out of 'zip' for every combination.",
                                owner_, counts),
                    width(zip));
      for (Axis& axis : together) axis.values.clear();
    } else {
      check_repetition(together);
    }
  }

  void check_repetition(const std::vector<Axis>& together) {
    std::map<std::string, bool> seen;
    for (std::size_t i = 0; i < together.front().values.size(); ++i) {
      std::string labels;
      std::string texts;
      for (const Axis& axis : together) {
        labels += axis.values[i].label + ",";
        texts += fmt::format("{}'{}'", texts.empty() ? "" : ", ", axis.values[i].text);
      }
      if (seen.emplace(labels, true).second) continue;
      const AxisValue& value = together.front().values[i];
      Node node;
      node.type = Node::Type::scalar;
      node.text = value.written;
      node.place = value.place;
      problems_.add(value.place, fmt::format("'zip' of {} has {} together twice. Remove one.", owner_, texts),
                    caret_width(node));
    }
  }

  const std::string& owner_;
  const std::string& folder_;
  Diagnostics& problems_;
  std::vector<Axis> axes_;
  std::map<std::string, std::string> seen_;  // labels of the axis at hand, with their texts
  bool may_repeat_ = false;
};

}  // namespace

std::vector<Axis> read_axes(const Node& for_each, const std::string& owner, const std::string& folder,
                            Diagnostics& problems) {
  if (!for_each.is_map() || for_each.entries.empty()) {
    problems.add(for_each.place,
                 fmt::format("'for_each' of {} must name an axis and its values. Write for example 'for_each: {{hold: "
                             "[10 ps, 20 ps]}}'.",
                             owner),
                 caret_width(for_each));
    return {};
  }
  AxisReader reader(owner, folder, problems);
  reader.read(for_each);
  return reader.take();
}

}  // namespace vitriflow
