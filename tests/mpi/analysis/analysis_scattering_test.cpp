// analysis.scattering on stored trajectories: the same bits on any number of ranks, errors, ensembles, notices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

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

// The D(r) that the same trajectory gave, seven times as high, on another grid and with a header.
MPI_TEST(AnalysisScattering, SetsAMeasuredCurveBesideTheSimulatedOne, 1, 2) {
  Campaign campaign(world, "scattering-measured");
  const auto input = campaign.add("cold", blende(0, 32));
  auto plain = campaign.context(world, "frames", {input});
  const auto first = run("analysis.scattering", plain, kShort);
  world.on_root([&] {
    std::ofstream file(campaign.folder() + "/sample.dofr");
    file << "# r D\n";
    for (std::size_t i = 0; i < first.vector("rdf/r").size(); i += 2)
      file << fmt::format("{} {}\n", first.vector("rdf/r")[i], 7.0 * first.vector("pdf/xray/D")[i]);
    file << "30 1\n";
  });
  auto parameters = kShort;
  parameters["measured"] = std::string("./sample.dofr");
  auto context = campaign.context(world, "frames", {input});
  const auto result = run("analysis.scattering", context, parameters);
  EXPECT_NEAR(result.estimate("measured_scale").value, 7.0, 1e-6);
  EXPECT_GT(result.estimate("measured_scale").standard_error, 0.0);
  EXPECT_NEAR(result.estimate("measured_Rw").value, 0.0, 1e-6);
  EXPECT_EQ(result.vector("measured/r").size(), 80U);  // as far as the simulated one reaches
  const auto& figure = result.figures.back();
  EXPECT_EQ(figure.title, "X-ray D(r), measured and simulated");
  EXPECT_EQ(figure.series.back().label, "simulated × 7");
  for (const auto& series : figure.series) EXPECT_EQ(result.vector(series.x).size(), result.vector(series.y).size());
}

// Where F is divided by <f^2> it is smaller than 1 allows by <f>^2 / <f^2>; S(Q) and neutrons do not change.
MPI_TEST(AnalysisScattering, DividesByTheMeanSquareOnRequest, 1) {
  Campaign campaign(world, "scattering-normalisation");
  const auto input = campaign.add("cold", blende(0, 8));
  auto parameters = kShort;
  auto one = campaign.context(world, "frames", {input}), other = campaign.context(world, "frames", {input});
  const auto mean = run("analysis.scattering", one, parameters);
  parameters["xray_normalisation"] = std::string("mean-square");
  const auto square = run("analysis.scattering", other, parameters);
  EXPECT_EQ(mean.vector("sq/xray/S"), square.vector("sq/xray/S"));
  EXPECT_EQ(mean.vector("pdf/neutron/D"), square.vector("pdf/neutron/D"));
  const auto& q = mean.vector("sq/Q");
  for (std::size_t j = 0; j < q.size(); ++j) {
    const double zn = (*XrayFormFactor::of("Zn"))(q[j]), n = (*XrayFormFactor::of("N"))(q[j]);
    const double ratio = 0.5 * (zn + n) * (zn + n) / (zn * zn + n * n);
    EXPECT_NEAR(square.vector("sq/xray/F")[j], ratio * mean.vector("sq/xray/F")[j], 1e-12);
  }
}

}  // namespace
}  // namespace vitriflow
