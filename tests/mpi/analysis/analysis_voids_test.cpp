// analysis.voids on stored trajectories: the same bits on any number of ranks, planted voids, ensembles.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "hpc/base/error.hpp"
#include "tests/mpi/analysis/campaign.hpp"

namespace vitriflow {
namespace {

using testing::Campaign;
using testing::run;
using testing::Source;
using testing::Wobble;

// Zinc on a simple cubic lattice that trembles, a dummy in the middle of every window.
Source lattice(std::uint64_t seed, int count, double edge, double trembling) {
  Wobble wobble(seed);
  Source source;
  std::vector<double> time;
  for (int f = 0; f < count; ++f) {
    const double box = 2 * edge;
    Frame frame{f * 100, 0.1 * f, {box, 0, 0, 0, box, 0, 0, 0, box}, {}};
    for (int c = 0; c < 8; ++c) {
      for (const auto& [element, beside] : {std::pair{"Zn", 0.0}, {"X", 0.5 * edge}}) {
        for (const int corner : {c % 2, c / 2 % 2, c / 4}) {
          frame.positions.push_back(edge * corner + beside + trembling * wobble.next());
        }
        if (f > 0) continue;
        source.particles.elements.emplace_back(element);
        source.particles.ids.push_back(static_cast<std::int64_t>(source.particles.ids.size() + 1));
      }
    }
    source.frames.push_back(std::move(frame));
    time.push_back(0.1 * f);
  }
  source.result.put_vector("thermo/time", time, "ps");
  return source;
}

const Parameters kSmall{{"probe", 0.6}, {"grid", 0.25}, {"largest_size", 5.0}};

MPI_TEST(AnalysisVoids, GivesTheSameBitsOnAnyNumberOfRanks, 1, 2, 4) {
  Campaign campaign(world, "voids-same-bits");
  const auto first = campaign.add("cold[hold=1ps]", lattice(1, 7, 4.0, 0.2));
  const auto second = campaign.add("cold[hold=2ps]", lattice(2, 3, 4.1, 0.2));
  auto together = campaign.context(world, "frames", {first, second});
  const auto found = run("analysis.voids", together, kSmall);
  const auto self = Communicator::borrow(MPI_COMM_SELF);
  auto alone = campaign.context(self, "frames", {first, second});
  EXPECT_EQ(found.to_bytes(), run("analysis.voids", alone, kSmall).to_bytes());
}

MPI_TEST(AnalysisVoids, FindsWhatWasPlanted, 2) {
  Campaign campaign(world, "voids-planted");
  const double edge = 4.0, zinc = 1.39;
  auto context = campaign.context(world, "frames", {campaign.add("cold", lattice(3, 12, edge, 0.0))});
  const auto result = run("analysis.voids", context, kSmall);
  const auto expect = [&](const std::string& name, double value) {
    const auto estimate = result.estimate(name);
    EXPECT_NEAR(estimate.value, value, 3.0 * estimate.standard_error + 1e-9) << name;
    EXPECT_LT(estimate.standard_error, 0.02 * value) << name;
  };
  expect("void_geometric", 1.0 - 4.0 / 3.0 * std::numbers::pi * std::pow(zinc / edge, 3));
  expect("void_centre", 1.0 - 4.0 / 3.0 * std::numbers::pi * std::pow((zinc + 0.6) / edge, 3));
  expect("pore_limiting_diameter", std::sqrt(2.0) * edge - 2.0 * zinc);
  EXPECT_NEAR(result.estimate("largest_cavity_diameter").value, std::sqrt(3.0) * edge - 2.0 * zinc, 1e-3);
  EXPECT_DOUBLE_EQ(result.estimate("void_centre_in_channels").value, result.estimate("void_centre").value);
  EXPECT_TRUE(result.notices.empty()) << result.notices.front();
  const auto& diameter = result.vector("pores/diameter");
  const auto& coverable = result.vector("pores/coverable");
  EXPECT_EQ(coverable.size(), diameter.size());
  EXPECT_EQ(coverable.back(), 0.0);
  EXPECT_NEAR(diameter.back(), std::sqrt(3.0) * edge - 2.0 * zinc, 0.5);
  EXPECT_TRUE(std::is_sorted(coverable.rbegin(), coverable.rend()));
  double all = 0.0;
  for (const double density : result.vector("pores/density")) all += 0.5 * density;
  EXPECT_NEAR(all, coverable.front(), 1e-12);
  ASSERT_EQ(result.figures.size(), 2U);
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) EXPECT_EQ(result.vector(series.x).size(), result.vector(series.y).size());
  }
}

MPI_TEST(AnalysisVoids, TakesTheErrorOfAnEnsembleFromItsMembersAndTheGrid, 1, 2) {
  Campaign campaign(world, "voids-ensemble");
  std::vector<TaskInput> inputs;
  for (int m = 0; m < 3; ++m) {
    inputs.push_back(campaign.add("cold[m=" + std::to_string(m) + "]", lattice(5, 3, 4.0 + 0.1 * m, 0.0)));
  }
  auto context = campaign.context(world, "frames", inputs);
  const Parameters parameters{{"probe", 1.8}, {"grid", 0.3}, {"distribution", false}};
  const auto result = run("analysis.voids", context, parameters);
  const auto& members = result.vector("members/void_geometric");
  ASSERT_EQ(members.size(), 3U);
  EXPECT_DOUBLE_EQ(result.estimate("void_geometric").value, (members[0] + members[1] + members[2]) / 3.0);
  EXPECT_GT(result.estimate("void_geometric").standard_error, 0.4 * (members[2] - members[0]) / std::sqrt(3.0));
  EXPECT_FALSE(result.has("pores/diameter"));
  // The cavity of 4.15 to 4.5 A holds it, the windows of 2.9 to 3.2 A do not let it out.
  EXPECT_EQ(result.notices,
            std::vector<std::string>{"100 % of the places where a probe of 1.8 A fits in are closed pockets: windows "
                                     "are narrower than it in a frame as it stands."});
}

MPI_TEST(AnalysisVoids, RefusesAGridThatNeedsTooMuchMemory, 2) {
  Campaign campaign(world, "voids-memory");
  auto context = campaign.context(world, "frames", {campaign.add("cold", lattice(1, 2, 40.0, 0.0))});
  try {
    run("analysis.voids", context, {{"grid", 0.05}});
    FAIL() << "accepted";
  } catch (const Error& error) {
    const std::string message = error.what(), end = "Use 'grid: 0.19 A' or a smaller cell";
    EXPECT_EQ(message.rfind("trajectory of 'cold': ", 0), 0U) << message;
    EXPECT_TRUE(message.size() >= end.size() && message.substr(message.size() - end.size()) == end) << message;
  }
}

}  // namespace
}  // namespace vitriflow
