#include "stages/structure/input_map.hpp"

#include <algorithm>

#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

int width_of(const std::string& text) { return std::max<int>(1, static_cast<int>(text.size())); }

}  // namespace

InputMap::InputMap(const Node& node, std::string what, Diagnostics& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  if (!node.is_map())
    problems_.add(node.place, fmt::format("{} is {}, expected a map of keys and values.", what_, node.type_name()));
}

const Node* InputMap::optional(const std::string& key) {
  asked_.push_back(key);
  return node_.is_map() ? node_.find(key) : nullptr;
}

const Node* InputMap::required(const std::string& key) {
  const Node* found = optional(key);
  if (found == nullptr && node_.is_map()) problems_.add(node_.place, fmt::format("{} lacks '{}'. Add it.", what_, key));
  return found;
}

std::string InputMap::required_text(const std::string& key) {
  const Node* found = required(key);
  if (found == nullptr) return {};
  if (!found->is_scalar() || found->text.empty()) {
    problems_.add(found->place, fmt::format("'{}' of {} is {}, expected a text.", key, what_, found->type_name()));
    return {};
  }
  return found->text;
}

std::string InputMap::optional_text(const std::string& key) {
  if (!node_.is_map() || node_.find(key) == nullptr) {
    asked_.push_back(key);
    return {};
  }
  return required_text(key);
}

double InputMap::required_number(const std::string& key, const std::string& unit, const std::string& plain_unit) {
  const Node* found = required(key);
  if (found == nullptr) return 0.0;
  return read_number(*found, unit, plain_unit, problems_).value_or(0.0);
}

double InputMap::optional_number(const std::string& key, const std::string& unit, const std::string& plain_unit,
                                 double fallback) {
  const Node* found = optional(key);
  if (found == nullptr) return fallback;
  return read_number(*found, unit, plain_unit, problems_).value_or(fallback);
}

bool InputMap::optional_flag(const std::string& key, bool fallback) {
  const Node* found = optional(key);
  if (found == nullptr) return fallback;
  if (found->is_scalar() && (found->text == "true" || found->text == "false")) return found->text == "true";
  problems_.add(found->place, fmt::format("'{}' of {} is neither true nor false.", key, what_));
  return fallback;
}

void InputMap::reject_unknown() {
  for (const Node::Entry& entry : node_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    problems_.add(entry.place,
                  fmt::format("unknown key '{}' of {}.{}", entry.key, what_, did_you_mean(entry.key, asked_)),
                  width_of(entry.key));
  }
}

std::optional<double> read_number(const Node& node, const std::string& unit, const std::string& plain_unit,
                                  Diagnostics& problems) {
  if (!node.is_scalar()) {
    problems.add(node.place, fmt::format("{} where a number is expected.", node.type_name()));
    return std::nullopt;
  }
  try {
    const Quantity quantity = parse_quantity(node.text);
    return convert(quantity.value, quantity.unit == "1" ? plain_unit : quantity.unit, unit);
  } catch (const Error& error) {
    problems.add(node.place, error.what(), width_of(node.text));
    return std::nullopt;
  }
}

std::optional<std::vector<double>> read_numbers(const Node& node, std::size_t count, Diagnostics& problems) {
  if (!node.is_sequence() || node.items.size() != count) {
    problems.add(node.place, fmt::format("expected a list of {} numbers.", count));
    return std::nullopt;
  }
  std::vector<double> values;
  for (const Node& item : node.items) {
    if (const auto value = read_number(item, "1", "1", problems)) values.push_back(*value);
  }
  if (values.size() != count) return std::nullopt;
  return values;
}

}  // namespace vitriflow
