// vitriflow doctor: says what this machine can do, by doing it, and how to get what is missing.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "hpc/base/error.hpp"
#include "hpc/session.hpp"
#include "runner/commands/commands.hpp"
#include "runner/doctor.hpp"

namespace vitriflow {

namespace {

struct DoctorOptions {
  std::string folder = ".";
  std::string workflow;
  std::string probe, styles;
};

int examine(const DoctorOptions& options) {
  const auto program = std::filesystem::read_symlink("/proc/self/exe").string();
  const auto checks = examine_machine(program, std::filesystem::absolute(options.folder).string(), options.workflow);
  const bool colour = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  fmt::print("{}", to_text(checks, colour));
  const bool lacking = std::any_of(checks.begin(), checks.end(),
                                   [](const Check& check) { return check.outcome == Check::Outcome::missing; });
  return lacking ? static_cast<int>(Failure::environment) : 0;
}

int probe(const DoctorOptions& options) {
  int argc = 0;
  char** argv = nullptr;
  const Session session(argc, argv);
  try {
    run_probe(options.probe, options.folder, options.styles);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    Session::abort(1);  // a rank that failed alone must not leave the others waiting
  }
}

}  // namespace

void add_doctor(CLI::App& program, ChosenCommand& chosen) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = program.add_subcommand(
      "doctor", "Checks this machine: writes parallel HDF5 on two ranks, opens LAMMPS, lists what is missing.");
  command->add_option("workflow", options->workflow, "Also check that LAMMPS has what its force fields use")
      ->check(CLI::ExistingFile);
  command->add_option("--folder", options->folder, "Where campaigns would be written")
      ->capture_default_str()
      ->check(CLI::ExistingDirectory);
  command->add_option("--probe", options->probe, "")->group("");  // for the program itself, under mpirun
  command->add_option("--styles", options->styles, "")->group("");
  command->footer("Example:\n  vitriflow doctor workflows/quickstart.yaml --folder /scratch/me");
  command->callback([&chosen, options] {
    chosen = [options] { return options->probe.empty() ? examine(*options) : probe(*options); };
  });
}

}  // namespace vitriflow
