// WorkflowStage: one entry of `stages` as validation builds it up: its keys, its axes, what it takes, its values.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hpc/base/document.hpp"
#include "runner/language/parameter_table.hpp"
#include "runner/language/sweep.hpp"
#include "runner/language/written_condition.hpp"
#include "runner/retry_policy.hpp"
#include "stages/kind.hpp"

namespace vitriflow {

// What one port takes: the output of one stage, or of several that are gathered.
struct PortLink {
  const PortDescription* port = nullptr;
  const Node* node = nullptr;
  std::vector<int> stages;  // indices, in the order they are named
  bool gathered = false;    // one task takes all of theirs
};

// A stage that must be done first although nothing of it is taken.
struct NeededStage {
  int stage = 0;
  const Node* node = nullptr;  // that names it
};

struct WorkflowStage {
  std::string name;
  Place place;  // of its name
  std::string title;
  const KindDescription* kind = nullptr;  // nullptr: unknown, nothing else of the stage is looked at
  std::map<std::string, const Node::Entry*> keys;
  std::set<std::string> misspelled;  // keys that an unknown one probably means: not reported as missing, too

  std::vector<Axis> own_axes;
  AxisList offered_axes;                     // of the entries that include its file, the outermost first
  std::vector<std::string> file_parameters;  // of the included file that it stands in
  AxisList axes;                             // inherited ones first
  bool axes_known = true;                    // false: an error elsewhere hides what it inherits
  std::vector<PortLink> links;
  std::vector<NeededStage> needs;
  WrittenCondition when;

  std::map<std::string, ParameterTable> parameters;  // by name
  ParameterTable ranks, memory;                      // texts: "1..8", "2 GB"
  RetryPolicy retry;
  std::string engine;  // empty where the kind uses none

  const Node::Entry* key(const std::string& wanted) const {
    const auto it = keys.find(wanted);
    return it == keys.end() ? nullptr : it->second;
  }
  // "stage 'cold' (kind 'md.sample')"
  std::string label() const {
    return kind == nullptr ? "stage '" + name + "'" : "stage '" + name + "' (kind '" + kind->name + "')";
  }
  // Without the names of the entries that include its file.
  std::string local_name() const { return name.substr(name.rfind('.') + 1); }
  int name_width() const { return static_cast<int>(local_name().size()); }
};

}  // namespace vitriflow
