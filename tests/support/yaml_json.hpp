// A YAML document as JSON, plain scalars read by the rules of YAML 1.2's core schema, as editors read them.
#pragma once

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <regex>

#include "hpc/base/document.hpp"

namespace vitriflow {

inline nlohmann::json plain_scalar(const std::string& text) {
  static const std::regex integer("[-+]?[0-9]+"), number(R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (std::regex_match(text, integer) && text.size() < 19) return std::stoll(text);
  if (std::regex_match(text, number)) return std::strtod(text.c_str(), nullptr);
  return text;
}

inline nlohmann::json json_of(const Node& node) {
  if (node.type == Node::Type::null) return nullptr;
  if (node.is_scalar()) return node.quoted ? nlohmann::json(node.text) : plain_scalar(node.text);
  nlohmann::json json = node.is_map() ? nlohmann::json::object() : nlohmann::json::array();
  for (const Node& item : node.items) json.push_back(json_of(item));
  for (const auto& entry : node.entries) json[entry.key] = json_of(entry.value);
  return json;
}

}  // namespace vitriflow
