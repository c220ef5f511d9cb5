#include "runner/doctor.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "hpc/base/version.hpp"
#include "hpc/processors.hpp"
#include "runner/language/workflow.hpp"
#include "runner/probe_child.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// A folder that goes away with its owner.
class ProbeFolder {
 public:
  explicit ProbeFolder(const std::string& parent) : path_(parent + fmt::format("/vitriflow-doctor-{}", ::getpid())) {
    posix_files().make_directories(path_);
  }
  ~ProbeFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ProbeFolder(const ProbeFolder&) = delete;
  ProbeFolder& operator=(const ProbeFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Check check_inputs() {
  try {
    return {"inputs", Check::Outcome::good, find_inputs_folder(), ""};
  } catch (const Error& error) {
    return {"inputs", Check::Outcome::missing, error.what(),
            "Set VITRIFLOW_INPUTS to the folder 'inputs' of the source."};
  }
}

Check check_units() {
  try {
    const double eV = convert(1, "kcal/mol", "eV");
    const double meter = convert(1, "furlong", "m");  // only the units database knows it
    return {"units", Check::Outcome::good, fmt::format("1 kcal/mol = {:.7f} eV, 1 furlong = {:.2f} m", eV, meter), ""};
  } catch (const Error& error) {
    return {"units", Check::Outcome::missing, error.what(), "Install the units database (Debian: libudunits2-data)."};
  }
}

Check check_mpi(const std::string& folder) {
  const auto outcome = run_probe_child({"mpirun", "--version"}, folder);
  if (outcome.good) return {"MPI launcher", Check::Outcome::good, first_line(outcome.output), ""};
  return {"MPI launcher", Check::Outcome::missing, last_lines(outcome.output),
          "Install an MPI with its launcher (Debian: openmpi-bin)."};
}

Check check_probe(const std::string& name, const std::string& what, int ranks, const std::string& program,
                  const std::string& folder, const std::string& way_out) {
  const auto outcome = run_probe_ranks(program, ranks, {"--probe", what, "--folder", folder}, folder);
  if (outcome.good) return {name, Check::Outcome::good, first_line(outcome.output), ""};
  return {name, Check::Outcome::missing, last_lines(outcome.output), way_out};
}

Check check_packages() {
  const std::vector<std::string> wanted = {"KSPACE", "MOLECULE", "MANYBODY", "OPT"};
  std::string found;
  std::vector<std::string> absent = wanted;
  for (const auto& capability : engine_info("lammps").capabilities) {
    if (capability.rfind("package:", 0) != 0) continue;
    const std::string package = capability.substr(8);
    found += (found.empty() ? "" : " ") + package;
    std::erase(absent, package);
  }
  if (absent.empty()) return {"LAMMPS packages", Check::Outcome::good, found, ""};
  return {"LAMMPS packages", Check::Outcome::warning, fmt::format("{}; without {}", found, fmt::join(absent, " ")),
          "nb-ZIF-FF needs KSPACE and MOLECULE, silicon MANYBODY, OPT is speed: build LAMMPS with them."};
}

Check check_cores() {
  const auto cores = usable_cores().size();
  return {"cores", Check::Outcome::good, fmt::format("{} physical, the default of 'run -n'", cores), ""};
}

Check check_disk(const std::string& folder) {
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) != 0) {
    return {"disk", Check::Outcome::missing, "cannot look at '" + folder + "'",
            "Choose a folder that exists and can be written."};
  }
  const double GiB =
      static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize) / (1024.0 * 1024.0 * 1024.0);
  const std::string detail = fmt::format("{:.1f} GiB free in '{}'", GiB, folder);
  if (GiB >= 1) return {"disk", Check::Outcome::good, detail, ""};
  return {"disk", Check::Outcome::warning, detail,
          "A campaign of a few glasses writes about 1 GiB: free some space or use --into elsewhere."};
}

}  // namespace

std::vector<Check> examine_machine(const std::string& program, const std::string& folder, const std::string& workflow) {
  const ProbeFolder scratch(folder);
  std::vector<Check> checks = {check_inputs(), check_units(), check_cores(), check_disk(folder),
                               check_mpi(scratch.path())};
  checks.push_back(check_probe(
      "parallel HDF5", "hdf5", 2, program, scratch.path(),
      "Install an HDF5 with MPI (Debian: libhdf5-openmpi-dev) and build again; on a cluster check that the file system "
      "allows MPI-IO."));
  checks.push_back(check_probe("LAMMPS", "lammps", 1, program, scratch.path(),
                               "Install LAMMPS as a library (Debian: liblammps-dev) and build again."));
  checks.push_back(check_packages());
  if (!workflow.empty()) {
    for (Check& check : examine_force_fields(program, scratch.path(), workflow)) checks.push_back(std::move(check));
  }
  return checks;
}

std::string to_text(const std::vector<Check>& checks, bool colour, const std::string& subject) {
  const auto mark = [colour](Check::Outcome outcome) -> std::string {
    const char* word = outcome == Check::Outcome::good      ? "ok     "
                       : outcome == Check::Outcome::warning ? "warning"
                                                            : "MISSING";
    if (!colour) return word;
    return fmt::format("\x1b[{}m{}\x1b[0m",
                       outcome == Check::Outcome::good      ? 32
                       : outcome == Check::Outcome::warning ? 33
                                                            : 31,
                       word);
  };
  std::string text = fmt::format("vitriflow {}\n", kVersion);
  for (const auto& check : checks) {
    text += fmt::format("{}  {:<16} {}\n", mark(check.outcome), check.name, check.detail);
    if (!check.way_out.empty()) text += fmt::format("{:<26}-> {}\n", "", check.way_out);
  }
  const auto missing = std::count_if(checks.begin(), checks.end(),
                                     [](const Check& check) { return check.outcome == Check::Outcome::missing; });
  text += missing == 0 ? subject + " is ready.\n" : fmt::format("{} missing: see the arrows.\n", missing);
  return text;
}

}  // namespace vitriflow
