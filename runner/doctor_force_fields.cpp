// What doctor says about the force fields of a workflow: styles of LAMMPS, their packages, and whether they are there.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hpc/base/files.hpp"
#include "runner/doctor.hpp"
#include "runner/language/workflow.hpp"
#include "runner/probe_child.hpp"
#include "stages/engines/lammps_styles.hpp"
#include "stages/inputs.hpp"

namespace vitriflow {

namespace {

using Styles = std::vector<LammpsStyle>;

bool is_force_field(const ParameterDescription& parameter) { return parameter.input_folder == "forcefields"; }
// A plain include file beside a data file.
bool is_include(const ParameterDescription& parameter) { return parameter.name == "interactions"; }

// By the names that the workflow gives them.
std::map<std::string, Styles> styles_by_force_field(const Workflow& workflow, const std::string& inputs) {
  const std::string folder = std::filesystem::path(workflow.path).parent_path().string();
  std::map<std::string, Styles> styles;
  for (const Task& task : workflow.graph.tasks()) {
    for (const ParameterDescription& parameter : task.kind->parameters) {
      if (!is_force_field(parameter) && !is_include(parameter)) continue;
      const auto name = std::get<std::string>(task.parameters.at(parameter.name));
      if (styles.count(name) != 0) continue;
      const std::string path = existing_input(parameter.input_folder, name, inputs, folder);
      styles[name] = is_include(parameter) ? styles_of_include(posix_files().read(path), path)
                                           : styles_of_force_field(read_force_field(path));
    }
  }
  return styles;
}

bool uses_lammps(const Workflow& workflow) {
  const auto& tasks = workflow.graph.tasks();
  return std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.engine == "lammps"; });
}

std::string probe_word(const LammpsStyle& style) { return style.category + ":" + style.name; }

// What the probe prints of the styles that were asked for; it may warn of other things.
std::set<std::string> lacking_styles(const std::string& program, const std::string& folder, const Styles& styles) {
  std::set<std::string> asked;
  for (const LammpsStyle& style : styles) asked.insert(probe_word(style));
  const auto outcome = run_probe_ranks(
      program, 1, {"--probe", "styles", "--folder", folder, "--styles", fmt::format("{}", fmt::join(asked, ","))},
      folder);
  if (!outcome.good) throw Error("LAMMPS could not be asked for its styles: " + last_lines(outcome.output));
  std::set<std::string> lacking;
  std::copy_if(asked.begin(), asked.end(), std::inserter(lacking, lacking.end()), [&](const std::string& word) {
    return ("\n" + outcome.output).find("\n" + word + "\n") != std::string::npos;
  });
  return lacking;
}

// "KSPACE: pair lj/cut/coul/long, kspace pppm; core: pair morse"
std::string by_package(const Styles& styles) {
  std::map<std::string, std::vector<std::string>> packages;
  for (const LammpsStyle& style : styles) {
    const std::string package = lammps_package_of(style);
    packages[package.empty() ? "package unknown" : package].push_back(style.category + " " + style.name);
  }
  std::vector<std::string> parts;
  parts.reserve(packages.size());
  for (const auto& [package, names] : packages) parts.push_back(fmt::format("{}: {}", package, fmt::join(names, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::string way_to(const Styles& lacking) {
  std::set<std::string> options;
  bool unknown = false;
  for (const LammpsStyle& style : lacking) {
    const std::string package = lammps_package_of(style);
    if (package.empty() || package == "core") unknown = true;
    if (!package.empty() && package != "core") options.insert(fmt::format("-D PKG_{}=on", package));
  }
  std::string text = options.empty() ? "" : fmt::format("Build LAMMPS with {}.", fmt::join(options, " "));
  if (unknown)
    text += (text.empty() ? "" : " ") + std::string("Check the names, and their packages, in LAMMPS's manual.");
  return text;
}

Check check_force_field(const std::string& name, const Styles& styles, const std::set<std::string>& lacking) {
  Styles missing;
  std::copy_if(styles.begin(), styles.end(), std::back_inserter(missing),
               [&](const LammpsStyle& style) { return lacking.count(probe_word(style)) != 0; });
  if (missing.empty()) return {name, Check::Outcome::good, by_package(styles), ""};
  return {name, Check::Outcome::missing, "this LAMMPS lacks " + by_package(missing), way_to(missing)};
}

}  // namespace

std::vector<Check> examine_force_fields(const std::string& program, const std::string& folder,
                                        const std::string& workflow) {
  const std::string inputs = find_inputs_folder();
  const Workflow read = read_workflow(workflow, inputs);
  const auto styles = styles_by_force_field(read, inputs);
  if (styles.empty() || !uses_lammps(read)) return {};
  Styles all;
  for (const auto& [name, used] : styles) all.insert(all.end(), used.begin(), used.end());
  std::vector<Check> checks;
  try {
    const auto lacking = lacking_styles(program, folder, all);
    for (const auto& [name, used] : styles) checks.push_back(check_force_field(name, used, lacking));
  } catch (const Error& error) {
    checks.push_back({"LAMMPS styles", Check::Outcome::missing, error.what(), "See what is said about LAMMPS above."});
  }
  return checks;
}

}  // namespace vitriflow
