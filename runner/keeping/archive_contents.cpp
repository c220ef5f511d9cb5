#include "runner/keeping/archive_contents.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/digest.hpp"
#include "hpc/base/document.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const ParameterValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return *texts;
  return {};
}

// The scalar at a key of a YAML file; empty where there is none or the file is no YAML.
std::string text_at(const std::string& bytes, const std::string& key) {
  Diagnostics ignored;
  const Node document = parse_yaml(bytes, "input", ignored);
  const Node* node = ignored.empty() && document.is_map() ? document.find(key) : nullptr;
  return node != nullptr && node->is_scalar() ? node->text : "";
}

void add_with_includes(const std::string& folder, const std::string& path, std::map<std::string, std::string>& found) {
  if (path.empty() || !fs::exists(path) || !found.emplace(path, folder).second) return;
  if (!path.ends_with(".yaml")) return;
  const std::string include = text_at(posix_files().read(path), "include");
  if (!include.empty()) add_with_includes(folder, (fs::path(path).parent_path() / include).lexically_normal(), found);
}

const std::map<std::string, std::string>& engine_citations() {
  static const std::map<std::string, std::string> citations{
      {"lammps", "Thompson et al., LAMMPS, Comput. Phys. Commun. 271, 108171 (2022), doi:10.1016/j.cpc.2021.108171"}};
  return citations;
}

}  // namespace

std::vector<InputFile> input_files_of(const Workflow& workflow, const std::string& inputs_folder) {
  const std::string beside = fs::path(workflow.path).parent_path();
  std::map<std::string, std::string> found;
  for (const Task& task : workflow.graph.tasks()) {
    for (const ParameterDescription& parameter : task.kind->parameters) {
      if (parameter.input_folder.empty()) continue;
      for (const std::string& name : names_in(task.parameters.at(parameter.name)))
        add_with_includes(parameter.input_folder, resolve_input(parameter.input_folder, name, inputs_folder, beside),
                          found);
    }
  }
  std::vector<InputFile> inputs;
  inputs.reserve(found.size());
  for (const auto& [path, folder] : found) inputs.push_back({folder, path});
  return inputs;
}

std::vector<Citation> citations_of(const Workflow& workflow, const std::vector<InputFile>& inputs, FileSystem& files) {
  std::vector<Citation> citations;
  std::set<std::string> kinds, engines;
  for (const Task& task : workflow.graph.tasks()) {
    if (!task.engine.empty() && engines.insert(task.engine).second && engine_citations().contains(task.engine))
      citations.push_back({engine_citations().at(task.engine), {"engine " + task.engine}});
    if (!kinds.insert(task.kind->name).second) continue;
    for (const std::string& reference : task.kind->references) citations.push_back({reference, {task.kind->name}});
  }
  for (const InputFile& input : inputs) {
    if (!input.path.ends_with(".yaml")) continue;
    const std::string bytes = files.read(input.path), doi = text_at(bytes, "doi");
    std::string text = text_at(bytes, "citation");
    if (text.empty()) text = text_at(bytes, "source");
    if (text.empty()) continue;
    if (!doi.empty()) text += ", doi:" + doi;
    citations.push_back({text, {input.folder + " " + fs::path(input.path).stem().string()}});
  }
  return citations;
}

std::string archive_page(const Workflow& workflow, std::size_t done, bool with_trajectories) {
  const auto tasks = static_cast<std::size_t>(workflow.graph.size());
  std::string page = fmt::format("{}{}\n\nMade by vitriflow {}; {} of {} tasks are done.\n\n", workflow.campaign,
                                 workflow.title.empty() ? "" : ": " + workflow.title, kVersion, done, tasks);
  page +=
      "workflow.yaml       what was run; workflow.N.yaml are later generations of it\n"
      "inputs/             the structures, force fields and published numbers that it names\n"
      "campaign.h5         every result with unit and uncertainty (HDF5); large ones link into results/\n"
      "results/            the results as they were stored, each with its checksum\n"
      "report/index.html   the report, to be read in a browser without a network\n"
      "journal/            what happened, in order\n"
      "CITATIONS.bib       the literature that it rests on\n"
      "MANIFEST            checksums; 'b2sum -l 128 -c MANIFEST' verifies all of it\n";
  page += with_trajectories ? "trajectories/       in the layout of H5MD 1.1\n"
                            : "\nTrajectories and checkpoints were left out.\n";
  return page;
}

std::string manifest_of(const std::string& folder, const std::vector<std::string>& relative_paths, FileSystem& files) {
  std::string lines;
  for (const std::string& path : relative_paths)
    lines += fmt::format("{}  {}\n", blake2b_hex(files.read(folder + "/" + path)), path);
  return lines;
}

}  // namespace vitriflow
