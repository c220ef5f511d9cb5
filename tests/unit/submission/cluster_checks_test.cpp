#include "runner/cluster_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/self_test.hpp"
#include "tests/support/scratch_folder.hpp"

namespace vitriflow {
namespace {

Cluster cluster() { return read_cluster("fake", "hpc/clusters"); }

SlurmSite site() {
  SlurmSite there;
  SlurmPartition all;
  all.name = "all";
  all.state = "UP";
  all.nodes = 4;
  there.partitions = {all};
  for (const char* name : {"n1", "n2", "n3", "n4"})
    there.nodes.push_back({name, "IDLE", {"all"}, 1, 2, 2000 * 1048576.0});
  there.config = {{"SLURM_VERSION", "22.05.8"},
                  {"ClusterName", "ours"},
                  {"MpiDefault", "pmix"},
                  {"RequeueExit", "90-99"},
                  {"KillWait", "30 sec"}};
  there.mpi_plugins = "MPI plugin types are...\n\tpmix\n\tnone\n";
  return there;
}

Check check_of(const std::vector<Check>& checks, const std::string& name) {
  for (const Check& check : checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check '" << name << "'";
  return {};
}

Check found(const Cluster& described, const SlurmSite& there, const std::string& name) {
  return check_of(compare_with_site(described, there), name);
}

void expect(const Check& check, Check::Outcome outcome, const std::string& detail, const std::string& way_out) {
  EXPECT_EQ(check.outcome, outcome);
  EXPECT_EQ(check.detail, detail);
  EXPECT_EQ(check.way_out, way_out);
}

TEST(ClusterChecks, ATrueDescriptionIsGoodThroughout) {
  for (const Check& check : compare_with_site(cluster(), site()))
    EXPECT_EQ(check.outcome, Check::Outcome::good) << check.name << ": " << check.detail;
}

TEST(ClusterChecks, NobodyHasTestedAnExample) {
  Cluster described = cluster();
  described.tested = false;
  expect(found(described, site(), "description"), Check::Outcome::warning,
         "four fake nodes of a private SLURM on one machine ('hpc/clusters/fake.yaml'): nobody has tested it",
         "Try it with --self-test, run a campaign, and then write 'tested: true'.");
}

TEST(ClusterChecks, APartitionThatIsNotThere) {
  Cluster described = cluster();
  described.partitions[0].name = "al";
  expect(found(described, site(), "partition al"), Check::Outcome::missing,
         "SLURM has no such partition. Did you mean 'all'?", "It has: all. Write one of these under 'partitions'.");
}

TEST(ClusterChecks, MoreThanThereIsKeepsJobsFromRunning) {
  Cluster described = cluster();
  described.partitions[0].cores_per_node = 4;
  described.partitions[0].memory_bytes = 4e9;
  described.partitions[0].gpus_per_node = 1;
  described.partitions[0].nodes = 8;
  SlurmSite there = site();
  there.partitions[0].longest_s = 3600;
  expect(found(described, there, "partition all"), Check::Outcome::missing,
         "cores: '4' is described, SLURM says '2'; memory: '4 GB' is described, SLURM says '2.1 GB'; gpus: '1' is "
         "described, SLURM says '0'; nodes: '8' is described, SLURM says '4'; longest: 'none' is described, SLURM says "
         "'1 h 00 min'",
         "Write what SLURM says into the description.");
}

TEST(ClusterChecks, LessThanThereIsOnlyWastesSome) {
  Cluster described = cluster();
  described.partitions[0].cores_per_node = 1;
  expect(found(described, site(), "partition all"), Check::Outcome::warning, "cores: '1' is described, SLURM says '2'",
         "Write what SLURM says into the description.");
  described = cluster();
  described.partitions[0].memory_bytes = 1e9;  // sites keep some from jobs
  EXPECT_EQ(found(described, site(), "partition all").outcome, Check::Outcome::good);
}

TEST(ClusterChecks, TheLeastOfDifferingNodesCounts) {
  SlurmSite there = site();
  there.nodes[2].cores = 1;
  EXPECT_EQ(found(cluster(), there, "partition all").detail, "cores: '2' is described, SLURM says '1'");
}

TEST(ClusterChecks, AClosedPartition) {
  SlurmSite there = site();
  there.partitions[0].state = "DOWN";
  EXPECT_EQ(found(cluster(), there, "partition all").detail, "it is DOWN");
}

TEST(ClusterChecks, ThePluginOfSrunMustBeThere) {
  Cluster described = cluster();
  described.launcher = "srun --mpi=pmix_v9";
  expect(found(described, site(), "launcher"), Check::Outcome::missing,
         "'srun --mpi=pmix_v9' with MPI plugin 'pmix_v9', which this SLURM does not have",
         "'srun --mpi=list' says what it has. Write that into 'launcher'.");
  described.launcher = "srun";
  EXPECT_EQ(found(described, site(), "launcher").detail, "'srun' with MPI plugin 'pmix'");
  SlurmSite there = site();
  there.config["MpiDefault"] = "none";
  expect(found(described, there, "launcher"), Check::Outcome::warning,
         "'srun' with MPI plugin 'none': ranks may not find each other",
         "Write for example 'launcher: srun --mpi=pmix'; 'srun --mpi=list' says what there is.");
}

TEST(ClusterChecks, TheExitCodeMustBeOneThatTheSiteQueuesAgain) {
  Cluster described = cluster();
  described.continuation = Continuation::exit_code;
  EXPECT_EQ(found(described, site(), "continuation").detail, "exit_code: RequeueExit is '90-99'");
  described.requeue_exit = 100;
  expect(found(described, site(), "continuation"), Check::Outcome::missing,
         "exit_code: jobs that end with 100 are not queued again, RequeueExit is '90-99'",
         "Write 'continuation: successor'.");
}

TEST(ClusterChecks, GpusNeedAnAcceleratorThatThisLammpsHas) {
  Cluster described = cluster();
  EXPECT_TRUE(accelerator_checks(described, {}).empty());
  described.partitions[0].gpus_per_node = 4;
  described.partitions[0].accelerator = "kokkos";
  const auto checks = accelerator_checks(described, {"package:KOKKOS"});
  ASSERT_EQ(checks.size(), 1U);
  expect(checks[0], Check::Outcome::missing, "4 a node by accelerator 'kokkos', 1 rank each",
         "this LAMMPS has KOKKOS without GPUs, which accelerator 'kokkos' needs. Build LAMMPS with -D PKG_KOKKOS=on -D "
         "Kokkos_ENABLE_CUDA=on (or _HIP, _SYCL), or take accelerator 'none'.");
  EXPECT_EQ(accelerator_checks(described, {"accelerator:kokkos"})[0].outcome, Check::Outcome::good);
}

TEST(ClusterChecks, TheScratchIsThereAndWritable) {
  const testing::ScratchFolder folder;
  Cluster described = cluster();
  EXPECT_TRUE(scratch_checks(described).empty());
  described.scratch = folder.path();
  EXPECT_EQ(scratch_checks(described)[0].outcome, Check::Outcome::good);
  described.scratch = folder / "none";
  expect(scratch_checks(described)[0], Check::Outcome::missing, "there is no folder '" + (folder / "none") + "'",
         "Write the folder for campaigns into 'scratch'.");
}

SelfTestFound tried() {
  SelfTestFound found;
  found.job = "12";
  found.nodes = "n[1-2]";
  found.queued_s = 3;
  found.asked_nodes = 2;
  found.asked_ranks = 4;
  found.step_good = true;
  found.step =
      "rank 0 on n1 sees 2 cores: 0-1\nrank 1 on n1 sees 2 cores: 0-1\nrank 2 on n1 sees 2 cores: 0-1\n"
      "rank 3 on n2 sees 2 cores: 0-1\nrank 4 on n2 sees 2 cores: 0-1\n"
      "5 ranks wrote and read 1.2 MB collectively, synced in 20 ms\n";
  found.signal_s = 0.2;
  found.grace_s = 30.1;
  found.kill_wait_s = 30;
  return found;
}

TEST(SelfTest, WhatWentWellIsSaid) {
  const auto checks = self_test_checks(tried());
  for (const Check& check : checks) EXPECT_EQ(check.outcome, Check::Outcome::good) << check.name;
  EXPECT_EQ(check_of(checks, "job").detail, "12 on n[1-2], after 3.0 s in the queue");
  EXPECT_EQ(check_of(checks, "rank placement").detail, "processes: 3 on n1, 2 on n2");
  EXPECT_EQ(check_of(checks, "core binding").detail, "each rank sees cores 0-1 on n1, 0-1 on n2 and binds itself");
  EXPECT_EQ(check_of(checks, "MPI-IO").detail, "5 ranks wrote and read 1.2 MB collectively, synced in 20 ms");
  EXPECT_EQ(check_of(checks, "signals").detail, "SIGUSR1 reached the program after 0.2 s");
  EXPECT_EQ(check_of(checks, "walltime grace").detail, "30.1 s from SIGTERM to SIGKILL, measured (SLURM states 30 s)");
}

TEST(SelfTest, RanksOnOneNodeOfTwo) {
  SelfTestFound found = tried();
  found.step = "rank 0 on n1 sees 2 cores: 0-1\n";
  expect(check_of(self_test_checks(found), "rank placement"), Check::Outcome::missing,
         "processes: 1 on n1, where 5 on 2 nodes were asked for",
         "Look at 'launcher' and 'directives': ranks that do not find each other start as one process each.");
}

TEST(SelfTest, RanksThatShareOneCore) {
  SelfTestFound found = tried();
  found.step = "rank 0 on n1 sees 1 cores: 0\nrank 1 on n1 sees 1 cores: 0\nrank 2 on n1 sees 1 cores: 0\n";
  EXPECT_EQ(check_of(self_test_checks(found), "core binding").detail,
            "each rank sees cores 0 on n1: fewer than there are ranks on n1");
}

TEST(SelfTest, AStepThatFailedIsAllThatIsSaid) {
  SelfTestFound found = tried();
  found.step_good = false;
  found.step = "srun: error: no plugin";
  const auto checks = self_test_checks(found);
  ASSERT_EQ(checks.size(), 2U);
  expect(checks[1], Check::Outcome::missing, "srun: error: no plugin",
         "This is what the launcher said: look at 'launcher', 'modules' and 'environment'.");
}

TEST(SelfTest, ASignalThatNeverCameAndAGraceThatWasNotMeasured) {
  SelfTestFound found = tried();
  found.signal_s.reset();
  found.grace_s.reset();
  const auto checks = self_test_checks(found);
  EXPECT_EQ(check_of(checks, "signals").detail, "SIGUSR1 did not reach the program");
  EXPECT_EQ(check_of(checks, "walltime grace").detail,
            "30 s from SIGTERM to SIGKILL, as SLURM states it; not measured");
}

}  // namespace
}  // namespace vitriflow
