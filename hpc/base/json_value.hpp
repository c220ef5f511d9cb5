// A member of a JSON object whose author we are not sure of.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vitriflow {

// `otherwise` where the value is no object, has no such member, or one of another type.
template <typename T>
T json_value(const nlohmann::json& object, const std::string& name, T otherwise) {
  const auto member = object.find(name);
  if (member == object.end()) return otherwise;
  try {
    return member->get<T>();
  } catch (const nlohmann::json::exception&) {
    return otherwise;
  }
}

}  // namespace vitriflow
