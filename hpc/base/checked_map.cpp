#include "hpc/base/checked_map.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/base/memory_size.hpp"
#include "hpc/base/units.hpp"

namespace vitriflow {

namespace {

template <typename Number>
std::optional<Number> whole_text_as(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<double> positive_seconds(const std::string& text) {
  try {
    const Quantity quantity = parse_quantity(text);
    const double value_s = convert(quantity.value, quantity.unit, "s");
    if (value_s > 0) return value_s;
  } catch (const Error&) {
    // The message of the key says what is expected.
  }
  return std::nullopt;
}

std::string given(const Node& node) {
  if (node.is_scalar()) return node.text.empty() ? "an empty text" : "'" + node.text + "'";
  return node.is_map() && node.entries.empty() ? "an empty one" : node.type_name();
}

}  // namespace

CheckedMap::CheckedMap(const Node& node, std::string owner, Diagnostics& problems)
    : node_(node.is_map() ? &node : nullptr), owner_(std::move(owner)), problems_(&problems) {
  if (node_ != nullptr) return;
  problems.add(node.place, fmt::format("{} must be a map from keys to values, not {}.", owner_, given(node)),
               caret_width(node));
}

const Node* CheckedMap::find(const KeyInfo& key) {
  asked_.push_back(key.name);
  if (node_ == nullptr) return nullptr;
  const Node* found = node_->find(key.name);
  if (found == nullptr && key.required) {
    problems_->add(node_->place,
                   fmt::format("{} lacks '{}'. Write for example '{}: {}'.", owner_, key.name, key.name, key.example));
  }
  return found;
}

void CheckedMap::refuse(const KeyInfo& key, const Node& node, const std::string& expected) const {
  problems_->add(node.place,
                 fmt::format("'{}' of {} must be {}, not {}. Write for example '{}: {}'.", key.name, owner_, expected,
                             given(node), key.name, key.example),
                 caret_width(node));
}

const Node* CheckedMap::find_scalar(const KeyInfo& key, const std::string& expected) {
  const Node* node = find(key);
  if (node == nullptr || (node->is_scalar() && !node->text.empty())) return node;
  refuse(key, *node, expected);
  return nullptr;
}

void CheckedMap::text(const KeyInfo& key, std::string& value) {
  if (const Node* node = find_scalar(key, "a text")) value = node->text;
}

void CheckedMap::truth(const KeyInfo& key, bool& value) {
  const Node* node = find_scalar(key, "true or false");
  if (node == nullptr) return;
  if (node->text != "true" && node->text != "false") return refuse(key, *node, "true or false");
  value = node->text == "true";
}

void CheckedMap::whole(const KeyInfo& key, int least, int most, int& value) {
  const std::string expected = fmt::format("a whole number from {} to {}", least, most);
  const Node* node = find_scalar(key, expected);
  if (node == nullptr) return;
  const auto number = whole_text_as<int>(node->text);
  if (!number || *number < least || *number > most) return refuse(key, *node, expected);
  value = *number;
}

void CheckedMap::number(const KeyInfo& key, double least, double& value) {
  const std::string expected = fmt::format("a number of at least {}", shortest(least));
  const Node* node = find_scalar(key, expected);
  if (node == nullptr) return;
  const auto number = whole_text_as<double>(node->text);
  if (!number || !std::isfinite(*number) || *number < least) return refuse(key, *node, expected);
  value = *number;
}

void CheckedMap::seconds(const KeyInfo& key, double& value) {
  const std::string expected = "a time with its unit (s, min, h, day) above 0";
  const Node* node = find_scalar(key, expected);
  if (node == nullptr) return;
  const auto time_s = positive_seconds(node->text);
  if (!time_s) return refuse(key, *node, expected);
  value = *time_s;
}

void CheckedMap::seconds_or_none(const KeyInfo& key, double& value) {
  const std::string expected = "a time with its unit (s, min, h, day) above 0, or 'none'";
  const Node* node = find_scalar(key, expected);
  if (node == nullptr) return;
  const auto time_s = node->text == "none" ? std::numeric_limits<double>::infinity() : positive_seconds(node->text);
  if (!time_s) return refuse(key, *node, expected);
  value = *time_s;
}

void CheckedMap::bytes(const KeyInfo& key, double& value) {
  const std::string expected = "an amount of memory with its unit (B, kB, MB, GB, TB, KiB, MiB, GiB or TiB) above 0";
  const Node* node = find_scalar(key, expected);
  if (node == nullptr) return;
  const auto amount = parse_memory(node->text);
  if (!amount) return refuse(key, *node, expected);
  value = *amount;
}

void CheckedMap::texts(const KeyInfo& key, std::vector<std::string>& value) {
  const Node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_sequence()) return refuse(key, *node, "a list of texts");
  value.clear();
  for (const Node& item : node->items) {
    if (!item.is_scalar() || item.text.empty()) {
      refuse(key, item, "a list of texts");
    } else {
      value.push_back(item.text);
    }
  }
}

void CheckedMap::pairs(const KeyInfo& key, std::map<std::string, std::string>& value) {
  const Node* node = find(key);
  if (node == nullptr) return;
  if (!node->is_map()) return refuse(key, *node, "a map of texts");
  value.clear();
  for (const auto& entry : node->entries) {
    if (!entry.value.is_scalar()) {
      refuse(key, entry.value, "a map of texts");
    } else {
      value[entry.key] = entry.value.text;
    }
  }
}

void CheckedMap::choice(const KeyInfo& key, const std::vector<std::string>& names, std::size_t& value) {
  const Node* node = find_scalar(key, "one of the known words");
  if (node == nullptr) return;
  const auto found = std::find(names.begin(), names.end(), node->text);
  if (found != names.end()) {
    value = static_cast<std::size_t>(found - names.begin());
    return;
  }
  problems_->add(
      node->place,
      fmt::format("'{}' of {} knows no '{}'.{}", key.name, owner_, node->text, did_you_mean(node->text, names)),
      caret_width(*node));
}

const Node* CheckedMap::map(const KeyInfo& key) {
  const Node* node = find(key);
  if (node == nullptr || (node->is_map() && !node->entries.empty())) return node;
  refuse(key, *node, "a map with something in it");
  return nullptr;
}

void CheckedMap::refuse_others() const {
  if (node_ == nullptr) return;
  for (const auto& entry : node_->entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    problems_->add(entry.place,
                   fmt::format("unknown key '{}' of {}.{}", entry.key, owner_, did_you_mean(entry.key, asked_)),
                   static_cast<int>(entry.key.size()));
  }
}

}  // namespace vitriflow
