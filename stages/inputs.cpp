#include "stages/inputs.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/digest.hpp"
#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"

namespace vitriflow {

namespace fs = std::filesystem;

namespace {

constexpr const char* kYaml = ".yaml";
constexpr std::array kExtensions = {".yaml", ".cif"};  // of one name the first wins

std::string existing(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? path.lexically_normal().string() : std::string();
}

// The files beside an include file that its words name, such as tables of potentials.
std::vector<std::string> named_files(const std::string& path, const std::string& text) {
  std::vector<std::string> files;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::string file = existing(fs::path(path).parent_path() / word);
    if (!file.empty()) files.push_back(file);
  }
  return files;
}

// The paths that a YAML input names under the key "include": one text or a list of them.
std::vector<std::string> included_files(const std::string& path, const std::string& bytes) {
  if (fs::path(path).extension() != kYaml) return {};
  Diagnostics problems;
  const Node root = parse_yaml(bytes, path, problems);
  problems.throw_if_any();
  const Node* include = root.find("include");
  if (include == nullptr) return {};
  std::vector<std::string> files;
  if (include->is_scalar()) files.push_back(include->text);
  for (const Node& item : include->items) files.push_back(item.text);
  for (std::string& file : files) file = (fs::path(path).parent_path() / file).lexically_normal().string();
  return files;
}

}  // namespace

std::string resolve_input(const std::string& folder, const std::string& name, const std::string& inputs_folder,
                          const std::string& workflow_folder) {
  if (name.empty()) return {};
  if (name.find('/') != std::string::npos) return existing(fs::path(workflow_folder) / name);
  const fs::path installed = fs::path(inputs_folder) / folder;
  if (name.ends_with(".cif")) {
    const std::string found = existing(installed / name);
    return found.empty() ? existing(fs::path(workflow_folder) / name) : found;
  }
  for (const char* extension : kExtensions) {
    const std::string found = existing(installed / (name + extension));
    if (!found.empty()) return found;
  }
  return {};
}

std::string existing_input(const std::string& folder, const std::string& name, const std::string& inputs_folder,
                           const std::string& workflow_folder) {
  std::string path = resolve_input(folder, name, inputs_folder, workflow_folder);
  if (!path.empty()) return path;
  if (name.find('/') != std::string::npos) {
    throw Error(fmt::format("there is no file '{}'. A path with a slash counts from the workflow's folder.", name),
                Failure::invalid_input);
  }
  throw Error(fmt::format("there is no input '{}' in '{}'.{}", name, folder,
                          did_you_mean(name, input_names(folder, inputs_folder))),
              Failure::invalid_input);
}

std::vector<std::string> input_names(const std::string& folder, const std::string& inputs_folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::path(inputs_folder) / folder, ignored)) {
    const bool known = std::count(kExtensions.begin(), kExtensions.end(), entry.path().extension()) > 0;
    if (known) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string input_digest(const std::string& path) {
  const std::string bytes = posix_files().read(path);
  std::string parts = blake2b_hex(bytes);
  for (const std::string& file : included_files(path, bytes)) {
    if (existing(file).empty()) {
      throw Error(fmt::format("'{}' includes '{}', which is not there. Put the file beside it or correct 'include'.",
                              path, file),
                  Failure::invalid_input);
    }
    const std::string text = posix_files().read(file);
    parts += '\n' + blake2b_hex(text);
    if (fs::path(file).extension() == kYaml) continue;
    for (const std::string& named : named_files(file, text)) parts += '\n' + blake2b_hex(posix_files().read(named));
  }
  return blake2b_hex(parts);
}

}  // namespace vitriflow
