#include "stages/kind.hpp"

#include <nlohmann/json.hpp>

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

namespace {

std::string packed(const StoredResult& stored) {
  const Origin& o = stored.origin;
  const nlohmann::json whole = {{"task", o.task},     {"kind", o.kind},         {"program", o.program},
                                {"engine", o.engine}, {"started", o.started_s}, {"finished", o.finished_s},
                                {"ranks", o.ranks},   {"attempt", o.attempt},   {"result", stored.result.to_bytes()}};
  return whole.dump();
}

StoredResult unpacked(const std::string& bytes) {
  const nlohmann::json whole = nlohmann::json::parse(bytes);
  StoredResult stored;
  Origin& o = stored.origin;
  whole.at("task").get_to(o.task);
  whole.at("kind").get_to(o.kind);
  whole.at("program").get_to(o.program);
  whole.at("engine").get_to(o.engine);
  whole.at("started").get_to(o.started_s);
  whole.at("finished").get_to(o.finished_s);
  whole.at("ranks").get_to(o.ranks);
  whole.at("attempt").get_to(o.attempt);
  stored.result = Result::from_bytes(whole.at("result").get<std::string>());
  return stored;
}

}  // namespace

StoredResult StageContext::read_input(const std::string& input) const {
  StoredResult stored;
  group.on_root([&] { stored = store->read(input); });
  if (group.size() == 1) return stored;
  std::string bytes = group.is_root() ? packed(stored) : std::string();
  group.broadcast(bytes);
  return group.is_root() ? stored : unpacked(bytes);
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
