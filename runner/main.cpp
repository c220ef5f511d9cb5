// The program: parses the command line, runs the chosen command and turns errors into messages and exit codes.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

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
  add_submit(program, chosen);
  add_status(program, chosen);
  add_watch(program, chosen);
  add_log(program, chosen);
  add_explain(program, chosen);
  add_edits(program, chosen);
  add_cancel(program, chosen);
  add_extend(program, chosen);
  add_report(program, chosen);
  add_compare(program, chosen);
  add_export(program, chosen);
  add_import(program, chosen);
  add_check(program, chosen);
  add_clean(program, chosen);
  add_archive(program, chosen);
  add_kinds(program, chosen);
  add_template(program, chosen);
  add_schema(program, chosen);
  add_doctor(program, chosen);
  add_completion(program, chosen);
  add_complete(program, chosen);
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

// "vitriflow rnu" names no command; CLI11 would only say that one is required.
std::string unknown_command(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->check_name(argv[1])) return {};
    if (!command->get_group().empty()) names.push_back(command->get_name());
  }
  return fmt::format("vitriflow: unknown command '{}'.{} See vitriflow --help.\n", argv[1],
                     did_you_mean(argv[1], names));
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
  if (const std::string problem = unknown_command(program, argc, argv); !problem.empty()) {
    std::fputs(problem.c_str(), stderr);
    return static_cast<int>(Failure::invalid_input);
  }
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
