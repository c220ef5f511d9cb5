#include "runner/language/parameter_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "runner/language/sweep.hpp"
#include "runner/language/value_range.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {
namespace {

using Type = ParameterDescription::Type;

bool is_list(Type type) { return type == Type::numbers || type == Type::integers || type == Type::texts; }

const char* one_of(Type type) {
  switch (type) {
    case Type::number:
    case Type::numbers:
      return "number";
    case Type::integer:
    case Type::integers:
      return "whole number";
    case Type::boolean:
      return "truth value";
    case Type::text:
    case Type::texts:
    case Type::choice:
      return "text";
  }
  return "value";
}

std::string with_article(const std::string& noun) {
  const bool vowel = std::string_view("aeiou").find(noun.empty() ? 'x' : noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun;
}

// "a temperature"; "a quantity in 'eV/A'" for a unit whose dimension has no name.
std::string measured(const std::string& unit) {
  if (unit == "1") return "a plain number";
  const std::string name = dimension_name(unit);
  return name == unit ? fmt::format("a quantity in '{}'", unit) : with_article(name);
}

std::string with_unit(const std::string& number, const std::string& unit) {
  return unit == "1" ? number : number + " " + unit;
}

std::string item_text(double value, const std::string& unit) { return with_unit(shortest(value), unit); }
std::string item_text(std::int64_t value, const std::string&) { return std::to_string(value); }
std::string item_text(bool value, const std::string&) { return value ? "true" : "false"; }
std::string item_text(const std::string& value, const std::string&) { return value; }
template <typename Item>
std::string item_text(const std::vector<Item>& values, const std::string& unit) {
  std::string text;
  for (const Item& value : values) text += (text.empty() ? "" : ", ") + item_text(value, unit);
  return "[" + text + "]";
}

// A kind's example is one stage, with or without its name above it.
const Node* example_stage(const Node& document) {
  if (document.find("kind") != nullptr) return &document;
  for (const auto& entry : document.entries) {
    if (entry.value.find("kind") != nullptr) return &entry.value;
  }
  return nullptr;
}

std::string flow_text(const Node& node) {
  if (!node.is_sequence()) return node.text;
  std::string text;
  for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + flow_text(item);
  return "[" + text + "]";
}

}  // namespace

std::string InputFiles::missing(const std::string& folder, const std::string& name) const {
  if (name.find('/') != std::string::npos) {
    return fmt::format(
        "names the file '{}', which does not exist. A relative path counts from the workflow's folder "
        "'{}'.",
        name, workflow_folder_);
  }
  return fmt::format(
      "names '{}', which is not in inputs/{}.{} For a file of your own give its path with a slash, as in "
      "'./{}.yaml'.",
      name, folder, did_you_mean(name, input_names(folder, inputs_folder_)), name);
}

std::string InputFiles::digest(const std::string& folder, const std::string& name, std::string& problem) {
  const std::string path = resolve_input(folder, name, inputs_folder_, workflow_folder_);
  if (path.empty()) {
    problem = missing(folder, name);
    return {};
  }
  const auto known = digests_.find(path);
  if (known != digests_.end()) return known->second;
  try {
    return digests_[path] = input_digest(path);
  } catch (const Error& error) {
    problem = fmt::format("names a file that cannot be read: {}", error.what());
    return {};
  }
}

std::string ParameterReader::name() const { return fmt::format("parameter '{}' of {}", parameter_->name, owner_); }

std::string ParameterReader::way_out() const {
  return fmt::format("Write for example '{}'.", as_written(parameter_->name, example_));
}

void ParameterReader::problem(const Node& node, const std::string& what, Diagnostics& problems) const {
  problems.add(node.place, name() + " " + what, caret_width(node));
}

std::optional<ParameterValue> ParameterReader::read(const Node& node, Diagnostics& problems) const {
  if (!check_shape(node, problems)) return std::nullopt;
  const auto one = [](auto&& value) -> std::optional<ParameterValue> {
    if (!value) return std::nullopt;
    return ParameterValue(*value);
  };
  const auto all = [&](auto member) -> std::optional<ParameterValue> {
    using Value = typename decltype((this->*member)(node, problems))::value_type;
    std::vector<Value> values;
    for (const Node& item : node.items) {
      if (auto value = (this->*member)(item, problems)) values.push_back(std::move(*value));
    }
    if (values.size() != node.items.size()) return std::nullopt;
    return ParameterValue(std::move(values));
  };
  switch (parameter_->type) {
    case Type::number:
      return one(read_number(node, problems));
    case Type::integer:
      return one(read_integer(node, problems));
    case Type::boolean:
      return one(read_boolean(node, problems));
    case Type::choice:
      return one(read_choice(node, problems));
    case Type::text:
      return one(read_text(node, problems));
    case Type::numbers:
      return all(&ParameterReader::read_number);
    case Type::integers:
      return all(&ParameterReader::read_integer);
    case Type::texts:
      return all(&ParameterReader::read_text);
  }
  return std::nullopt;
}

bool ParameterReader::check_shape(const Node& node, Diagnostics& problems) const {
  const char* noun = one_of(parameter_->type);
  if (node.type == Node::Type::null) {
    problem(node, "has no value. " + way_out(), problems);
    return false;
  }
  if (!is_list(parameter_->type)) {
    if (node.is_scalar()) return true;
    problem(node, fmt::format("takes one {}, not {}. {}", noun, node.type_name(), way_out()), problems);
    return false;
  }
  if (!node.is_sequence()) {
    const std::string given = node.is_scalar() ? "'" + node.text + "'" : node.type_name();
    problem(node, fmt::format("takes a list of {}s, not {}. {}", noun, given, way_out()), problems);
    return false;
  }
  if (parameter_->count && node.items.size() != *parameter_->count) {
    problem(node, fmt::format("takes {} {}s, not {}. {}", *parameter_->count, noun, node.items.size(), way_out()),
            problems);
    return false;
  }
  const auto odd =
      std::find_if(node.items.begin(), node.items.end(), [](const Node& item) { return !item.is_scalar(); });
  if (odd == node.items.end()) return true;
  problem(*odd, fmt::format("takes a list of {}s; this item is {}. {}", noun, odd->type_name(), way_out()), problems);
  return false;
}

bool ParameterReader::has_unit(const std::string& unit, const Node& node, Diagnostics& problems) const {
  const std::string& wanted = parameter_->unit;
  if (!is_unit(unit)) {
    problem(node, fmt::format("has the unknown unit '{}'. {}", unit, way_out()), problems);
    return false;
  }
  if (same_dimension(unit, wanted)) return true;
  if (unit == "1") {
    problem(node, fmt::format("needs a unit: it is {}. Write '{} {}'.", measured(wanted), node.text, wanted), problems);
    return false;
  }
  problem(node, fmt::format("is {}, but '{}' is {}. {}", measured(wanted), node.text, measured(unit), way_out()),
          problems);
  return false;
}

std::optional<double> ParameterReader::read_number(const Node& node, Diagnostics& problems) const {
  Quantity quantity;
  try {
    quantity = parse_quantity(node.text);
  } catch (const Error&) {
    // What begins with a number fails by its unit alone.
    double number = 0.0;
    const auto [end, error] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
    const std::string unit(error == std::errc() ? end : node.text.data() + node.text.size());
    const auto start = unit.find_first_not_of(' ');
    if (start != std::string::npos && std::isalpha(static_cast<unsigned char>(unit[start])) != 0 &&
        !has_unit(unit.substr(start), node, problems)) {
      // said already
    } else {
      const char* hint = looks_like_range(node.text) ? " A range stands in 'for_each'." : "";
      problem(node,
              fmt::format("takes a number{}, not '{}'. {}{}", parameter_->unit == "1" ? "" : " with its unit",
                          node.text, way_out(), hint),
              problems);
    }
    return std::nullopt;
  }
  if (!has_unit(quantity.unit, node, problems)) return std::nullopt;
  const double value =
      quantity.unit == parameter_->unit ? quantity.value : convert(quantity.value, quantity.unit, parameter_->unit);
  if (!in_range(value, node, problems)) return std::nullopt;
  return value;
}

bool ParameterReader::in_range(double value, const Node& node, Diagnostics& problems) const {
  const bool too_small = parameter_->least_excluded ? value <= parameter_->least : value < parameter_->least;
  if (!too_small && value <= parameter_->most && std::isfinite(value)) return true;
  const std::string converted = with_unit(shortest(value), parameter_->unit);
  const std::string given = converted == node.text ? "" : fmt::format(" ({})", converted);
  const std::string range = range_text(*parameter_);
  problem(
      node,
      fmt::format("must be {}, not '{}'{}. {}", range.empty() ? "a finite number" : range, node.text, given, way_out()),
      problems);
  return false;
}

std::optional<std::int64_t> ParameterReader::read_integer(const Node& node, Diagnostics& problems) const {
  std::int64_t value = 0;
  const char* begin = node.text.data();
  const char* end = begin + node.text.size();
  if (begin != end && *begin == '+') ++begin;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || stop != end || begin == end) {
    problem(node, fmt::format("takes a whole number, not '{}'. {}", node.text, way_out()), problems);
    return std::nullopt;
  }
  if (!in_range(static_cast<double>(value), node, problems)) return std::nullopt;
  return value;
}

std::optional<bool> ParameterReader::read_boolean(const Node& node, Diagnostics& problems) const {
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  problem(node, fmt::format("takes true or false, not '{}'. {}", node.text, way_out()), problems);
  return std::nullopt;
}

std::optional<std::string> ParameterReader::read_choice(const Node& node, Diagnostics& problems) const {
  const auto& choices = parameter_->choices;
  if (std::find(choices.begin(), choices.end(), node.text) != choices.end()) return node.text;
  problem(node, fmt::format("cannot be '{}'.{}", node.text, did_you_mean(node.text, choices)), problems);
  return std::nullopt;
}

std::optional<std::string> ParameterReader::read_text(const Node& node, Diagnostics& problems) const {
  const bool may_be_empty = parameter_->fallback == ParameterValue(std::string());
  if (!node.text.empty() || may_be_empty) return node.text;
  problem(node, "is an empty text. " + way_out(), problems);
  return std::nullopt;
}

std::string ParameterReader::file_digest(const ParameterValue& value, const Node& node, Diagnostics& problems) const {
  if (parameter_->input_folder.empty()) return {};
  std::vector<std::string> names;
  if (const auto* text = std::get_if<std::string>(&value)) names = {*text};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) names = *texts;
  std::string digests;
  for (const std::string& file : names) {
    if (file.empty()) continue;  // a default that names no file
    std::string trouble;
    digests += (digests.empty() ? "" : " ") + files_->digest(parameter_->input_folder, file, trouble);
    if (!trouble.empty()) problem(node, trouble, problems);
  }
  return digests;
}

std::string canonical_text(const ParameterDescription& parameter, const ParameterValue& value) {
  return std::visit([&](const auto& whole) { return item_text(whole, parameter.unit); }, value);
}

std::string range_text(const ParameterDescription& parameter) {
  std::string text;
  if (std::isfinite(parameter.least)) {
    text = fmt::format("{} {}", parameter.least_excluded ? "above" : "at least",
                       with_unit(shortest(parameter.least), parameter.unit));
  }
  if (std::isfinite(parameter.most)) {
    text +=
        fmt::format("{}at most {}", text.empty() ? "" : " and ", with_unit(shortest(parameter.most), parameter.unit));
  }
  return text;
}

std::string example_value(const KindDescription& kind, const ParameterDescription& parameter) {
  Diagnostics ignored;
  const Node document = parse_yaml(kind.example, kind.name, ignored);
  const Node* stage = example_stage(document);
  const std::string map = map_of(parameter.name);
  if (stage != nullptr && !map.empty()) stage = stage->find(map);
  const Node* value = stage == nullptr ? nullptr : stage->find(member_of(parameter.name));
  if (value != nullptr && flow_text(*value).find("${") == std::string::npos) return flow_text(*value);
  if (parameter.fallback && !parameter.needed_in_map) return canonical_text(parameter, *parameter.fallback);
  std::string item = "1";
  if (parameter.type == Type::number || parameter.type == Type::numbers) {
    const double number = std::isfinite(parameter.most) ? parameter.most : std::max(1.0, parameter.least + 1.0);
    item = with_unit(shortest(number), parameter.unit);
  } else if (parameter.type == Type::choice && !parameter.choices.empty()) {
    const bool says_none = parameter.needed_in_map && parameter.fallback == ParameterValue(parameter.choices.front());
    item = parameter.choices[says_none && parameter.choices.size() > 1 ? 1 : 0];
  } else if (parameter.type == Type::boolean) {
    item = "true";
  } else if (parameter.type == Type::text || parameter.type == Type::texts) {
    item = "name";
  }
  if (!is_list(parameter.type)) return item;
  std::string list = item;
  for (std::size_t i = 1; i < parameter.count.value_or(1); ++i) list += ", " + item;
  return "[" + list + "]";
}

}  // namespace vitriflow
