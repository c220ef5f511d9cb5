#include "runner/execution/launch.hpp"

#include <cmath>
#include <sstream>

#include <fmt/format.h>

namespace vitriflow {

Child::Setup pool_setup(const Launch& launch) {
  Child::Setup setup;
  std::istringstream words(launch.launcher);
  for (std::string word; words >> word;) setup.arguments.push_back(word);
  const std::vector<std::string> rest{"-n",
                                      std::to_string(launch.working_ranks + 1),
                                      "--oversubscribe",
                                      "--bind-to",
                                      "none",
                                      launch.program,
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
  if (!launch.patience.empty()) setup.arguments.insert(setup.arguments.end(), {"--patience", launch.patience});
  setup.environment = {{"OMPI_MCA_mpi_yield_when_idle", "1"},
                       // A campaign may well be run by root (containers); Open MPI wants to hear that twice.
                       {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
                       {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
  if (!launch.node_folder.empty()) {
    setup.environment["OMPI_MCA_orte_tmpdir_base"] = launch.node_folder;
    setup.environment[kSharedSegments] = launch.node_folder;
  }
  if (launch.inside_mpi) setup.forget = {"OMPI_", "PMIX_", "PMI_", "ORTE_"};
  setup.error_path = launch.log_path;
  return setup;
}

}  // namespace vitriflow
