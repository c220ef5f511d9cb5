// The program: parses the command line, runs the chosen command and turns errors into messages and exit codes.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "runner/commands/commands.hpp"

namespace vitriflow {

namespace {

constexpr int kBugExit = 70;  // EX_SOFTWARE

void add_commands(CLI::App& program, ChosenCommand& chosen) {
  add_validate(program, chosen);
  add_plan(program, chosen);
  add_run(program, chosen);
  add_status(program, chosen);
  add_report(program, chosen);
  add_kinds(program, chosen);
  add_doctor(program, chosen);
  add_pool(program, chosen);
}

int run_chosen(const ChosenCommand& chosen) {
  try {
    return chosen();
  } catch (const InvalidInput& error) {
    std::fputs(error.diagnostics().render().c_str(), stderr);
    return error.exit_code();
  } catch (const Error& error) {
    fmt::print(stderr, "vitriflow: {}\n", error.what());
    return error.exit_code();
  } catch (const std::exception& error) {
    fmt::print(stderr, "vitriflow: {}\n", error.what());
    return kBugExit;
  }
}

int run_program(int argc, char** argv) {
  CLI::App program(
      "Vitriflow runs campaigns of molecular dynamics of framework glasses: a YAML workflow becomes tasks,\n"
      "tasks run on groups of MPI ranks, results are kept in HDF5 and set beside published numbers.",
      "vitriflow");
  program.set_version_flag("--version", std::string("vitriflow ") + kVersion);
  program.require_subcommand(1);
  program.footer(
      "Example:\n  vitriflow run workflows/quickstart.yaml\n\n"
      "Exit codes: 0 all done, 1 something failed, 2 invalid input, 3 stopped and can be continued,\n"
      "4 another runner holds the campaign, 5 the environment lacks something.");
  ChosenCommand chosen;
  add_commands(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : static_cast<int>(Failure::invalid_input);
  }
  return run_chosen(chosen);
}

}  // namespace

}  // namespace vitriflow

int main(int argc, char** argv) { return vitriflow::run_program(argc, argv); }
