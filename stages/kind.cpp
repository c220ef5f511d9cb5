#include "stages/kind.hpp"

#include "hpc/base/error.hpp"

namespace vitriflow {

const char* to_text(PortType type) {
  switch (type) {
    case PortType::system:
      return "system";
    case PortType::frames:
      return "frames";
    case PortType::results:
      break;
  }
  return "results";
}

std::string map_of(const std::string& parameter) {
  const auto dot = parameter.find('.');
  return dot == std::string::npos ? std::string() : parameter.substr(0, dot);
}

std::string member_of(const std::string& parameter) { return parameter.substr(parameter.find('.') + 1); }

std::string as_written(const std::string& parameter, const std::string& value) {
  const std::string map = map_of(parameter);
  if (map.empty()) return fmt::format("{}: {}", parameter, value);
  return fmt::format("{}: {{{}: {}}}", map, member_of(parameter), value);
}

const MapDescription* KindDescription::map(const std::string& wanted) const {
  for (const MapDescription& known : maps) {
    if (known.name == wanted) return &known;
  }
  return nullptr;
}

std::vector<std::string> KindDescription::members_of(const std::string& wanted) const {
  std::vector<std::string> members;
  for (const ParameterDescription& parameter : parameters) {
    if (map_of(parameter.name) == wanted) members.push_back(member_of(parameter.name));
  }
  return members;
}

KindRegistry& KindRegistry::instance() {
  static KindRegistry registry;
  return registry;
}

void KindRegistry::add(KindDescription description) {
  const std::string name = description.name;
  const bool added = kinds_.emplace(name, std::move(description)).second;
  ENSURE(added, "two kinds are called '{}'", name);
}

const KindDescription* KindRegistry::find(const std::string& name) const {
  const auto it = kinds_.find(name);
  return it == kinds_.end() ? nullptr : &it->second;
}

std::vector<std::string> KindRegistry::names() const {
  std::vector<std::string> names;
  names.reserve(kinds_.size());
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

}  // namespace vitriflow
