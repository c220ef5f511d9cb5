#include "runner/execution/launch.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "runner/execution/patience.hpp"

namespace vitriflow {

namespace {

// All of the step in one place: a second step, or processes that wait for free cores, would serialise.
std::vector<std::string> srun_options(int processes, int nodes) {
  return {fmt::format("--ntasks={}", processes),
          fmt::format("--nodes={}", nodes),
          "--cpus-per-task=1",
          "--overcommit",  // the coordinator sleeps
          "--distribution=block",
          "--cpu-bind=none",
          "--mem=0",  // all that the allocation has
          "--kill-on-bad-exit=1",
          "--unbuffered"};
}

std::vector<std::string> mpirun_options(int processes) {
  return {"-n", std::to_string(processes), "--oversubscribe", "--bind-to", "none"};
}

}  // namespace

Launch launch_of(const RunRequest& wanted, const std::string& target, const Allocation* allocation) {
  Launch launch;
  if (allocation != nullptr) {
    launch.launcher = allocation->submission().launcher;
    launch.allocation = allocation->record().name;
    launch.nodes = allocation->nodes();
    launch.joinable = allocation->submission().at_once > 1;
  }
  if (const char* launcher = std::getenv("VITRIFLOW_MPIRUN")) launch.launcher = launcher;
  launch.program = std::filesystem::read_symlink("/proc/self/exe").string();
  launch.campaign_folder = wanted.folder;
  launch.working_ranks = wanted.ranks;
  launch.memory_bytes = wanted.memory_bytes;
  launch.mean_time_to_failure_s = wanted.checkpoints.mean_time_to_failure_s;
  launch.accelerator = to_text(wanted.accelerator);
  launch.patience = patience_text();
  launch.command = fmt::format("vitriflow run {} -n {}", target, wanted.ranks);
  launch.inside_mpi = std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr;
  return launch;
}

Child::Setup step_setup(const std::string& launcher, int processes, int nodes) {
  Child::Setup setup;
  std::istringstream words(launcher);
  for (std::string word; words >> word;) setup.arguments.push_back(word);
  const bool by_srun = setup.arguments.front() == "srun";
  const auto how = by_srun ? srun_options(processes, nodes) : mpirun_options(processes);
  setup.arguments.insert(setup.arguments.end(), how.begin(), how.end());
  setup.environment = {{"OMPI_MCA_mpi_yield_when_idle", "1"},
                       // A campaign may well be run by root (containers); Open MPI wants to hear that twice.
                       {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
                       {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
  if (std::getenv("OMP_NUM_THREADS") == nullptr) setup.environment["OMP_NUM_THREADS"] = "1";
  // A batch job's own: what the step is to be is said in full.
  if (by_srun) setup.forget = {"SLURM_CPU_BIND", "SLURM_MEM_PER", "SLURM_DISTRIBUTION"};
  return setup;
}

Child::Setup pool_setup(const Launch& launch) {
  Child::Setup setup = step_setup(launch.launcher, launch.working_ranks + 1, launch.nodes);
  const std::vector<std::string> rest{launch.program,
                                      "pool",
                                      launch.campaign_folder,
                                      "--epoch",
                                      std::to_string(launch.epoch),
                                      "--start",
                                      std::to_string(launch.start),
                                      "--command",
                                      launch.command};
  setup.arguments.insert(setup.arguments.end(), rest.begin(), rest.end());
  if (std::isfinite(launch.memory_bytes)) {
    setup.arguments.insert(setup.arguments.end(), {"--memory", fmt::format("{:.0f}", launch.memory_bytes)});
  }
  if (launch.mean_time_to_failure_s != CheckpointPolicy().mean_time_to_failure_s) {
    setup.arguments.insert(setup.arguments.end(), {"--mtbf", fmt::format("{}", launch.mean_time_to_failure_s)});
  }
  if (!launch.member.empty()) setup.arguments.insert(setup.arguments.end(), {"--member", launch.member});
  if (launch.joinable) setup.arguments.push_back("--joinable");
  if (!launch.accelerator.empty() && launch.accelerator != "none")
    setup.arguments.insert(setup.arguments.end(), {"--accelerator", launch.accelerator});
  if (!launch.allocation.empty()) setup.arguments.insert(setup.arguments.end(), {"--allocation", launch.allocation});
  if (!launch.patience.empty()) setup.arguments.insert(setup.arguments.end(), {"--patience", launch.patience});
  if (!launch.node_folder.empty()) {
    setup.environment["OMPI_MCA_orte_tmpdir_base"] = launch.node_folder;
    setup.environment[kSharedSegments] = launch.node_folder;
  }
  if (launch.inside_mpi) setup.forget.insert(setup.forget.end(), {"OMPI_", "PMIX_", "PMI_", "ORTE_"});
  setup.error_path = launch.log_path;
  return setup;
}

}  // namespace vitriflow
