// Published numbers as they are read, and what is said of ours beside them.
#include "stages/analysis/comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hpc/base/diagnostic.hpp"
#include "stages/kind.hpp"
#include "stages/notices.hpp"

namespace vitriflow {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const char* const kFile = R"(citation: Somebody & Others 2024
doi: 10.1/2
entries:
  glass_300K:
    density: {unit: g/cm3, model: 1.57, reference: 1.63, reference_error: 0.02, reference_source: experiment}
    d_ZnN: {unit: nm, model: 0.186}
  crystal:
    density: {unit: g/cm3, model: 1.2}
)";

template <typename Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Published, ReadsAnEntryWithItsSources) {
  const auto entry = parse_published(kFile, "somebody-2024", "glass_300K");
  EXPECT_EQ(entry.citation, "Somebody & Others 2024, doi:10.1/2");
  ASSERT_EQ(entry.quantities.size(), 2U);
  const auto& density = entry.quantities[0];
  EXPECT_EQ(density.name, "density");
  EXPECT_EQ(density.unit, "g/cm3");
  EXPECT_DOUBLE_EQ(density.reference->value, 1.63);
  EXPECT_DOUBLE_EQ(density.reference->standard_error, 0.02);
  EXPECT_EQ(density.reference->source, "experiment");
  EXPECT_DOUBLE_EQ(density.model->value, 1.57);
  EXPECT_TRUE(std::isnan(density.model->standard_error));
  EXPECT_FALSE(entry.quantities[1].reference.has_value());
}

TEST(Published, NamesTheNearestEntry) {
  EXPECT_EQ(message_of([] { parse_published(kFile, "somebody-2024", "glass_300"); }),
            "'somebody-2024' has no entry 'glass_300'. Did you mean 'glass_300K'?");
}

TEST(Published, ListsEverythingThatIsWrongAtOnce) {
  const auto message = message_of([] {
    parse_published("entries:\n  glass:\n    density: {model: 1.5}\n    d_ZnN: {unit: A, model: short}\n    angle: 3\n",
                    "f.yaml", "glass");
  });
  EXPECT_NE(message.find("'density' has no unit. Write 'unit: A' or the like, '1' without one."), std::string::npos)
      << message;
  EXPECT_NE(message.find("'model' is 'short', expected a number in the quantity's unit."), std::string::npos)
      << message;
  EXPECT_NE(message.find("'angle' is a text, expected a map with 'unit' and 'model' or 'reference'."),
            std::string::npos)
      << message;
  EXPECT_NE(message_of([] { parse_published("a: 1\n", "f.yaml", "glass"); })
                .find("there is no map 'entries'. Put the published "
                      "numbers under it."),
            std::string::npos);
}

Estimate ours(double value, double error, double samples) { return {value, error, samples, "g/cm3", "a note"}; }

Comparison density(const Estimate& estimate, double published, double published_error,
                   const std::string& forbidden = "") {
  return compare("density", estimate, {published, published_error, "experiment"}, "g/cm3", "Somebody 2024", forbidden);
}

TEST(Comparison, AgreesWithinTwoCombinedErrorsAndDiffersBeyond) {
  const auto near = density(ours(1.599, 0.03, 1e5), 1.50, 0.04);
  EXPECT_EQ(near.verdict, "agrees");
  EXPECT_NEAR(near.deviation_sigma, 1.98, 1e-12);
  EXPECT_EQ(near.source, "Somebody 2024, experiment");
  const auto far = density(ours(1.62, 0.03, 1e5), 1.50, 0.04);
  EXPECT_EQ(far.verdict, "differs");
  EXPECT_NEAR(far.deviation_sigma, 2.4, 1e-12);
}

TEST(Comparison, SaysWhereTheSourceStatesNoUncertainty) {
  EXPECT_EQ(density(ours(1.60, 0.03, 1e5), 1.59, kNaN).verdict, "agrees (the source states no uncertainty)");
  EXPECT_EQ(density(ours(1.60, 0.03, 1e5), 1.50, kNaN).verdict, "differs (the source states no uncertainty)");
  EXPECT_NEAR(density(ours(1.60, 0.03, 1e5), 1.50, kNaN).deviation_sigma, 0.1 / 0.03, 1e-12);
}

TEST(Comparison, KnowsThatTwoMembersSayLittle) {
  // Student's t for one degree of freedom is 12.7.
  const auto row = density(ours(1.60, 0.03, 2.0), 1.50, kNaN);
  EXPECT_EQ(row.verdict,
            "agrees (95 % interval of 2 effective samples: ±0.38 g/cm3; the source states no uncertainty)");
}

TEST(Comparison, IsForbiddenByANotice) {
  EXPECT_EQ(density(ours(1.60, 0.03, 100), 1.59, 0.01, "annealed at 20 K/ps").verdict,
            "not comparable: annealed at 20 K/ps");
}

TEST(Comparison, NeedsAnErrorOfOurs) {
  const auto row = density(ours(1.60, kNaN, 3), 1.59, 0.01);
  EXPECT_EQ(row.verdict, "not comparable: our number has no uncertainty (a note)");
  EXPECT_TRUE(std::isnan(row.deviation_sigma));
}

TEST(Comparison, ConvertsThePublishedNumber) {
  const Estimate distance{1.87, 0.01, 1e5, "A", ""};
  const auto row = compare("d_ZnN", distance, {0.186, 0.002, "simulation"}, "nm", "Somebody 2024", "");
  EXPECT_NEAR(row.reference, 1.86, 1e-12);
  EXPECT_NEAR(row.reference_error, 0.02, 1e-12);
  EXPECT_EQ(message_of([&] {
              compare("d_ZnN", distance, {1.0, kNaN, ""}, "K", "", "");
            }),
            "'d_ZnN' is published in 'K' but ours is in 'A'. Correct the unit in the reference.");
}

TEST(Notices, TravelOnceAndForbid) {
  Result input, result;
  input.notices = {"one", "not comparable: annealed at 20 K/ps, above 5 K/ps"};
  inherit_notices(input, result);
  inherit_notices(input, result);
  EXPECT_EQ(result.notices, input.notices);
  EXPECT_EQ(not_comparable_because(result.notices), "annealed at 20 K/ps, above 5 K/ps");
  EXPECT_EQ(not_comparable_because({"one"}), "");
}

std::vector<std::string> problems(const std::vector<std::string>& pairs, const std::vector<std::string>& angles) {
  const auto* kind = KindRegistry::instance().find("analysis.structure");
  Parameters parameters;
  for (const auto& parameter : kind->parameters) {
    if (parameter.fallback) parameters[parameter.name] = *parameter.fallback;
  }
  parameters["pairs"] = pairs;
  parameters["angles"] = angles;
  std::vector<std::string> messages;
  for (const auto& problem : kind->check(parameters)) messages.push_back(problem.message);
  return messages;
}

TEST(AnalysisStructure, ChecksPairsAndAngles) {
  EXPECT_TRUE(problems({"Zn-N", "Zn-Zn"}, {"N-Zn-N", "Zn-Im-Zn"}).empty());
  EXPECT_TRUE(problems({"Si-Si"}, {}).empty());
  EXPECT_EQ(
      problems({"Zn_N"}, {"N-Zn-N"}),
      (std::vector<std::string>{
          "'Zn_N' is not a pair. Write two chemical symbols with a hyphen, as in 'Zn-N', or 'all' for one of them."}));
  EXPECT_EQ(problems({"Zn-N", "Zn-N"}, {}),
            (std::vector<std::string>{"the pair 'Zn-N' is named twice. Leave one out."}));
  EXPECT_EQ(
      problems({}, {"N-Zn"}),
      (std::vector<std::string>{"'pairs' is empty. Name at least one, such as [Zn-N].",
                                "'N-Zn' is not an angle. Write three chemical symbols with hyphens, the vertex in the "
                                "middle, as in 'N-Zn-N', or 'Zn-Im-Zn' for the angle at a linker."}));
  EXPECT_EQ(
      problems({"Zn-N"}, {"Zn-Im-N"}),
      (std::vector<std::string>{"'Zn-Im-N' has two kinds of ends. At a linker ('Im') both ends are of one element, "
                                "as in 'Zn-Im-Zn'."}));
  EXPECT_EQ(problems({"Zn-N"}, {"Im-Zn-Im"}),
            (std::vector<std::string>{
                "'Im-Zn-Im' has a linker ('Im') at an end. It can only be in the middle, as in 'Zn-Im-Zn'."}));
}

}  // namespace
}  // namespace vitriflow
