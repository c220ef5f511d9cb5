// Every file of tests/golden/clusters is read, and what the reader says is compared in full with the text beside it;
// every installed cluster is read too. After a wanted change: VITRIFLOW_UPDATE_GOLDEN=1
// build/release/tests/unit_cluster
#include "hpc/cluster.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/files.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

const std::string kGolden = "tests/golden/clusters";
const std::string kInstalled = "hpc/clusters";

std::string what_is_said(const std::string& name) {
  try {
    parse_cluster(posix_files().read(kGolden + "/" + name + ".yaml"), name + ".yaml");
    return "nothing is wrong.\n";
  } catch (const InvalidInput& error) {
    return error.diagnostics().render();
  }
}

class GoldenCluster : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenCluster, SaysWhatTheTextBesideItSays) {
  const std::string expected_path = kGolden + "/" + GetParam() + ".txt";
  const std::string said = what_is_said(GetParam());
  if (std::getenv("VITRIFLOW_UPDATE_GOLDEN") != nullptr) std::ofstream(expected_path) << said;
  EXPECT_EQ(said, posix_files().read(expected_path));
}

INSTANTIATE_TEST_SUITE_P(, GoldenCluster, ::testing::ValuesIn(known_clusters(kGolden)),
                         [](const auto& golden) { return golden.param; });

class InstalledCluster : public ::testing::TestWithParam<std::string> {};

TEST_P(InstalledCluster, IsReadAndStatesItsSource) {
  const Cluster cluster = read_cluster(GetParam(), kInstalled);
  EXPECT_EQ(cluster.name, GetParam());
  EXPECT_TRUE(cluster.tested || cluster.source.starts_with("https://")) << "an example nobody ran has a source";
  EXPECT_EQ(cluster.tested, cluster.name == "fake");
}

INSTANTIATE_TEST_SUITE_P(, InstalledCluster, ::testing::ValuesIn(known_clusters(kInstalled)), [](const auto& cluster) {
  std::string name = cluster.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Cluster, HasWhatItsFileSays) {
  const Cluster cluster = parse_cluster(
      "title: T\nlauncher: srun --mpi=pmix\ntested: true\nsource: S\naccount: a\nqos: q\nmodules: [gcc, lammps/2024]\n"
      "setup: ['ulimit -c 0']\ndirectives: ['--hint=nomultithread']\nenvironment: {A: 1, B: x y}\nscratch: /s\n"
      "node_scratch: /tmp\nstripes: {count: 8, size: 4 MiB}\nwarning: 2 min\ncontinuation: exit_code\n"
      "requeue_exit: 98\nconfirm_core_hours: 0.5\npartitions:\n"
      "  b: {nodes: 4, cores: 8, sockets: 2, memory: 2 GB, gpus: 1, longest: 1.5 h, whole_nodes: true}\n"
      "  a: {nodes: 1, cores: 1, memory: 512 MiB, longest: none}\n",
      "folder/mine.yaml");
  EXPECT_EQ(cluster.name, "mine");
  EXPECT_EQ(cluster.path, "folder/mine.yaml");
  EXPECT_EQ(cluster.launcher, "srun --mpi=pmix");
  EXPECT_TRUE(cluster.tested);
  EXPECT_EQ(cluster.modules, (std::vector<std::string>{"gcc", "lammps/2024"}));
  EXPECT_EQ(cluster.environment.at("B"), "x y");
  EXPECT_EQ(cluster.stripe_count, 8);
  EXPECT_EQ(cluster.stripe_bytes, 4194304);
  EXPECT_EQ(cluster.warning_s, 120);
  EXPECT_EQ(cluster.continuation, Continuation::exit_code);
  EXPECT_EQ(cluster.requeue_exit, 98);
  EXPECT_EQ(cluster.confirm_core_hours, 0.5);
  ASSERT_EQ(cluster.partitions.size(), 2U);
  EXPECT_EQ(cluster.find("")->name, "b");
  EXPECT_EQ(cluster.find("b")->longest_s, 5400);
  EXPECT_EQ(cluster.find("b")->gpus_per_node, 1);
  EXPECT_EQ(cluster.find("b")->memory_bytes, 2e9);
  EXPECT_TRUE(cluster.find("b")->whole_nodes);
  EXPECT_EQ(cluster.find("a")->longest_s, std::numeric_limits<double>::infinity());
  EXPECT_EQ(cluster.find("c"), nullptr);
}

TEST(Cluster, IsFoundByNameOrPath) {
  const testing::ScratchFolder folder;
  std::ofstream(folder / "mine.yaml") << posix_files().read(kInstalled + "/fake.yaml");
  EXPECT_EQ(known_clusters(folder.path()), std::vector<std::string>{"mine"});
  EXPECT_EQ(read_cluster("mine", folder.path()).name, "mine");
  EXPECT_EQ(read_cluster(folder / "mine.yaml", kInstalled).name, "mine");
  EXPECT_EQ(testing::message_of<Error>([&] { read_cluster("mime", folder.path()); }),
            "unknown cluster 'mime'. Did you mean 'mine'? For a file of your own give its path, as in './mime.yaml'.");
  EXPECT_EQ(testing::message_of<Error>([&] { read_cluster("./other.yaml", folder.path()); }),
            "there is no file './other.yaml' that describes a cluster. Known by name: mine.");
}

TEST(Cluster, TheInstalledFolderIsFound) {
  const auto known = known_clusters(find_clusters_folder());
  EXPECT_NE(std::find(known.begin(), known.end(), "fake"), known.end());
  EXPECT_EQ(read_cluster("fake").partitions.front().name, "all");
}

}  // namespace
}  // namespace vitriflow
