// Every script is compared in full with the text in tests/golden/job_scripts, which bash must be able to read. After a
// wanted change: VITRIFLOW_UPDATE_GOLDEN=1 build/release/tests/unit_cluster
#include "hpc/job_script.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "hpc/base/shell_word.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

const std::string kGolden = "tests/golden/job_scripts";

Cluster installed(const std::string& name) { return read_cluster(name, "hpc/clusters"); }

JobRequest request() {
  JobRequest wanted;
  wanted.campaign = "zif4-quickstart";
  wanted.folder = "/home/ann/campaigns/zif4-quickstart";
  wanted.program = "/opt/vitriflow/bin/vitriflow";
  wanted.submission = "20240117-1";
  wanted.nodes = 2;
  wanted.ranks = 4;
  wanted.walltime_s = 3600;
  return wanted;
}

JobRequest changed(const std::function<void(JobRequest&)>& change) {
  JobRequest wanted = request();
  change(wanted);
  return wanted;
}

// A machine with something in every key that a script shows.
Cluster rich_cluster() {
  Cluster cluster = installed("fake");
  cluster.account = "budget";
  cluster.qos = "standard";
  cluster.modules = {"gcc/12.2", "lammps (site's own)"};
  cluster.setup = {"source \"$HOME/lammps/env.sh\"", "ulimit -c 0"};
  cluster.directives = {"--hint=nomultithread", "--mem-per-cpu=1750M"};
  cluster.environment = {{"OMP_NUM_THREADS", "2"}, {"GREETING", "it's $HOME"}};
  cluster.node_scratch = "/local/disk of the node";
  cluster.continuation = Continuation::exit_code;
  return cluster;
}

Cluster cluster_with_gpus() {
  return parse_cluster(
      "title: a machine with GPUs\nlauncher: srun\npartitions:\n"
      "  gpu: {nodes: 8, cores: 64, memory: 480 GB, gpus: 4, accelerator: kokkos, gpu_ranks: 1, longest: 2 day}\n",
      "gpus.yaml");
}

struct Script {
  std::string name;
  JobRequest request;
  Cluster cluster;
};

std::vector<Script> scripts() {
  return {
      {"fake", request(), installed("fake")},
      {"lumi_small", changed([](JobRequest& r) { r.account = "project_465000000", r.ranks = 64; }),
       installed("lumi-c")},
      {"lumi_standard", changed([](JobRequest& r) {
         r.partition = "standard", r.nodes = 4, r.ranks = 512, r.walltime_s = 2 * 86400, r.dependency = "afterany:12";
       }),
       installed("lumi-c")},
      {"archer2", changed([](JobRequest& r) { r.account = "e123", r.ranks = 256, r.walltime_s = 5000.5; }),
       installed("archer2")},
      {"uneven_ranks", changed([](JobRequest& r) { r.ranks = 3, r.walltime_s = 90061; }), installed("fake")},
      {"memory_asked_for", changed([](JobRequest& r) { r.memory_bytes = 5e8, r.qos = "short"; }), installed("fake")},
      {"rich_cluster", changed([](JobRequest& r) { r.account = "mine", r.directives = {"--nice=100"}; }),
       rich_cluster()},
      {"gpus", changed([](JobRequest& r) { r.ranks = 8, r.gpus_per_node = 4; }), cluster_with_gpus()},
      {"self_test", changed([](JobRequest& r) {
         r.walltime_s = 180, r.command = {"doctor", "--probe", "job", "--launcher", "srun --mpi=pmix"};
       }),
       installed("fake")},
      {"strange_names", changed([](JobRequest& r) {
         r.campaign = "Ann's ZIF 4 (50 %)", r.folder = "/home/ann/it's \"50%j\" $HOME `x`; #1/zif",
         r.program = "/opt/my programs/vitriflow", r.dependency = "singleton";
       }),
       installed("fake")},
  };
}

class GoldenScript : public ::testing::TestWithParam<Script> {};

TEST_P(GoldenScript, IsWhatTheTextSays) {
  const std::string path = kGolden + "/" + GetParam().name + ".sh";
  const std::string script = job_script(GetParam().request, GetParam().cluster);
  if (std::getenv("VITRIFLOW_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << script;
  EXPECT_EQ(script, posix_files().read(path));
  EXPECT_EQ(std::system(("bash -n " + shell_word(path)).c_str()), 0);
}

INSTANTIATE_TEST_SUITE_P(, GoldenScript, ::testing::ValuesIn(scripts()),
                         [](const auto& script) { return script.param.name; });

std::string refusal(const JobRequest& wanted, const Cluster& cluster = installed("fake")) {
  return testing::message_of<Error>([&] { job_script(wanted, cluster); });
}

TEST(JobScript, MoreGpusThanANodeHas) {
  const JobRequest wanted = changed([](JobRequest& r) { r.ranks = 8, r.gpus_per_node = 5; });
  EXPECT_EQ(job_problems(wanted, cluster_with_gpus()),
            std::vector<std::string>{"a node of partition 'gpu' has 4 GPUs, not 5. Ask for fewer."});
}

TEST(JobScript, SaysWhyItDoesNotFitTheMachine) {
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.partition = "al"; })),
            "cluster 'fake' has no partition 'al'. Did you mean 'all'?");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.nodes = 5, r.ranks = 10; })),
            "partition 'all' gives a job at most 4 nodes, not 5. Ask for fewer.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.ranks = 5; })),
            "5 ranks need more cores than the 4 that 2 nodes of partition 'all' have. Ask for at least 3 nodes.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.ranks = 1; })),
            "2 nodes need at least 2 ranks, not 1. Ask for more ranks or fewer nodes.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.memory_bytes = 4e9; })),
            "a node of partition 'all' has 2.1 GB, not 4 GB. Ask for less memory on more nodes.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.walltime_s = 20; })),
            "a walltime of 20 s leaves no time to work, since cluster 'fake' warns 20 s before the end. Ask for more.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.partition = "debug"; }), installed("lumi-c")),
            "partition 'debug' allows a walltime of 0-00:30:00 (days-hours:minutes:seconds), not 0-01:00:00. Ask for "
            "less: the campaign goes on in the next job.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.walltime_s = std::numeric_limits<double>::infinity(); })),
            "partition 'all' allows a walltime of 3650-00:00:00 (days-hours:minutes:seconds), not for ever. Ask for "
            "less: the campaign goes on in the next job.");
}

TEST(JobScript, RefusesTextsThatSlurmWouldMisread) {
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.folder = "/home/a\\b"; })),
            "SLURM cannot write a log into '/home/a\\b', because of a backslash or a control character in the path. "
            "Move the campaign to a folder without them.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.folder = "campaigns/zif4"; })),
            "the campaign's folder 'campaigns/zif4' is no absolute path. Give it from the root.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.submission = "a b"; })),
            "submission 'a b' may have letters, digits and '-', '_', '.' only.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.dependency = "after; rm"; })),
            "dependency 'after; rm' is none that SLURM knows. Write for example 'afterany:12'.");
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.directives = {"--ntasks=7"}; })),
            "'--ntasks' would contradict what a job script says. It follows from the number of ranks and nodes: remove "
            "it.");
}

TEST(JobScript, SaysEverythingAtOnce) {
  EXPECT_EQ(refusal(changed([](JobRequest& r) { r.ranks = 5, r.submission = "", r.account = "a b"; })),
            "5 ranks need more cores than the 4 that 2 nodes of partition 'all' have. Ask for at least 3 nodes.\n"
            "a submission needs a name, by which its job is known.\n"
            "account 'a b' is no name of an account. Look it up with 'sacctmgr show assoc'.");
}

TEST(JobScript, CountsCoreHoursAsTheSiteDoes) {
  const JobRequest wanted = changed([](JobRequest& r) { r.ranks = 100, r.walltime_s = 1800; });
  EXPECT_EQ(core_hours(wanted, installed("lumi-c")), 50);
  EXPECT_EQ(core_hours(wanted, installed("archer2")), 128);
}

}  // namespace
}  // namespace vitriflow
