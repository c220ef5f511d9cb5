// analysis.rings on stored trajectories: the same bits on any number of ranks, planted rings and defects, ensembles.
#include <gtest/gtest.h>

#include <cmath>

#include "hpc/base/error.hpp"
#include "tests/mpi/analysis/campaign.hpp"
#include "tests/mpi/analysis/cubic_net.hpp"

namespace vitriflow {
namespace {

using testing::Campaign;
using testing::run;
using testing::Source;
using testing::Wobble;

using testing::cubic_net;

const Parameters kSmall{{"largest", std::int64_t{6}}, {"coordination", std::int64_t{6}}};

MPI_TEST(AnalysisRings, GivesTheSameBitsOnAnyNumberOfRanks, 1, 2, 4) {
  Campaign campaign(world, "rings-same-bits");
  const auto first = campaign.add("cold[hold=1ps]", cubic_net(1, 23, [](int f) { return f % 3 == 0; }));
  const auto second = campaign.add("cold[hold=2ps]", cubic_net(2, 10, [](int f) { return f % 4 == 1; }));
  auto together = campaign.context(world, "frames", {first, second});
  const auto found = run("analysis.rings", together, kSmall);
  const auto self = Communicator::borrow(MPI_COMM_SELF);
  auto alone = campaign.context(self, "frames", {first, second});
  EXPECT_EQ(found.to_bytes(), run("analysis.rings", alone, kSmall).to_bytes());
}

MPI_TEST(AnalysisRings, FindsWhatWasPlanted, 2) {
  Campaign campaign(world, "rings-planted");
  const auto dangling = [](int f) { return f % 5 == 2; };
  const auto input = campaign.add("cold", cubic_net(3, 50, dangling));
  auto context = campaign.context(world, "frames", {input});
  const auto result = run("analysis.rings", context, kSmall);
  // A link belongs to four squares.
  EXPECT_NEAR(result.estimate("rings_4").value, 3.0 - 0.2 * 4.0 / 8.0, 1e-12);
  EXPECT_GT(result.estimate("rings_4").standard_error, 0.0);
  EXPECT_DOUBLE_EQ(result.estimate("rings_3").value, 0.0);
  EXPECT_NEAR(result.estimate("connectivity").value, 6.0 - 0.2 / 8.0, 1e-12);
  EXPECT_NEAR(result.estimate("node_defects").value, 0.2 / 8.0, 1e-12);
  EXPECT_NEAR(result.estimate("linker_defects").value, 0.2 / 24.0, 1e-12);
  EXPECT_EQ(result.text("formula_unit"), "C3N6Zn");
  EXPECT_EQ(result.vector("rings/size"), (std::vector<double>{2, 3, 4, 5, 6}));
  EXPECT_EQ(result.vector("rings/per_formula_unit"), result.vector("rings/per_node"));
  EXPECT_DOUBLE_EQ(result.vector("rings/nodes_in")[2], 1.0);
  EXPECT_EQ(result.vector("series/0/time").size(), 50U);
  EXPECT_EQ(result.notices, std::vector<std::string>{"2.5 % of Zn have other than 6 links within 2.5 A: rings are "
                                                     "those of a net with these defects."});
  ASSERT_EQ(result.figures.size(), 3U);
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) EXPECT_EQ(result.vector(series.x).size(), result.vector(series.y).size());
  }
}

MPI_TEST(AnalysisRings, TakesTheErrorOfAnEnsembleFromItsMembersAndLeavesOutTheirBeginning, 1, 2) {
  Campaign campaign(world, "rings-ensemble");
  std::vector<TaskInput> inputs;
  for (int m = 0; m < 3; ++m) {
    // Member m dangles in its last m * 10 frames and in its first ten, which are left out.
    inputs.push_back(campaign.add("cold[m=" + std::to_string(m) + "]",
                                  cubic_net(7, 30, [m](int f) { return f < 10 || f >= 30 - 10 * m; })));
  }
  auto context = campaign.context(world, "frames", inputs);
  auto parameters = kSmall;
  parameters["discard"] = 1.0;
  const auto result = run("analysis.rings", context, parameters);
  EXPECT_EQ(result.vector("members/rings_4"), (std::vector<double>{3.0, 2.75, 2.5}));
  EXPECT_DOUBLE_EQ(result.estimate("rings_4").value, 2.75);
  EXPECT_NEAR(result.estimate("rings_4").standard_error, 0.25 / std::sqrt(3.0), 1e-12);
  EXPECT_EQ(result.integers("members/frames"), (std::vector<std::int64_t>{20, 20, 20}));
}

MPI_TEST(AnalysisRings, NamesWhatIsWrongWithATrajectory, 1, 2) {
  Campaign campaign(world, "rings-wrong");
  auto context = campaign.context(world, "frames", {campaign.add("cold", cubic_net(1, 4, [](int) { return false; }))});
  try {
    run("analysis.rings", context, {{"node", std::string("Zr")}});
    FAIL() << "accepted";
  } catch (const Error& error) {
    const std::string message = error.what(), end = "element 'Zr' is not among the particles. Did you mean 'Zn'?";
    EXPECT_EQ(message.rfind("trajectory of 'cold': ", 0), 0U) << message;
    EXPECT_TRUE(message.size() >= end.size() && message.substr(message.size() - end.size()) == end) << message;
  }
}

}  // namespace
}  // namespace vitriflow
