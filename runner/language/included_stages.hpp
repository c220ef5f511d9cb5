// IncludedStages: the stages of a workflow with those of every file that it includes, parameters put in.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"
#include "runner/language/sweep.hpp"

namespace vitriflow {

// Texts of included files by absolute path.
using IncludedFiles = std::map<std::string, std::string>;

// A file that holds `parameters` and `stages`, taken by an entry such as
//   from_zif4: {include: glass.yaml, with: {structure: zif-4, hold: 10 ps}, for_each: {run: 1..3}}
// Its stages are called from_zif4.glass and so on. A name that is written in it is one of its own stages; a value that
// comes from `with` belongs to the file with the entry.
struct IncludedFile {
  std::shared_ptr<const SourceText> source;
  std::string prefix;              // of its stages' names: "from_zif4."
  std::string origin;              // for messages: "Included as 'from_zif4' at study.yaml:12:14."
  std::vector<Axis> axes;          // of the entry's `for_each`: a sweep of the whole file
  std::vector<std::string> known;  // its parameters
};

struct IncludedStages {
  Node stages;  // a map: the entries of all files under their full names
  std::vector<std::unique_ptr<IncludedFile>> files;
  IncludedFiles texts;
  std::vector<std::string> incomplete;  // prefixes of files that could not be read or miss a parameter

  // The file in which something stands; nullptr: in the workflow itself.
  const IncludedFile* file_of(const Place& place) const;
  // The prefix of stages that a name written at this place may mean.
  const std::string& prefix_of(const Place& place) const;
};

struct IncludeSource {
  std::string name;  // of the workflow's file in messages
  std::string path;  // absolute
  // Texts that were kept with a campaign, instead of files; none: files are read.
  std::optional<IncludedFiles> kept;
};

// Names of stages are checked here; kinds and keys are not. `stages` is the node under that key.
IncludedStages include_files(const Node& stages, const IncludeSource& source, Diagnostics& problems);

// The same problems; those within an included file say from where it is included.
Diagnostics with_origins(const Diagnostics& problems, const IncludedStages& included);

// A workflow or an included file as a tree in which everything has a place, also what is not there.
Node parse_workflow_file(const std::string& text, const std::string& name, Diagnostics& problems);

}  // namespace vitriflow
