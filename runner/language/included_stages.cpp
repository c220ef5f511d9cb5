#include "runner/language/included_stages.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/language/axis_reader.hpp"
#include "runner/language/included_parameters.hpp"
#include "runner/language/stage_reader.hpp"

namespace vitriflow {
namespace {

namespace fs = std::filesystem;

// More stages than this are files that include each other over and over.
constexpr std::size_t kMostStages = 10'000;

// A value that is not there has the place of its key.
void blame_keys_for_nothing(Node& node) {
  for (auto& entry : node.entries) {
    if (entry.value.type == Node::Type::null) entry.value.place = entry.place;
    blame_keys_for_nothing(entry.value);
  }
}

int width(const Node::Entry& entry) { return static_cast<int>(entry.key.size()); }

std::string place_text(const Place& place) {
  return fmt::format("{}:{}:{}", place.source->name, place.line, place.column);
}

// The file at hand and those that lead to it.
struct Level {
  std::string name;                  // in messages
  std::string path;                  // absolute
  std::string prefix;                // of its stages
  std::string origin;                // empty for the workflow itself
  std::vector<std::string> chain;    // names from the workflow's file on, itself included
  std::vector<std::string> parents;  // their paths
};

class Includer {
 public:
  Includer(const IncludeSource& source, Diagnostics& problems) : source_(source), problems_(problems) {}

  void add_stages(const Node& stages, const Level& level) {
    for (const auto& entry : stages.entries) {
      check_name(entry.key, "stage", entry.place, problems_);
      if (const Node* file = entry.value.find("include")) {
        include(entry, *file, level);
      } else if (included_.stages.entries.size() < kMostStages) {
        included_.stages.entries.push_back({level.prefix + entry.key, entry.place, entry.value});
      } else {
        too_many(entry);
        return;
      }
    }
  }

  IncludedStages take() { return std::move(included_); }

 private:
  std::string label(const Node::Entry& entry, const Level& level) const {
    return fmt::format("include '{}{}'", level.prefix, entry.key);
  }

  void too_many(const Node::Entry& entry) {
    problems_.add(entry.place,
                  fmt::format("with the files it includes the workflow has more than {} stages. Include "
                              "less.",
                              kMostStages),
                  width(entry));
  }

  void check_keys(const Node::Entry& entry, const Level& level) {
    static const std::vector<std::string> known{"include", "with", "for_each"};
    for (const auto& key : entry.value.entries) {
      if (std::find(known.begin(), known.end(), key.key) != known.end()) continue;
      problems_.add(key.place,
                    fmt::format("unknown key '{}' of {}.{} What its stages need stands in the file.", key.key,
                                label(entry, level), did_you_mean(key.key, known)),
                    width(key));
    }
  }

  void include(const Node::Entry& entry, const Node& file, const Level& level) {
    check_keys(entry, level);
    if (!file.is_scalar() || file.text.empty()) {
      problems_.add(file.place,
                    fmt::format("{} must name a file, not {}. Write for example 'include: parts/glass.yaml'.",
                                label(entry, level), file.is_scalar() ? "an empty text" : file.type_name()));
      return;
    }
    const Level inner = level_of(entry, file, level);
    if (!take(entry, file, level, inner)) included_.incomplete.push_back(inner.prefix);
  }

  // False: nothing is known of its stages.
  bool take(const Node::Entry& entry, const Node& file, const Level& level, const Level& inner) {
    if (is_circle(inner, entry, file, level)) return false;
    const auto text = text_of(inner.path, entry, file, level);
    if (!text) return false;
    const std::size_t before = problems_.items().size();
    const Node document = parse_workflow_file(*text, inner.name, problems_);
    included_.texts[inner.path] = *text;
    auto& kept = *included_.files.emplace_back(std::make_unique<IncludedFile>());
    kept = {document.place.source, inner.prefix, inner.origin, read_sweep(entry, level), {}};
    if (problems_.items().size() > before) {
      blame_file(inner.name, kept);
      return false;
    }
    const auto parameters = read_included_parameters(document, entry, label(entry, level), problems_);
    const Node* stages = included_stages_node(document, problems_);
    if (stages == nullptr || !parameters) return false;
    for (const auto& [name, value] : *parameters) kept.known.push_back(name);
    add_stages(with_parameters(*stages, *parameters, problems_), inner);
    return true;
  }

  // A file that is no YAML has no tree with places, only problems.
  void blame_file(const std::string& name, IncludedFile& file) const {
    for (const Diagnostic& problem : problems_.items()) {
      if (problem.place.source && problem.place.source->name == name) file.source = problem.place.source;
    }
  }

  Level level_of(const Node::Entry& entry, const Node& file, const Level& level) const {
    Level inner;
    const fs::path named(file.text);
    inner.path = (fs::path(level.path).parent_path() / named).lexically_normal().string();
    inner.name = (fs::path(level.name).parent_path() / named).lexically_normal().string();
    inner.prefix = level.prefix + entry.key + ".";
    inner.origin = fmt::format("Included as '{}{}' at {}.{}", level.prefix, entry.key, place_text(file.place),
                               level.origin.empty() ? "" : " " + level.origin);
    inner.chain = level.chain;
    inner.chain.push_back(inner.name);
    inner.parents = level.parents;
    inner.parents.push_back(inner.path);
    return inner;
  }

  bool is_circle(const Level& inner, const Node::Entry& entry, const Node& file, const Level& level) {
    if (std::find(level.parents.begin(), level.parents.end(), inner.path) == level.parents.end()) return false;
    problems_.add(file.place,
                  fmt::format("{} leads back to where it comes from: {}. A file cannot include itself.",
                              label(entry, level), fmt::join(inner.chain, " -> ")),
                  caret_width(file));
    return true;
  }

  std::optional<std::string> text_of(const std::string& path, const Node::Entry& entry, const Node& file,
                                     const Level& level) {
    if (source_.kept) {
      const auto kept = source_.kept->find(path);
      if (kept != source_.kept->end()) return kept->second;
      report_missing(fmt::format("the campaign kept no text of '{}'. Run the workflow's file again.", path), entry,
                     file, level);
      return std::nullopt;
    }
    if (fs::is_regular_file(path)) return posix_files().read(path);
    std::vector<std::string> names;
    for (const std::string& name : posix_files().list(fs::path(path).parent_path().string())) {
      if (name.ends_with(".yaml") || name.ends_with(".yml")) names.push_back(name);
    }
    report_missing(fmt::format("there is no file '{}'.{} A relative path counts from the folder of the file it stands "
                               "in.",
                               path, did_you_mean(fs::path(path).filename().string(), names)),
                   entry, file, level);
    return std::nullopt;
  }

  void report_missing(const std::string& why, const Node::Entry& entry, const Node& file, const Level& level) {
    problems_.add(file.place, fmt::format("{} cannot be read: {}", label(entry, level), why), caret_width(file));
  }

  std::vector<Axis> read_sweep(const Node::Entry& entry, const Level& level) {
    const Node* for_each = entry.value.find("for_each");
    if (for_each == nullptr) return {};
    const std::string folder = fs::path(source_.path).parent_path().string();
    std::vector<Axis> axes = read_axes(*for_each, label(entry, level), folder, problems_);
    for (const Axis& axis : axes) check_not_outside(axis, level);
    return axes;
  }

  void check_not_outside(const Axis& axis, const Level& level) {
    for (const auto& file : included_.files) {
      if (!level.prefix.starts_with(file->prefix)) continue;
      const bool taken =
          std::any_of(file->axes.begin(), file->axes.end(), [&](const Axis& other) { return other.name == axis.name; });
      if (!taken) continue;
      problems_.add(axis.place,
                    fmt::format("axis '{}' of {} is an axis of '{}' already, which includes it. Give it another name.",
                                axis.name, axis.owner, file->prefix.substr(0, file->prefix.size() - 1)),
                    static_cast<int>(axis.name.size()));
    }
  }

  const IncludeSource& source_;
  Diagnostics& problems_;
  IncludedStages included_;
};

}  // namespace

const IncludedFile* IncludedStages::file_of(const Place& place) const {
  if (files.empty()) return nullptr;
  const auto it =
      std::find_if(files.begin(), files.end(), [&](const auto& file) { return file->source == place.source; });
  return it == files.end() ? nullptr : it->get();
}

const std::string& IncludedStages::prefix_of(const Place& place) const {
  static const std::string none;
  const IncludedFile* file = file_of(place);
  return file == nullptr ? none : file->prefix;
}

IncludedStages include_files(const Node& stages, const IncludeSource& source, Diagnostics& problems) {
  Includer includer(source, problems);
  includer.add_stages(stages, {source.name, source.path, "", "", {source.name}, {source.path}});
  IncludedStages included = includer.take();
  included.stages.type = Node::Type::map;
  included.stages.place = stages.place;
  return included;
}

Diagnostics with_origins(const Diagnostics& problems, const IncludedStages& included) {
  Diagnostics told;
  for (const Diagnostic& problem : problems.items()) {
    const IncludedFile* file = included.file_of(problem.place);
    told.add(problem.place, file == nullptr ? problem.message : fmt::format("{} {}", problem.message, file->origin),
             problem.width);
  }
  return told;
}

Node parse_workflow_file(const std::string& text, const std::string& name, Diagnostics& problems) {
  Node document = parse_yaml(text, name, problems);
  if (!document.place.source) document.place.source = make_source(name, text);
  blame_keys_for_nothing(document);
  return document;
}

}  // namespace vitriflow
