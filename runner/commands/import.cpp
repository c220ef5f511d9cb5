// vitriflow import: looks into a LAMMPS file and writes the stage that takes it over.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "runner/commands/commands.hpp"
#include "stages/engines/lammps_restart.hpp"
#include "stages/exchange/lammps_data.hpp"
#include "stages/exchange/lammps_dump.hpp"

namespace vitriflow {

namespace {

namespace fs = std::filesystem;

struct ImportOptions {
  std::string file, interactions = "./interactions.lmp";
  std::vector<std::string> elements;
};

bool is_dump(const std::string& path) {
  const std::string start = posix_files().read(path, 0, 64);
  return start.starts_with("ITEM: ");
}

// A data file has a line "N atoms" near its beginning.
void refuse_what_is_none(const std::string& named, const std::string& path) {
  if (is_dump(path) || is_lammps_restart(path)) return;
  const std::string start = posix_files().read(path, 0, 4096);
  if (start.find(" atoms") != std::string::npos) return;
  throw Error(fmt::format("'{}' is no data, restart or text dump file of LAMMPS.", named), Failure::invalid_input);
}

std::string name_for(const std::string& path) {
  std::string name;
  for (const char c : fs::path(path).stem().string()) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                      (!name.empty() && (lower == '_' || lower == '-'));
    if (fits) name.push_back(lower);
  }
  return name.empty() ? "imported" : name;
}

std::string list_of(const std::vector<std::string>& elements) { return fmt::format("[{}]", fmt::join(elements, ", ")); }

std::string dump_stage(const ImportOptions& options, const std::string& path, const std::string& name) {
  LammpsDump dump(path, {options.elements, 1.0, false});
  const auto frame = dump.next();
  if (!frame) throw Error(fmt::format("'{}' holds no frame.", options.file), Failure::invalid_input);
  const std::set<std::string> present(dump.particles().elements.begin(), dump.particles().elements.end());
  return fmt::format(
      "  # {} atoms of {}; the first frame is step {}\n  {}:\n    kind: frames.import\n    file: {}\n{}    timestep: 1 "
      "fs  "
      "# of the run: check it\n",
      dump.particles().ids.size(), fmt::join(present, ", "), frame->step, name, path,
      options.elements.empty() ? "" : fmt::format("    elements: {}\n", list_of(options.elements)));
}

std::string system_stage(const ImportOptions& options, const std::string& path, const std::string& name) {
  std::string remark = "a binary restart file: LAMMPS reads it when the task runs";
  if (!is_lammps_restart(path)) {
    const System system = parse_lammps_data(posix_files().read(path), options.file, {options.elements, false, "full"});
    std::vector<std::string> elements;
    for (const ParticleType& type : system.types) elements.push_back(type.element);
    remark = fmt::format("{} particles of the types {}; {:.4g} g/cm3", system.size(), fmt::join(elements, ", "),
                         system.density_g_cm3());
  }
  return fmt::format(
      "  # {}\n  {}:\n    kind: structure.import\n    file: {}\n    interactions: {}  # pair_style, pair_coeff ... in "
      "metal units\n{}",
      remark, name, path, options.interactions,
      options.elements.empty() ? "" : fmt::format("    elements: {}\n", list_of(options.elements)));
}

int import(const ImportOptions& options) {
  if (!fs::is_regular_file(options.file))
    throw Error(fmt::format("there is no file '{}'.", options.file), Failure::invalid_input);
  const std::string path = fs::absolute(options.file).lexically_normal();
  const std::string name = name_for(path);
  refuse_what_is_none(options.file, path);
  const std::string stage = is_dump(path) ? dump_stage(options, path, name) : system_stage(options, path, name);
  fmt::print("campaign: {}\nstages:\n{}", name, stage);
  return 0;
}

}  // namespace

void add_import(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = program.add_subcommand(
      "import", "Looks into a data, restart or dump file of LAMMPS and prints the workflow that takes it over.");
  command->add_option("file", options->file, "A data file, a binary restart file or a text dump")->required();
  command->add_option("--elements", options->elements, "Of the types in order, where masses or columns do not tell")
      ->delimiter(',');
  command->add_option("--interactions", options->interactions, "The LAMMPS include file with pair_style and so on");
  command->footer("Example:\n  vitriflow import glass.data --interactions ./glass.lmp > glass.yaml");
  command->callback([&chosen, options] { chosen = [options] { return import(*options); }; });
}

}  // namespace vitriflow
