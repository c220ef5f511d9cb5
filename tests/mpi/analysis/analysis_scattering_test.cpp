// analysis.scattering on stored trajectories: the same bits on any number of ranks, errors, ensembles, notices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "hpc/base/error.hpp"
#include "stages/kind.hpp"
#include "tests/mpi/analysis/campaign.hpp"
#include "tests/mpi/analysis/scattering_samples.hpp"
#include "tests/support/mpi_test.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::Campaign;
using testing::run;

// Zinc blende that trembles, in a sheared box that breathes, with a site that does not scatter.
testing::Source blende(std::uint64_t seed, int count) {
  testing::Wobble wobble(seed);
  testing::Source source;
  auto atoms = testing::crystal("Zn", 4.62, testing::diamond(), 2);
  for (std::size_t i = 0; i < atoms.elements.size(); ++i) atoms.elements[i] = i % 8 < 4 ? "Zn" : "N";
  atoms.elements.push_back("X");
  atoms.positions.insert(atoms.positions.end(), {0.3, 0.3, 0.3});
  source.particles.elements = atoms.elements;
  for (std::size_t i = 0; i < atoms.elements.size(); ++i)
    source.particles.ids.push_back(static_cast<std::int64_t>(i + 1));
  for (int f = 0; f < count; ++f) {
    const double scale = 1.0 + 0.002 * static_cast<double>(seed) + 0.005 * wobble.next();
    Frame frame{f * 100, 0.1 * f, atoms.edges, atoms.positions};
    frame.edges[3] = 0.4;
    for (double& x : frame.edges) x *= scale;
    for (std::size_t i = 0; i < frame.positions.size(); i += 3)
      frame.positions[i] += 0.4 / (2 * 4.62) * frame.positions[i + 1];
    for (double& x : frame.positions) x = scale * x + 0.08 * wobble.next();
    source.frames.push_back(std::move(frame));
  }
  return source;
}

const Parameters kShort{{"r_max", 4.0}, {"bins", std::int64_t{160}}, {"q_box", 4.0}, {"q_max", 20.0}};

MPI_TEST(AnalysisScattering, GivesTheSameBitsOnAnyNumberOfRanks, 1, 2, 4) {
  Campaign campaign(world, "scattering-bits");
  const auto first = campaign.add("cold[hold=1ps]", blende(1, 37)),
             second = campaign.add("cold[hold=2ps]", blende(2, 3));
  const auto self = Communicator::borrow(MPI_COMM_SELF);
  for (const auto& inputs : {std::vector{first}, std::vector{first, second}}) {
    auto together = campaign.context(world, "frames", inputs), alone = campaign.context(self, "frames", inputs);
    EXPECT_EQ(run("analysis.scattering", together, kShort).to_bytes(),
              run("analysis.scattering", alone, kShort).to_bytes());
  }
}

MPI_TEST(AnalysisScattering, GivesEveryCurveAnErrorAndThePeaksOfThePlantedCrystal, 2) {
  Campaign campaign(world, "scattering-errors");
  auto context = campaign.context(world, "frames", {campaign.add("cold", blende(0, 64))});
  const auto result = run("analysis.scattering", context, kShort);
  for (const std::string path : {"rdf/N-Zn/g", "rdf/neutron/g", "rdf/xray/g", "sq/N-Zn/S", "sq/neutron/S", "sq/xray/F",
                                 "box/neutron/S", "pdf/neutron/D", "pdf/xray/G", "pdf/neutron/T", "pdf/neutron/Gpdf"}) {
    const auto& errors = result.vector(path + "_error");
    EXPECT_EQ(errors.size(), result.vector(path).size());
    EXPECT_GT(*std::max_element(errors.begin(), errors.end()), 0.0) << path;
  }
  const auto bond = result.estimate("first_peak_NZn");
  EXPECT_NEAR(bond.value, 4.62 * std::sqrt(3.0) / 4.0, 0.03);
  EXPECT_GT(bond.standard_error, 0.0);
  EXPECT_EQ(bond.unit, "A");
  EXPECT_EQ(bond.note,
            "of g(r); one member, the spread between members is unknown; jackknife over 16 blocks of frames");
  EXPECT_FALSE(result.has("rdf/X-X/g"));
  EXPECT_TRUE(result.notices.empty()) << result.notices.front();
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) EXPECT_EQ(result.vector(series.x).size(), result.vector(series.y).size());
  }
}

MPI_TEST(AnalysisScattering, TakesTheErrorsOfAnEnsembleFromItsMembers, 2) {
  Campaign campaign(world, "scattering-ensemble");
  std::vector<TaskInput> inputs;
  for (std::uint64_t m = 0; m < 3; ++m)
    inputs.push_back(campaign.add("cold[m=" + std::to_string(m) + "]", blende(m, 20)));
  auto context = campaign.context(world, "frames", inputs);
  const auto result = run("analysis.scattering", context, kShort);
  const auto& g = result.vector("rdf/xray/g");
  std::vector<double> mean(g.size()), squares(g.size());
  for (const auto& input : inputs) {
    auto one = campaign.context(world, "frames", {input});
    const auto member = run("analysis.scattering", one, kShort).vector("rdf/xray/g");
    for (std::size_t i = 0; i < g.size(); ++i) mean[i] += member[i] / 3.0, squares[i] += member[i] * member[i] / 3.0;
  }
  for (std::size_t i = 0; i < g.size(); ++i) {
    EXPECT_NEAR(g[i], mean[i], 1e-12 * (1.0 + mean[i]));
    EXPECT_NEAR(result.vector("rdf/xray/g_error")[i], std::sqrt(std::max(0.0, squares[i] - mean[i] * mean[i]) / 2.0),
                1e-6);
  }
  EXPECT_EQ(result.vector("members/first_peak_NZn").size(), 3U);
  EXPECT_EQ(result.integers("members/frames"), (std::vector<std::int64_t>{20, 20, 20}));
}

MPI_TEST(AnalysisScattering, RefusesElementsThatDoNotScatterOnAllRanks, 2) {
  Campaign campaign(world, "scattering-unknown");
  auto source = blende(0, 3);
  std::replace(source.particles.elements.begin(), source.particles.elements.end(), std::string("N"), std::string("Q"));
  auto context = campaign.context(world, "frames", {campaign.add("cold", source)});
  EXPECT_EQ(testing::message_of<Error>([&] { run("analysis.scattering", context, kShort); }),
            "nothing is known of how 'Q' (no neutron scattering length) scatter. Give such particles the symbol of an "
            "element, or 'X' if they are sites that do not scatter.");
}

MPI_TEST(AnalysisScattering, EndsAtHalfTheSmallestBoxAndSaysSo, 1) {
  Campaign campaign(world, "scattering-reach");
  auto context = campaign.context(world, "frames", {campaign.add("cold", blende(0, 3))});
  const auto result = run("analysis.scattering", context, {{"q_box", 0.0}});
  ASSERT_EQ(result.notices.size(), 1U);
  EXPECT_EQ(result.notices.front(),
            "Pair distributions end at 4.58 A instead of 10 A: half the smallest box; beyond it nearest images are not "
            "unique. S(Q) from them is smeared by about 1.37 1/A.");
  EXPECT_FALSE(result.has("box/Q"));
  EXPECT_FALSE(result.has("rdf/xray/g_error"));  // three frames
}

}  // namespace
}  // namespace vitriflow
