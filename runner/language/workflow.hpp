// Workflow: the YAML of a campaign, validated against the registered kinds and expanded into a graph of tasks.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "runner/task_graph.hpp"

namespace vitriflow {

struct Workflow {
  std::string campaign;  // the folder's name
  std::string title;     // optional, for the report
  std::uint64_t seed = 1;
  bool reproducible = false;
  std::string text;                                 // the file as read
  std::string path;                                 // absolute
  std::map<std::string, std::string> included;      // texts of the files it includes, by absolute path
  std::vector<std::string> stages;                  // names in the order of the file
  std::map<std::string, std::string> stage_titles;  // of those that have one
  std::map<std::string, std::string> files;         // that parameters name: digests by path
  std::vector<Diagnostic> warnings;                 // valid, but the user should know
  TaskGraph graph{std::vector<Task>{}};
};

struct WorkflowSource {
  std::string text;
  std::string name;           // as the user named it, for messages
  std::string path;           // absolute: relative files inside refer to its folder
  std::string inputs_folder;  // of the installation
  // Texts of included files by absolute path, as a campaign kept them; none: the files are read.
  std::optional<std::map<std::string, std::string>> kept_files = std::nullopt;
};

// Everything that is wrong with the file comes back at once: throws InvalidInput.
Workflow load_workflow(const WorkflowSource& source);
Workflow read_workflow(const std::string& path, const std::string& inputs_folder);

// The installed inputs/: $VITRIFLOW_INPUTS, else beside the source tree the program was built from, else the installed
// share folder. Throws Error (environment) when none is there.
std::string find_inputs_folder();

}  // namespace vitriflow
