// Inputs: where a name in a workflow leads: a file of the installed inputs/, or a path relative to the workflow.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// "zif-4" -> <inputs_folder>/<folder>/zif-4.yaml, or zif-4.cif; with a slash: relative to `workflow_folder`, or
// absolute. "mine.cif" is looked for in the inputs, then beside the workflow. The path, or empty when there is no such
// file.
std::string resolve_input(const std::string& folder, const std::string& name, const std::string& inputs_folder,
                          const std::string& workflow_folder);
// The same, or an Error (invalid_input) that says where to look.
std::string existing_input(const std::string& folder, const std::string& name, const std::string& inputs_folder,
                           const std::string& workflow_folder);
// The names that <inputs_folder>/<folder> offers, sorted, without their endings.
std::vector<std::string> input_names(const std::string& folder, const std::string& inputs_folder);
// Digest of the file's bytes and of every file it names under the key "include" (relative to it).
std::string input_digest(const std::string& path);

}  // namespace vitriflow
