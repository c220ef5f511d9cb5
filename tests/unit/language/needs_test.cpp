// `needs`: order without data, matched by axes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kGlass =
    "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: zif-4}\n"
    "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: 900 K, rate: '${rate}', hold: '${hold}', "
    "for_each: {rate: [1 K/ps, 2 K/ps], hold: [10 ps, 20 ps]}}\n";
const std::string kWarm =
    "  warm: {kind: toy.sample, system: crystal, temperature: 300 K, duration: '${hold}', for_each: {hold: [10 ps, 20 "
    "ps]}";

std::vector<std::string> after(const Workflow& workflow, const std::string& name) {
  std::vector<std::string> names;
  for (const TaskIndex i : workflow.graph.task(workflow.graph.find(name).value()).after) {
    names.push_back(workflow.graph.task(i).name);
  }
  return names;
}

TEST(Needs, WithoutAxesWaitsForAllTasksOfAStage) {
  const Workflow workflow = load_text(kGlass + "  other: {kind: toy.build, structure: zif-8, needs: glass}\n");
  EXPECT_THAT(after(workflow, "other"), ElementsAre("glass[rate=1K_ps,hold=10ps]", "glass[rate=1K_ps,hold=20ps]",
                                                    "glass[rate=2K_ps,hold=10ps]", "glass[rate=2K_ps,hold=20ps]"));
  const auto other = workflow.graph.find("other").value();
  EXPECT_THAT(workflow.graph.needs(other), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(workflow.graph.task(other).inputs, IsEmpty());
}

TEST(Needs, MatchesSharedAxesAndWaitsForAllOfTheOthers) {
  const Workflow workflow = load_text(kGlass + kWarm + ", needs: glass}\n");
  EXPECT_THAT(after(workflow, "warm[hold=20ps]"),
              ElementsAre("glass[rate=1K_ps,hold=20ps]", "glass[rate=2K_ps,hold=20ps]"));
}

TEST(Needs, MayNameSeveralStages) {
  const Workflow workflow =
      load_text(kGlass + kWarm + "}\n  other: {kind: toy.build, structure: zif-8, needs: [warm, crystal]}\n");
  EXPECT_THAT(after(workflow, "other"), ElementsAre("warm[hold=10ps]", "warm[hold=20ps]", "crystal"));
}

TEST(Needs, IsOrderInTheGraphButNotInTheFingerprint) {
  const std::string other = "  a: {kind: toy.build, structure: zif-8}\n";
  const std::string later = "  a: {kind: toy.build, structure: zif-8, needs: glass}\n";
  EXPECT_EQ(fingerprint_in(kGlass + other, "a"), fingerprint_in(kGlass + later, "a"));
  EXPECT_EQ(load_text(kGlass + later).graph.find("a"), 5);
}

}  // namespace
}  // namespace vitriflow
