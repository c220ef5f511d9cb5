// vitriflow doctor: says what this machine can do, by doing it, and how to get what is missing.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "hpc/base/error.hpp"
#include "hpc/cluster.hpp"
#include "hpc/session.hpp"
#include "hpc/slurm_site.hpp"
#include "runner/cluster_checks.hpp"
#include "runner/commands/commands.hpp"
#include "runner/doctor.hpp"
#include "runner/self_test.hpp"
#include "stages/engines/engine.hpp"

namespace vitriflow {

namespace {

struct DoctorOptions {
  std::string folder = ".";
  std::string workflow;
  std::string cluster, partition, account, qos;
  bool self_test = false;
  std::string probe, styles, launcher;
  int ranks = 1, nodes = 0;
};

std::string this_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

int show(const std::vector<Check>& checks, const std::string& subject) {
  const bool colour = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  fmt::print("{}", to_text(checks, colour, subject));
  const bool lacking = std::any_of(checks.begin(), checks.end(),
                                   [](const Check& check) { return check.outcome == Check::Outcome::missing; });
  return lacking ? static_cast<int>(Failure::environment) : 0;
}

int examine(const DoctorOptions& options) {
  const std::string folder = std::filesystem::absolute(options.folder).string();
  return show(examine_machine(this_program(), folder, options.workflow), "This machine");
}

// A self-test of a description that SLURM contradicts would only fail in other words.
int examine_cluster(const DoctorOptions& options) {
  const Cluster cluster = read_cluster(options.cluster);
  Slurm slurm(system_commands());
  const SlurmSite site = ask_site(slurm);
  const std::string subject = fmt::format("Cluster '{}'", cluster.name);
  auto checks = compare_with_site(cluster, site);
  for (Check& check : scratch_checks(cluster)) checks.push_back(std::move(check));
  for (Check& check : accelerator_checks(cluster, engine_info("lammps").capabilities))
    checks.push_back(std::move(check));
  const bool sound = std::none_of(checks.begin(), checks.end(),
                                  [](const Check& check) { return check.outcome == Check::Outcome::missing; });
  if (options.self_test && sound) {
    SelfTestOptions test;
    test.folder = std::filesystem::canonical(options.folder).string();
    test.program = this_program();
    test.partition = options.partition;
    test.account = options.account;
    test.qos = options.qos;
    test.nodes = options.nodes;
    test.kill_wait_s = site.seconds("KillWait");
    for (Check& check : self_test_checks(run_self_test(test, cluster, slurm))) checks.push_back(std::move(check));
  }
  return show(checks, subject);
}

int probe(const DoctorOptions& options) {
  if (options.probe == "job") return run_self_test_job(options.folder, options.launcher, options.ranks, options.nodes);
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
  command->add_option("--cluster", options->cluster,
                      "Instead compare a cluster's description with what its SLURM says; on a login node");
  auto* test = command->add_flag("--self-test", options->self_test,
                                 "Also submit a job of two minutes at most that tries what campaigns rely on");
  test->needs("--cluster");
  command->add_option("--partition", options->partition, "Where the self-test runs (default: the cluster's first)");
  command->add_option("--nodes", options->nodes, "Of the self-test (default: 2 where there are)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--account", options->account, "Whose time the self-test uses");
  command->add_option("--qos", options->qos, "Quality of service of the self-test");
  command->add_option("--launcher", options->launcher, "")->group("");
  command->add_option("--ranks", options->ranks, "")->group("");
  command->add_option("--probe", options->probe, "")->group("");  // for the program itself, under mpirun
  command->add_option("--styles", options->styles, "")->group("");
  command->footer(
      "Example:\n  vitriflow doctor workflows/quickstart.yaml --folder /scratch/me\n"
      "  vitriflow doctor --cluster ./ours.yaml --folder /scratch/me --self-test");
  command->callback([&chosen, options] {
    chosen = [options] {
      if (!options->probe.empty()) return probe(*options);
      return options->cluster.empty() ? examine(*options) : examine_cluster(*options);
    };
  });
}

}  // namespace vitriflow
