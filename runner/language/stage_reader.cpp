#include "runner/language/stage_reader.hpp"

#include <algorithm>

#include "hpc/base/error.hpp"
#include "runner/language/axis_reader.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {
namespace {

constexpr const char* kDefaultEngine = "lammps";

bool is_name_character(char c, bool first) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return alphanumeric || (!first && (c == '_' || c == '-'));
}

// "ZIF 4" -> "zif-4"
std::string name_that_would_do(const std::string& name) {
  std::string better;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const char candidate = upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (is_name_character(candidate, better.empty()))
      better.push_back(candidate);
    else if (!better.empty() && better.back() != '-')
      better.push_back('-');
  }
  while (!better.empty() && better.back() == '-') better.pop_back();
  return better;
}

const KindDescription* read_kind(const Node& node, const WorkflowStage& stage, Diagnostics& problems) {
  const KindRegistry& registry = KindRegistry::instance();
  const Node* kind = node.find("kind");
  if (kind == nullptr) {
    problems.add(stage.place,
                 fmt::format("stage '{}' has no kind. Add 'kind: ...';{}", stage.name,
                             " 'vitriflow kinds' lists what there is."),
                 stage.name_width());
    return nullptr;
  }
  if (!kind->is_scalar()) {
    problems.add(kind->place, fmt::format("the kind of stage '{}' must be a name, not {}. 'vitriflow kinds' lists what "
                                          "there is.",
                                          stage.name, kind->type_name()));
    return nullptr;
  }
  const KindDescription* found = registry.find(kind->text);
  if (found == nullptr) {
    problems.add(kind->place,
                 fmt::format("unknown kind '{}' of stage '{}'.{}", kind->text, stage.name,
                             did_you_mean(kind->text, registry.names())),
                 caret_width(*kind));
  }
  return found;
}

std::vector<std::string> known_keys(const KindDescription& kind) {
  std::vector<std::string> known;
  for (const auto& parameter : kind.parameters) {
    if (map_of(parameter.name).empty()) known.push_back(parameter.name);
  }
  for (const auto& map : kind.maps) known.push_back(map.name);
  for (const auto& port : kind.takes) known.push_back(port.name);
  known.insert(known.end(), generic_stage_keys().begin(), generic_stage_keys().end());
  return known;
}

// The members of a map are keys with dotted names.
void read_members(const Node::Entry& map, WorkflowStage& stage, Diagnostics& problems) {
  const std::vector<std::string> known = stage.kind->members_of(map.key);
  if (!map.value.is_map()) {
    std::string names;
    for (const std::string& name : known) names += (names.empty() ? "'" : ", '") + name + "'";
    problems.add(
        map.place,
        fmt::format("parameter '{}' of {} takes a map with any of {}, not {}. Write for example '{}'.", map.key,
                    stage.label(), names, map.value.type_name(), as_written(map.key + "." + known.front(), "...")),
        static_cast<int>(map.key.size()));
    return;
  }
  for (const auto& entry : map.value.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
      stage.keys.emplace(map.key + "." + entry.key, &entry);
      continue;
    }
    if (const auto meant = closest(entry.key, known)) stage.misspelled.insert(map.key + "." + *meant);
    problems.add(entry.place,
                 fmt::format("unknown member '{}' of parameter '{}' of {}.{}", entry.key, map.key, stage.label(),
                             did_you_mean(entry.key, known)),
                 static_cast<int>(entry.key.size()));
  }
}

void read_keys(const Node& node, WorkflowStage& stage, Diagnostics& problems) {
  const std::vector<std::string> known = known_keys(*stage.kind);
  for (const auto& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) {
      stage.keys.emplace(entry.key, &entry);
      if (stage.kind->map(entry.key) != nullptr) read_members(entry, stage, problems);
      continue;
    }
    if (const auto meant = closest(entry.key, known)) stage.misspelled.insert(*meant);
    problems.add(
        entry.place,
        fmt::format("unknown parameter '{}' of {}.{}", entry.key, stage.label(), did_you_mean(entry.key, known)),
        static_cast<int>(entry.key.size()));
  }
}

void read_title(WorkflowStage& stage, Diagnostics& problems) {
  const Node::Entry* title = stage.key("title");
  if (title == nullptr) return;
  if (title->value.is_scalar()) {
    stage.title = title->value.text;
    return;
  }
  problems.add(title->place,
               fmt::format("the title of stage '{}' must be a text, not {}. Write for example 'title: Glass "
                           "at 300 K'.",
                           stage.name, title->value.type_name()),
               static_cast<int>(title->key.size()));
}

WorkflowStage read_stage(const Node::Entry& entry, const std::string& folder, Diagnostics& problems) {
  WorkflowStage stage;
  stage.name = entry.key;
  stage.place = entry.place;
  if (!entry.value.is_map()) {
    problems.add(stage.place,
                 fmt::format("stage '{}' must be a map that begins with its kind, not {}. Write for example "
                             "'{}: {{kind: md.sample, ...}}'.",
                             stage.name, entry.value.type_name(), stage.local_name()),
                 stage.name_width());
    return stage;
  }
  stage.kind = read_kind(entry.value, stage, problems);
  if (stage.kind == nullptr) return stage;
  read_keys(entry.value, stage, problems);
  read_title(stage, problems);
  if (const Node::Entry* sweep = stage.key("for_each")) {
    const std::size_t before = problems.items().size();
    stage.own_axes = read_axes(sweep->value, fmt::format("stage '{}'", stage.name), folder, problems);
    if (problems.items().size() > before) stage.axes_known = false;
  }
  return stage;
}

bool has_capability(const EngineInfo& info, const std::string& capability) {
  return std::find(info.capabilities.begin(), info.capabilities.end(), capability) != info.capabilities.end();
}

std::string engines_with(const std::string& capability) {
  std::string names;
  for (const std::string& name : engine_names()) {
    if (has_capability(engine_info(name), capability)) names += (names.empty() ? "'" : ", '") + name + "'";
  }
  return names.empty() ? "No engine of this build can." : fmt::format("Engines that can: {}.", names);
}

void check_capabilities(const WorkflowStage& stage, const Place& place, int width, Diagnostics& problems) {
  const EngineInfo info = engine_info(stage.engine);
  for (const std::string& capability : stage.kind->needs) {
    if (has_capability(info, capability)) continue;
    problems.add(place,
                 fmt::format("engine '{}' cannot do '{}', which {} needs. {}", stage.engine, capability, stage.label(),
                             engines_with(capability)),
                 width);
  }
}

}  // namespace

const std::vector<std::string>& generic_stage_keys() {
  static const std::vector<std::string> keys{"kind",   "for_each", "gather", "needs", "ranks",
                                             "memory", "engine",   "retry",  "when",  "title"};
  return keys;
}

bool check_name(const std::string& name, const std::string& what, const Place& place, Diagnostics& problems) {
  bool fits = !name.empty();
  for (std::size_t i = 0; i < name.size(); ++i) fits = fits && is_name_character(name[i], i == 0);
  if (fits) return true;
  const std::string better = name_that_would_do(name);
  problems.add(place,
               fmt::format("{} name '{}' must begin with a lower-case letter or a digit and go on with those, '-' "
                           "and '_'.{}",
                           what, name, better.empty() ? "" : fmt::format(" Write '{}'.", better)),
               std::max(1, static_cast<int>(name.size())));
  return false;
}

std::vector<WorkflowStage> read_stages(const Node& stages, const std::string& folder, Diagnostics& problems) {
  std::vector<WorkflowStage> read;
  read.reserve(stages.entries.size());
  for (const auto& entry : stages.entries) read.push_back(read_stage(entry, folder, problems));
  return read;
}

void read_engine(WorkflowStage& stage, const Node* campaign_engine, Diagnostics& problems) {
  const Node::Entry* own = stage.key("engine");
  if (!stage.kind->uses_engine) {
    if (own != nullptr) {
      problems.add(own->place, fmt::format("{} uses no engine. Remove 'engine'.", stage.label()),
                   static_cast<int>(own->key.size()));
    }
    return;
  }
  const Node* node = own != nullptr ? &own->value : campaign_engine;
  stage.engine = node != nullptr ? node->text : kDefaultEngine;
  const Node* kind = &stage.key("kind")->value;
  const std::vector<std::string> names = engine_names();
  if (std::find(names.begin(), names.end(), stage.engine) == names.end()) {
    // A wrong name at the top of the file is reported there, once.
    if (own != nullptr) {
      problems.add(own->value.place,
                   fmt::format("unknown engine '{}' of stage '{}'.{}", stage.engine, stage.name,
                               did_you_mean(stage.engine, names)),
                   caret_width(own->value));
    }
    return;
  }
  const Node* blamed = own != nullptr ? &own->value : kind;
  check_capabilities(stage, blamed->place, caret_width(*blamed), problems);
}

}  // namespace vitriflow
