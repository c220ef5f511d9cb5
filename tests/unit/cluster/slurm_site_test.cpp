#include "hpc/slurm_site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// As a slurmctld 22.05 prints them, shortened.
constexpr const char* kPartitions =
    "PartitionName=small AllowQos=ALL QoS=N/A MaxNodes=4 MaxTime=3-00:00:00 Nodes=n[1-2] State=UP TotalCPUs=8 "
    "TotalNodes=2\n"
    "PartitionName=all MaxNodes=UNLIMITED MaxTime=UNLIMITED Nodes=n[1-3] State=DRAIN TotalNodes=3\n";
constexpr const char* kNodes =
    "NodeName=n1 Arch=x86_64 CoresPerSocket=64  CPUTot=256 Gres=gpu:a100:4(S:0-1),nvme:1 NodeAddr=10.0.0.1 OS=Linux "
    "6.1 #1 SMP  RealMemory=229376 Sockets=2 Boards=1 State=IDLE ThreadsPerCore=2 Partitions=small,all  TmpDisk=0\n"
    "NodeName=n3 CoresPerSocket=24 Gres=(null) RealMemory=95000 Sockets=2 State=DOWN* Partitions=all\n";
constexpr const char* kConfig =
    "Configuration data as of 2026-11-21T21:48:20\n"
    "JobRequeue              = 1\nKillWait                = 30 sec\nMpiDefault              = pmix\n"
    "RequeueExitHold         = (null)\n";

TEST(SlurmSite, PartitionsStateTheirLimits) {
  const auto partitions = parse_partitions(kPartitions);
  ASSERT_THAT(partitions, SizeIs(2));
  EXPECT_EQ(partitions[0].name, "small");
  EXPECT_EQ(partitions[0].longest_s, 3 * 86400.0);
  EXPECT_EQ(partitions[0].most_nodes, 4.0);
  EXPECT_EQ(partitions[0].nodes, 2);
  EXPECT_EQ(partitions[1].state, "DRAIN");
  EXPECT_EQ(partitions[1].longest_s, std::numeric_limits<double>::infinity());
  EXPECT_EQ(partitions[1].most_nodes, std::numeric_limits<double>::infinity());
}

TEST(SlurmSite, CoresOfANodeAreThoseOfItsSocketsAndNoHardwareThreads) {
  const auto nodes = parse_nodes(kNodes);
  ASSERT_THAT(nodes, SizeIs(2));
  EXPECT_EQ(nodes[0].cores, 128);
  EXPECT_EQ(nodes[0].sockets, 2);
  EXPECT_EQ(nodes[0].gpus, 4);
  EXPECT_EQ(nodes[0].memory_bytes, 224.0 * 1024 * 1024 * 1024);
  EXPECT_THAT(nodes[0].partitions, ElementsAre("small", "all"));
  EXPECT_EQ(nodes[1].gpus, 0);
  SlurmSite site;
  site.nodes = nodes;
  EXPECT_THAT(site.nodes_of("small"), SizeIs(1));
  EXPECT_THAT(site.nodes_of("all"), SizeIs(2));
}

TEST(SlurmSite, SettingsAreThoseOfItsConfiguration) {
  SlurmSite site;
  site.config = parse_config(kConfig);
  EXPECT_EQ(site.setting("MpiDefault"), "pmix");
  EXPECT_EQ(site.seconds("KillWait"), 30.0);
  EXPECT_EQ(site.setting("RequeueExitHold"), "");
  EXPECT_EQ(site.setting("Nonsense"), "");
}

TEST(SlurmSite, LengthsOfTime) {
  EXPECT_EQ(slurm_duration_s("1-02:30:15"), 86400 + 2 * 3600 + 30 * 60 + 15);
  EXPECT_EQ(slurm_duration_s("2-12"), 60 * 3600.0);
  EXPECT_EQ(slurm_duration_s("12:00:00"), 43200.0);
  EXPECT_EQ(slurm_duration_s("30:00"), 1800.0);
  EXPECT_EQ(slurm_duration_s("30"), 1800.0);
  EXPECT_EQ(slurm_duration_s("UNLIMITED"), std::numeric_limits<double>::infinity());
}

TEST(SlurmSite, GpusOfEverySortCount) {
  EXPECT_EQ(gpus_in("gpu"), 1);
  EXPECT_EQ(gpus_in("gpu:8"), 8);
  EXPECT_EQ(gpus_in("gpu:a100:3(S:0,1),gpu:mi250:2,nvme:1"), 5);
  EXPECT_EQ(gpus_in(""), 0);
}

}  // namespace
}  // namespace vitriflow
