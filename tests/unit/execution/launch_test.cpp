#include "runner/execution/launch.hpp"

#include <gtest/gtest.h>

namespace vitriflow {

namespace {

Launch two_ranks() {
  Launch launch;
  launch.program = "/usr/bin/vitriflow";
  launch.campaign_folder = "/data/zif4";
  launch.log_path = "/data/zif4/logs/pool.log";
  launch.epoch = 3;
  launch.start = 2;
  launch.working_ranks = 2;
  launch.command = "vitriflow run zif4.yaml -n 2";
  return launch;
}

TEST(Launch, OneProcessMoreThanWorkingRanks) {
  EXPECT_EQ(pool_setup(two_ranks()).arguments,
            (std::vector<std::string>{"mpirun", "-n", "3", "--oversubscribe", "--bind-to", "none", "/usr/bin/vitriflow",
                                      "pool", "/data/zif4", "--epoch", "3", "--start", "2", "--command",
                                      "vitriflow run zif4.yaml -n 2"}));
}

TEST(Launch, AnAcceleratorIsHandedOn) {
  Launch launch = two_ranks();
  const auto without = pool_setup(launch).arguments;
  launch.accelerator = "none";
  EXPECT_EQ(pool_setup(launch).arguments, without);
  launch.accelerator = "kokkos:4:1";
  const auto arguments = pool_setup(launch).arguments;
  EXPECT_EQ((std::vector<std::string>(arguments.end() - 2, arguments.end())),
            (std::vector<std::string>{"--accelerator", "kokkos:4:1"}));
}

TEST(Launch, MeanTimeToFailureIsHandedOnWhereTheUserStatedOne) {
  Launch launch = two_ranks();
  launch.mean_time_to_failure_s = 1800;
  const auto arguments = pool_setup(launch).arguments;
  EXPECT_EQ((std::vector<std::string>(arguments.end() - 2, arguments.end())),
            (std::vector<std::string>{"--mtbf", "1800"}));
}

TEST(Launch, PatienceIsPassedOnWhereItWasGiven) {
  Launch launch = two_ranks();
  launch.patience = "least=2 pool=4";
  const auto arguments = pool_setup(launch).arguments;
  EXPECT_EQ((std::vector<std::string>(arguments.end() - 2, arguments.end())),
            (std::vector<std::string>{"--patience", "least=2 pool=4"}));
}

TEST(Launch, LauncherMayHaveOptions) {
  Launch launch = two_ranks();
  launch.launcher = "mpirun  --hostfile hosts";
  const auto arguments = pool_setup(launch).arguments;
  EXPECT_EQ((std::vector<std::string>(arguments.begin(), arguments.begin() + 4)),
            (std::vector<std::string>{"mpirun", "--hostfile", "hosts", "-n"}));
}

TEST(Launch, RanksYieldWhileTheyWait) {
  EXPECT_EQ(pool_setup(two_ranks()).environment.at("OMPI_MCA_mpi_yield_when_idle"), "1");
  EXPECT_TRUE(pool_setup(two_ranks()).forget.empty());
}

TEST(Launch, WhatMpiKeepsInMemoryLiesInTheNodesFolder) {
  Launch launch = two_ranks();
  EXPECT_EQ(pool_setup(launch).environment.count(kSharedSegments), 0);
  launch.node_folder = "/dev/shm/vitriflow-0-00/3-2";
  EXPECT_EQ(pool_setup(launch).environment.at(kSharedSegments), launch.node_folder);
  EXPECT_EQ(pool_setup(launch).environment.at("OMPI_MCA_orte_tmpdir_base"), launch.node_folder);
}

TEST(Launch, InsideAnMpiJobItsVariablesAreHidden) {
  Launch launch = two_ranks();
  launch.inside_mpi = true;
  EXPECT_EQ(pool_setup(launch).forget, (std::vector<std::string>{"OMPI_", "PMIX_", "PMI_", "ORTE_"}));
}

}  // namespace

}  // namespace vitriflow
