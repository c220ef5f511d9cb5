#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/digest.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const std::string kHead = "campaign: study\nseed: 7\nstages:\n";
const std::string kCrystal = "  crystal: {kind: toy.build, structure: zif-4}\n";
const std::string kGlass =
    "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: 900 K, rate: 2 K/ps, hold: '${hold}', "
    "for_each: {hold: [10 ps, 20 ps]}}\n";
const std::string kCold = "  cold: {kind: toy.sample, system: glass, temperature: 300 K, duration: 10 ps}\n";

std::vector<std::string> names(const TaskGraph& graph) {
  std::vector<std::string> names;
  for (const Task& task : graph.tasks()) names.push_back(task.name);
  return names;
}

const Task& task(const Workflow& workflow, const std::string& name) {
  return workflow.graph.task(workflow.graph.find(name).value());
}

std::vector<std::string> inputs(const Workflow& workflow, const std::string& name, const std::string& port) {
  std::vector<std::string> found;
  for (const TaskIndex i : task(workflow, name).inputs.at(port)) found.push_back(workflow.graph.task(i).name);
  return found;
}

TEST(Expansion, AStageWithoutAxesIsOneTask) {
  const Workflow workflow = load_text(kHead + kCrystal);
  EXPECT_THAT(names(workflow.graph), ElementsAre("crystal"));
  EXPECT_THAT(task(workflow, "crystal").inputs, IsEmpty());
}

TEST(Expansion, AnAxisMakesOneTaskForEachValue) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass);
  EXPECT_THAT(names(workflow.graph), ElementsAre("crystal", "glass[hold=10ps]", "glass[hold=20ps]"));
  EXPECT_EQ(std::get<double>(task(workflow, "glass[hold=20ps]").parameters.at("hold")), 20.0);
  EXPECT_THAT(task(workflow, "glass[hold=20ps]").sweep, ElementsAre(Pair("hold", "20 ps")));
}

TEST(Expansion, TasksFollowTheirInputsWhateverTheOrderOfTheFile) {
  const Workflow workflow = load_text(kHead + kCold + kGlass + kCrystal);
  EXPECT_THAT(names(workflow.graph),
              ElementsAre("crystal", "glass[hold=10ps]", "glass[hold=20ps]", "cold[hold=10ps]", "cold[hold=20ps]"));
  EXPECT_THAT(workflow.stages, ElementsAre("cold", "glass", "crystal"));
}

TEST(Expansion, AStageInheritsTheAxesOfWhatItTakes) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass + kCold);
  EXPECT_THAT(inputs(workflow, "cold[hold=10ps]", "system"), ElementsAre("glass[hold=10ps]"));
  EXPECT_THAT(inputs(workflow, "cold[hold=20ps]", "system"), ElementsAre("glass[hold=20ps]"));
}

TEST(Expansion, InheritedAxesMayBeUsedInParameters) {
  const Workflow workflow =
      load_text(kHead + kCrystal + kGlass +
                "  cold: {kind: toy.sample, system: glass, temperature: 300 K, duration: '${hold}'}\n");
  EXPECT_EQ(std::get<double>(task(workflow, "cold[hold=20ps]").parameters.at("duration")), 20.0);
}

TEST(Expansion, OwnAxesComeAfterInheritedOnesAndRunFastest) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass +
                                      "  cold: {kind: toy.sample, system: glass, temperature: '${T}', duration: 1 ps, "
                                      "for_each: {T: [300 K, 400 K]}}\n");
  EXPECT_THAT(names(workflow.graph),
              ElementsAre("crystal", "glass[hold=10ps]", "glass[hold=20ps]", "cold[hold=10ps,T=300K]",
                          "cold[hold=10ps,T=400K]", "cold[hold=20ps,T=300K]", "cold[hold=20ps,T=400K]"));
  EXPECT_THAT(inputs(workflow, "cold[hold=20ps,T=300K]", "system"), ElementsAre("glass[hold=20ps]"));
}

TEST(Expansion, AxesOfOneStageAreExpandedCartesian) {
  const Workflow workflow = load_text(kHead + kCrystal +
                                      "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: '${to}', "
                                      "rate: 2 K/ps, hold: '${hold}', "
                                      "for_each: {to: [900 K, 1 kK], hold: [1 ps, 2 ps, 3 ps]}}\n");
  EXPECT_EQ(workflow.graph.size(), 7);
  EXPECT_EQ(workflow.graph.task(3).name, "glass[to=900K,hold=3ps]");
  EXPECT_EQ(std::get<double>(workflow.graph.task(4).parameters.at("to")), 1000.0);
}

TEST(Expansion, GatherTakesTheWholeEnsembleInItsOrder) {
  const Workflow workflow =
      load_text(kHead + kCrystal + kGlass + kCold + "  structure: {kind: toy.analyse, frames: cold, gather: all}\n");
  EXPECT_THAT(inputs(workflow, "structure", "frames"), ElementsAre("cold[hold=10ps]", "cold[hold=20ps]"));
}

TEST(Expansion, WithoutGatherAManyPortTakesOneTaskEach) {
  const Workflow workflow =
      load_text(kHead + kCrystal + kGlass + kCold + "  structure: {kind: toy.analyse, frames: cold}\n");
  EXPECT_THAT(inputs(workflow, "structure[hold=20ps]", "frames"), ElementsAre("cold[hold=20ps]"));
}

TEST(Expansion, GatherOverSeveralStagesTakesThemInTheirOrder) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass + kCold +
                                      "  structure: {kind: toy.analyse, frames: [cold, glass], gather: all}\n");
  EXPECT_THAT(inputs(workflow, "structure", "frames"),
              ElementsAre("cold[hold=10ps]", "cold[hold=20ps]", "glass[hold=10ps]", "glass[hold=20ps]"));
}

TEST(Expansion, SeveralPortsJoinOnTheirCommonAxes) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass +
                                      "  cold: {kind: toy.sample, system: glass, temperature: '${T}', duration: 1 ps, "
                                      "for_each: {T: [300 K, 400 K]}}\n"
                                      "  both: {kind: toy.pair, first: cold, second: glass}\n");
  EXPECT_EQ(workflow.graph.size(), 1 + 2 + 4 + 4);
  EXPECT_THAT(inputs(workflow, "both[hold=20ps,T=300K]", "first"), ElementsAre("cold[hold=20ps,T=300K]"));
  EXPECT_THAT(inputs(workflow, "both[hold=20ps,T=300K]", "second"), ElementsAre("glass[hold=20ps]"));
}

TEST(Expansion, PortsWithoutCommonAxesGiveEveryCombination) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass +
                                      "  other: {kind: toy.build, structure: '${s}', for_each: {s: [zif-8, zif-zni]}}\n"
                                      "  both: {kind: toy.pair, first: glass, second: other}\n");
  EXPECT_THAT(inputs(workflow, "both[hold=10ps,s=zif-zni]", "second"), ElementsAre("other[s=zif-zni]"));
  EXPECT_EQ(workflow.graph.size(), 1 + 2 + 2 + 4);
}

TEST(Expansion, EqualAxesOfTwoStagesAreJoined) {
  const std::string again =
      "  more: {kind: toy.anneal, system: crystal, from: 300 K, to: 800 K, rate: 2 K/ps, hold: "
      "'${hold}', for_each: {hold: [10 ps, 20 ps]}}\n";
  const Workflow workflow =
      load_text(kHead + kCrystal + kGlass + again + "  both: {kind: toy.pair, first: glass, second: more}\n");
  EXPECT_EQ(workflow.graph.size(), 1 + 2 + 2 + 2);
  EXPECT_THAT(inputs(workflow, "both[hold=20ps]", "second"), ElementsAre("more[hold=20ps]"));
}

TEST(Expansion, AxisValuesMayBePartOfAText) {
  const Workflow workflow = load_text(kHead +
                                      "  crystal: {kind: toy.build, structure: 'zif-${n}', supercell: ['${n}', 1, 1], "
                                      "for_each: {n: [4, 8]}}\n");
  EXPECT_EQ(std::get<std::string>(workflow.graph.task(1).parameters.at("structure")), "zif-8");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(workflow.graph.task(1).parameters.at("supercell"))[0], 8);
}

TEST(Expansion, NamesHoldNothingThatAFileNameCannot) {
  const Workflow workflow = load_text(kHead + kCrystal +
                                      "  glass: {kind: toy.anneal, system: crystal, from: 300 K, to: 900 K, "
                                      "rate: '${rate}', for_each: {rate: [2 K/ps]}}\n");
  EXPECT_EQ(workflow.graph.task(1).name, "glass[rate=2K_ps]");
}

TEST(Expansion, RanksMayBeSwept) {
  const Workflow workflow = load_text(
      "campaign: study\nreproducible: true\nstages:\n"
      "  crystal: {kind: toy.build, structure: zif-4, ranks: '${n}', "
      "for_each: {n: [1, 2]}}\n");
  EXPECT_EQ(workflow.graph.task(0).ranks, 1);
  EXPECT_EQ(workflow.graph.task(1).ranks, 2);
}

TEST(Expansion, DefaultsAreFilledIn) {
  const Workflow workflow = load_text(kHead + kCrystal);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(task(workflow, "crystal").parameters.at("supercell")),
            (std::vector<std::int64_t>{1, 1, 1}));
}

TEST(Expansion, SeedsFollowFromTheCampaignsSeedAndTheName) {
  const Workflow workflow = load_text(kHead + kCrystal + kGlass);
  EXPECT_EQ(task(workflow, "glass[hold=10ps]").seed, derive_seed(7, "glass[hold=10ps]"));
  EXPECT_NE(task(workflow, "glass[hold=10ps]").seed, task(workflow, "glass[hold=20ps]").seed);
}

TEST(Expansion, ANewSweepValueChangesNoOtherTask) {
  std::string longer = kGlass;
  longer.replace(longer.find("[10 ps"), 6, "[5 ps, 10 ps");
  const Workflow before = load_text(kHead + kCrystal + kGlass + kCold);
  const Workflow after = load_text(kHead + kCrystal + longer + kCold);
  EXPECT_EQ(after.graph.size(), before.graph.size() + 2);
  for (const Task& old : before.graph.tasks()) {
    EXPECT_EQ(task(after, old.name).seed, old.seed) << old.name;
    EXPECT_EQ(task(after, old.name).fingerprint, old.fingerprint) << old.name;
  }
}

TEST(Expansion, TheEngineIsTheStagesThenTheCampaignsThenTheDefault) {
  const std::string rest = kCrystal + kGlass + kCold;
  const Workflow plain = load_text(kHead + rest);
  EXPECT_EQ(task(plain, "cold[hold=10ps]").engine, "lammps");
  EXPECT_EQ(task(plain, "crystal").engine, "");
  std::string own = rest;
  own.replace(own.find("duration: 10 ps"), 15, "duration: 10 ps, engine: faulty");
  const Workflow chosen = load_text("campaign: study\nengine: reference\nstages:\n" + own);
  EXPECT_EQ(task(chosen, "glass[hold=10ps]").engine, "reference");
  EXPECT_EQ(task(chosen, "cold[hold=10ps]").engine, "faulty");
}

}  // namespace
}  // namespace vitriflow
