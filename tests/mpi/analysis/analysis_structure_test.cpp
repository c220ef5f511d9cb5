// analysis.structure and report.compare on stored trajectories: the same bits on any number of ranks, ensembles,
// notices.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "stages/kind.hpp"
#include "tests/mpi/analysis/campaign.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

using testing::Campaign;
using testing::run;
using testing::Wobble;

constexpr double kEdge = 4.62;  // of a zinc blende cell: bonds of 2.0005 A
constexpr int kCells = 2;

// Zinc blende that trembles, in a box that breathes: 64 particles.
struct Source : testing::Source {
  Source(std::uint64_t seed, int count, double breathing) {
    Wobble wobble(seed);
    const double basis[8][3] = {{0, 0, 0}, {0, 2, 2}, {2, 0, 2}, {2, 2, 0}, {1, 1, 1}, {1, 3, 3}, {3, 1, 3}, {3, 3, 1}};
    std::vector<double> time, volume, density;
    for (int f = 0; f < count; ++f) {
      const double edge = kEdge * (1.0 + 0.002 * static_cast<double>(seed) + breathing * wobble.next());
      Frame frame{f * 100, 0.1 * f, {kCells * edge, 0, 0, 0, kCells * edge, 0, 0, 0, kCells * edge}, {}};
      for (int c = 0; c < kCells * kCells * kCells; ++c) {
        const int corner[3] = {c % kCells, c / kCells % kCells, c / kCells / kCells};
        for (int b = 0; b < 8; ++b) {
          for (int k = 0; k < 3; ++k)
            frame.positions.push_back(edge * (corner[k] + 0.25 * basis[b][k]) + 0.05 * wobble.next());
          if (f == 0) particles.elements.emplace_back(b < 4 ? "Zn" : "N");
          if (f == 0) particles.ids.push_back(c * 8 + b + 1);
        }
      }
      frames.push_back(std::move(frame));
      time.push_back(0.1 * f);
      volume.push_back(std::pow(kCells * edge, 3));
      density.push_back(2540.0 * 1.66053906660 / volume.back());
    }
    result.put_vector("thermo/time", time, "ps");
    result.put_vector("thermo/volume", volume, "A3");
    result.put_vector("thermo/density", density, "g/cm3");
    result.put_scalar("target/temperature", 300.0, "K");
  }
};

MPI_TEST(AnalysisStructure, GivesTheSameBitsOnAnyNumberOfRanks, 1, 2, 4) {
  Campaign campaign(world, "same-bits");
  const auto first = campaign.add("cold[hold=1ps]", Source(1, 41, 0.01));
  const auto second = campaign.add("cold[hold=2ps]", Source(2, 30, 0.01));
  auto together = campaign.context(world, "frames", {first, second});
  const auto found = run("analysis.structure", together, {{"r_max", 4.0}});
  const auto self = Communicator::borrow(MPI_COMM_SELF);
  auto alone = campaign.context(self, "frames", {first, second});
  EXPECT_EQ(found.to_bytes(), run("analysis.structure", alone, {{"r_max", 4.0}}).to_bytes());
}

MPI_TEST(AnalysisStructure, FindsWhatWasPlanted, 2) {
  Campaign campaign(world, "planted");
  const auto input = campaign.add("cold", Source(0, 60, 0.004));
  auto context = campaign.context(world, "frames", {input});
  const auto result = run("analysis.structure", context, {{"r_max", 4.4}, {"bins", std::int64_t{220}}});
  EXPECT_DOUBLE_EQ(result.estimate("coordination_ZnN").value, 4.0);
  EXPECT_EQ(result.estimate("coordination_ZnN").note,
            "within 2.5 A; one member, the spread between members is unknown; all 60 samples are equal: their spread "
            "was not seen");
  EXPECT_NEAR(result.estimate("d_ZnN").value, kEdge * std::sqrt(3.0) / 4.0, 0.005);
  EXPECT_NEAR(result.estimate("d_ZnZn").value, kEdge / std::sqrt(2.0), 0.08);  // the nearest 4 of 12 that tremble
  EXPECT_EQ(result.estimate("d_ZnZn").note.substr(0, 10), "4 nearest;");
  EXPECT_FALSE(result.has("coordination_ZnZn"));
  EXPECT_NEAR(result.estimate("angle_NZnN").value, 109.47, 0.05);
  EXPECT_GT(result.estimate("angle_NZnN_sd").value, 0.5);
  EXPECT_NEAR(result.estimate("density").value, 2540.0 * 1.66053906660 / std::pow(kCells * kEdge, 3), 0.02);
  // var(V) of a uniform breathing by 0.4 %: V^2 (3 * 0.004)^2 / 3, in uncorrelated samples.
  const double volume = std::pow(kCells * kEdge, 3), variance = volume * volume * 9 * 0.004 * 0.004 / 3;
  const auto modulus = result.estimate("bulk_modulus");
  EXPECT_NEAR(modulus.value, 8.617333262145e-5 * 300 * volume / variance * 160.2176634, 4.0 * modulus.standard_error);
  EXPECT_TRUE(std::isfinite(modulus.standard_error));
  // The running integral reaches 4 after the bonds; the density of pairs integrates to the coordination.
  const auto& r = result.vector("rdf/r_upper");
  const auto& n = result.vector("rdf/Zn-N/n");
  for (std::size_t b = 0; b < r.size(); ++b) {
    if (r[b] > 2.3 && r[b] < 3.5) {
      EXPECT_DOUBLE_EQ(n[b], 4.0);
    }
  }
  EXPECT_EQ(result.vector("coordination/Zn-N/fraction"), (std::vector<double>{0, 0, 0, 0, 1}));
  EXPECT_EQ(result.vector("coordination/Zn-N/fraction_longer"), (std::vector<double>{0, 0, 0, 0, 1}));
  EXPECT_DOUBLE_EQ(result.estimate("coordination_ZnN_sensitivity").value, 0.0);
  EXPECT_DOUBLE_EQ(result.estimate("undercoordinated_ZnN").value, 0.0);
  EXPECT_NEAR(result.estimate("tau4_Zn").value, 0.98, 0.02);  // tetrahedra that tremble
  EXPECT_NEAR(result.estimate("first_minimum_ZnN").value, 3.0, 0.7);
  EXPECT_EQ(result.vector("rdf/Zn-N/g_error").size(), r.size());  // from blocks of frames
  EXPECT_EQ(result.names("members/task"), std::vector<std::string>{"cold"});
  EXPECT_TRUE(result.notices.empty()) << result.notices.front();
  ASSERT_EQ(result.figures.size(), 4U);
  for (const auto& figure : result.figures) {
    for (const auto& series : figure.series) EXPECT_EQ(result.vector(series.x).size(), result.vector(series.y).size());
  }
}

MPI_TEST(AnalysisStructure, EndsDistributionsAtHalfTheSmallestBoxAndSaysSo, 1, 2) {
  Campaign campaign(world, "half-box");
  const auto input = campaign.add("cold", Source(0, 40, 0.0));
  auto context = campaign.context(world, "frames", {input});
  const auto result = run("analysis.structure", context, {});
  EXPECT_EQ(result.vector("rdf/r").size(), 92U);  // half of 9.24 A in bins of 0.05 A
  EXPECT_EQ(result.notices, (std::vector<std::string>{
                                "No 'bulk_modulus' for 'cold' (its volume does not fluctuate).",
                                "Radial distributions end at 4.6 A instead of 10 A: half the smallest box; beyond it "
                                "nearest images are not unique."}));
}

MPI_TEST(AnalysisStructure, TakesTheErrorOfAnEnsembleFromItsMembers, 1, 2) {
  Campaign campaign(world, "ensemble");
  std::vector<TaskInput> inputs;
  for (int m = 0; m < 3; ++m) {
    Source source(static_cast<std::uint64_t>(m), 40, 0.004);
    source.result.notices = {"not comparable: made up"};
    inputs.push_back(campaign.add("cold[m=" + std::to_string(m) + "]", source));
  }
  auto context = campaign.context(world, "frames", inputs);
  const auto result = run("analysis.structure", context, {{"r_max", 4.0}});
  const auto& members = result.vector("members/d_ZnN");
  ASSERT_EQ(members.size(), 3U);
  const double mean = (members[0] + members[1] + members[2]) / 3.0;
  double squares = 0.0;
  for (const double d : members) squares += (d - mean) * (d - mean);
  EXPECT_DOUBLE_EQ(result.estimate("d_ZnN").value, mean);
  EXPECT_NEAR(result.estimate("d_ZnN").standard_error, std::sqrt(squares / 2.0 / 3.0), 1e-12);
  EXPECT_DOUBLE_EQ(result.estimate("d_ZnN").effective_samples, 3.0);
  EXPECT_EQ(result.vector("rdf/Zn-N/g_error").size(), result.vector("rdf/r").size());
  EXPECT_EQ(std::count(result.notices.begin(), result.notices.end(), "not comparable: made up"), 1);
}

MPI_TEST(AnalysisStructure, LeavesOutTheBeginningAndTheMeltingOfAnAnneal, 2) {
  Campaign campaign(world, "discard");
  const auto input = campaign.add("glass", Source(0, 40, 0.004), "md.anneal");
  auto context = campaign.context(world, "frames", {input});
  const auto result = run("analysis.structure", context, {{"r_max", 4.0}, {"discard", 2.0}});
  EXPECT_EQ(result.integers("members/frames"), std::vector<std::int64_t>{20});
  EXPECT_FALSE(result.has("density"));
  EXPECT_EQ(result.notices, (std::vector<std::string>{"No 'density' for 'glass' (its temperature changes).",
                                                      "No 'bulk_modulus' for 'glass' (its temperature changes)."}));
}

MPI_TEST(AnalysisStructure, SaysHowMuchWiderAnglesAreThanInTheBaseline, 1, 2) {
  Campaign campaign(world, "widening");
  const auto crystal = campaign.add("crystal", Source(0, 40, 0.0)), glass = campaign.add("glass", Source(1, 40, 0.02));
  auto first = campaign.context(world, "frames", {crystal});
  Result baseline = run("analysis.structure", first, {{"r_max", 4.0}});
  const std::string fingerprint(32, 'c');
  campaign.put(fingerprint, baseline);
  auto second = campaign.context(world, "frames", {glass});
  second.inputs["baseline"] = {{"crystal_structure", fingerprint, "analysis.structure"}};
  const auto result = run("analysis.structure", second, {{"r_max", 4.0}});
  const auto widening = result.estimate("angle_NZnN_widening"), ours = result.estimate("angle_NZnN_sd"),
             theirs = baseline.estimate("angle_NZnN_sd");
  EXPECT_DOUBLE_EQ(widening.value, ours.value - theirs.value);
  EXPECT_DOUBLE_EQ(widening.standard_error, std::hypot(ours.standard_error, theirs.standard_error));
}

std::string failure(StageContext& context, const Parameters& parameters) {
  try {
    run("analysis.structure", context, parameters);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

MPI_TEST(AnalysisStructure, NamesWhatIsWrongWithATrajectory, 1, 2) {
  Campaign campaign(world, "wrong");
  const auto input = campaign.add("cold", Source(0, 8, 0.0));
  const auto ends_with = [&](const Parameters& parameters, const std::string& end) {
    auto context = campaign.context(world, "frames", {input});
    const auto message = failure(context, parameters);
    if (!world.is_root()) return;  // another rank may have met it in another frame
    EXPECT_TRUE(message.size() >= end.size() && message.substr(message.size() - end.size()) == end) << message;
    EXPECT_EQ(message.rfind("trajectory of 'cold': ", 0), 0U) << message;
  };
  ends_with({{"angles", std::vector<std::string>()}, {"pairs", std::vector<std::string>{"Zr-N"}}},
            "element 'Zr' is not among the particles. Did you mean 'Zn'?");
  ends_with({{"cutoff", 5.0}},
            "the cutoff of 5.2 A (with its margin) reaches beyond half the box (4.620 A) of frame 0, where neighbours "
            "are no longer "
            "unique. Use a "
            "larger supercell or a shorter 'cutoff'");
  auto context = campaign.context(world, "frames", {input});
  EXPECT_EQ(failure(context, {{"discard", 5.0}}),
            "'cold' has no frames after the 5 ps that 'discard' leaves out. Discard less or sample longer.");
}

MPI_TEST(ReportCompare, SetsEstimatesBesidePublishedNumbers, 1, 2) {
  Campaign campaign(world, "compare");
  Result ours;
  ours.put("density", Estimate{1.60, 0.03, 1e5, "g/cm3", ""});
  ours.put("d_ZnN", Estimate{1.87, 0.001, 1e5, "A", ""});
  const std::string fingerprint(32, 'a');
  campaign.put(fingerprint, ours);
  world.on_root([&] {
    std::filesystem::create_directories(campaign.folder() + "/inputs/reference");
    write_atomically(posix_files(), campaign.folder() + "/inputs/reference/somebody-2024.yaml",
                     "citation: Somebody 2024\nentries:\n  glass_300K:\n"
                     "    density: {unit: g/cm3, model: 1.57, reference: 1.63}\n    d_ZnN: {unit: A, model: 1.86}\n"
                     "    bulk_modulus: {unit: GPa, model: 3.9}\n  other: {tau: {unit: ps, model: 1}}\n");
  });
  const Parameters parameters{{"reference", std::string("somebody-2024")}, {"entry", std::string("glass_300K")}};
  auto context = campaign.context(world, "results", {{"structure", fingerprint, "analysis.structure"}});
  const auto result = run("report.compare", context, parameters);
  if (world.is_root()) {
    ASSERT_EQ(result.comparisons.size(), 3U);
    EXPECT_EQ(result.comparisons[0].quantity, "density");
    EXPECT_EQ(result.comparisons[0].source, "Somebody 2024, reference");
    EXPECT_EQ(result.comparisons[0].verdict, "agrees (the source states no uncertainty)");
    EXPECT_DOUBLE_EQ(result.comparisons[1].reference, 1.57);
    EXPECT_EQ(result.comparisons[1].source, "Somebody 2024, simulation");
    EXPECT_EQ(result.comparisons[2].verdict, "differs (the source states no uncertainty)");
    EXPECT_EQ(result.notices, std::vector<std::string>{"Published but not found in 'structure': 'bulk_modulus'."});
  }
  auto wrong = parameters;
  wrong["entry"] = std::string("other");
  try {
    run("report.compare", context, wrong);
    FAIL() << "accepted";
  } catch (const Error& error) {
    const std::string end =
        "nothing to compare: none of 'tau' of entry 'other' is among the results of 'structure'. Name a stage that "
        "gives them, "
        "such as one of kind 'analysis.structure'";
    const std::string message = error.what();
    EXPECT_TRUE(message.size() >= end.size() && message.substr(message.size() - end.size()) == end) << message;
  }
}

MPI_TEST(ReportCompare, RefusesWhatANoticeForbids, 2) {
  Campaign campaign(world, "forbidden");
  Result ours;
  ours.put("density", Estimate{1.60, 0.03, 1e5, "g/cm3", ""});
  ours.notices = {"not comparable: annealed at 20 K/ps, above 5 K/ps"};
  const std::string fingerprint(32, 'b');
  campaign.put(fingerprint, ours);
  world.on_root([&] {
    write_atomically(posix_files(), campaign.folder() + "/mine.yaml",
                     "citation: Mine\nentries: {glass: {density: {unit: kg/m3, reference: 1600}}}\n");
  });
  auto context = campaign.context(world, "results", {{"structure", fingerprint, "analysis.structure"}});
  const auto result =
      run("report.compare", context, {{"reference", std::string("./mine.yaml")}, {"entry", std::string("glass")}});
  if (!world.is_root()) return;
  ASSERT_EQ(result.comparisons.size(), 1U);
  EXPECT_EQ(result.comparisons[0].verdict, "not comparable: annealed at 20 K/ps, above 5 K/ps");
  EXPECT_NEAR(result.comparisons[0].reference, 1.6, 1e-12);
  EXPECT_EQ(result.notices, ours.notices);
}

}  // namespace
}  // namespace vitriflow
