#include "runner/forecast/rehearsal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace vitriflow {
namespace {

Workflow workflow_of(const std::string& text) {
  return load_workflow({text, "study.yaml", "/nowhere/study.yaml", "inputs"});
}

std::string glasses(const std::string& more) {
  return "campaign: study\nseed: 9\nstages:\n"
         "  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b}\n"
         "  glass: {kind: md.anneal, system: crystal, from: 300 K, to: 900 K, rate: 4 K/ps, hold: '${hold}',\n"
         "          for_each: {hold: [250 ps, 500 ps, 750 ps]}}\n" +
         more;
}

const std::string kSampled =
    "  cold: {kind: md.sample, system: glass, temperature: 300 K, equilibration: 20 ps, duration: 100 ps}\n"
    "  structure: {kind: analysis.structure, frames: cold, gather: all, discard: 50 ps}\n";

TEST(TaskCosts, CountParticleStepsAndFramesAlongTheGraph) {
  const Workflow workflow = workflow_of(glasses(kSampled));
  const TaskCosts costs = task_costs(workflow.graph, "inputs", "/nowhere");
  const TaskIndex glass = *workflow.graph.find("glass[hold=250ps]"), cold = *workflow.graph.find("cold[hold=250ps]");
  EXPECT_EQ(costs.cost(0).gives.particles, 400);  // 272 atoms, 64 + 64 dummies
  EXPECT_DOUBLE_EQ(*costs.cost(glass).work, 400 * (150 + 250 + 150) / 0.5e-3);
  EXPECT_DOUBLE_EQ(*costs.cost(cold).work, 400 * 120 / 0.5e-3);
  EXPECT_EQ(costs.cost(cold).gives.frames, 500);
  EXPECT_DOUBLE_EQ(*costs.cost(*workflow.graph.find("structure")).work, 3 * 500 * 400);
  EXPECT_EQ(&costs.of(glass), &costs.of(*workflow.graph.find("glass[hold=750ps]")));
  EXPECT_NE(&costs.of(glass), &costs.of(cold));
}

TEST(TaskCosts, OfKindsThatDoNotCountDependOnTheirSettings) {
  const auto key_of = [](const std::string& settings) {
    const Workflow workflow = workflow_of(
        "campaign: study\nstages:\n"
        "  crystal: {kind: structure.build, structure: zif-4, forcefield: nb-zif-ff-b}\n"
        "  warm: {kind: md.sample, system: crystal, temperature: 300 K, duration: 1 ps}\n"
        "  structure: {kind: analysis.structure, frames: warm" +
        settings + "}\n");
    return task_costs(workflow.graph, "inputs", "/nowhere").of(2).key;
  };
  EXPECT_EQ(key_of(""), key_of(", pairs: [Zn-N, Zn-Zn]"));  // the default
  EXPECT_NE(key_of(""), key_of(", r_max: 6 A"));
}

TEST(Rehearsal, IsAValidWorkflowOfEveryStageInSeconds) {
  const Workflow workflow = workflow_of(glasses(kSampled));
  const TaskCosts costs = task_costs(workflow.graph, "inputs", "/nowhere");
  const Rehearsal rehearsal = compose_rehearsal(workflow, costs, "inputs");
  const Workflow rehearsed = workflow_of(rehearsal.text);
  std::set<std::string> stages;
  for (const auto& part : rehearsal.parts) stages.insert(workflow.graph.task(part.original).stage);
  EXPECT_EQ(stages, (std::set<std::string>{"crystal", "glass", "cold", "structure"}));
  const TaskCosts short_costs = task_costs(rehearsed.graph, "inputs", "/nowhere");
  for (TaskIndex i = 0; i < rehearsed.graph.size(); ++i) {
    EXPECT_LT(*short_costs.cost(i).work, 2e6) << rehearsed.graph.task(i).name;
    if (rehearsed.graph.task(i).stage.starts_with("cold")) {
      EXPECT_GE(short_costs.cost(i).gives.frames, 4);
    }
  }
}

TEST(Rehearsal, RunsEachStageInTwoLengthsAndTakesTwoOfAnEnsemble) {
  const Workflow workflow = workflow_of(glasses(kSampled));
  const TaskCosts costs = task_costs(workflow.graph, "inputs", "/nowhere");
  const Rehearsal rehearsal = compose_rehearsal(workflow, costs, "inputs");
  std::vector<std::string> names;
  for (const auto& part : rehearsal.parts) names.push_back(part.name);
  const auto has = [&](const std::string& name) { return std::count(names.begin(), names.end(), name) == 1; };
  EXPECT_TRUE(has("crystal") && has("structure") && has("structure-longer"));
  EXPECT_TRUE(has("cold") && has("cold-2") && has("cold-longer") && has("cold-longer-2"));
  EXPECT_FALSE(has("cold-3") || has("crystal-longer"));
}

TEST(Rehearsal, NamesFilesOfTheWorkflowByTheirWholePath) {
  const std::string folder = std::filesystem::absolute("inputs/structures").string();
  const Workflow workflow = load_workflow(
      {"campaign: study\nstages:\n  crystal: {kind: structure.build, structure: ./zif-4.yaml, forcefield: "
       "nb-zif-ff-b}\n",
       "study.yaml", folder + "/study.yaml", "inputs"});
  const TaskCosts costs = task_costs(workflow.graph, "inputs", folder);
  const Rehearsal rehearsal = compose_rehearsal(workflow, costs, "inputs");
  EXPECT_NE(rehearsal.text.find("structure: \"" + folder + "/zif-4.yaml\""), std::string::npos) << rehearsal.text;
}

TEST(Rehearsal, KeepsOneOfTasksThatAreCutDownToTheSame) {
  const Workflow workflow = workflow_of(
      "campaign: study\nstages:\n"
      "  a: {kind: test.number, value: 1, sleep: '${s}', for_each: {s: [10 s, 20 s]}}\n"
      "  b: {kind: test.number, value: 1, after: a, gather: all}\n");
  const TaskCosts costs = task_costs(workflow.graph, "inputs", "/nowhere");
  const Workflow rehearsed = workflow_of(compose_rehearsal(workflow, costs, "inputs").text);
  EXPECT_EQ(rehearsed.graph.size(), 4);  // each in two lengths
}

}  // namespace
}  // namespace vitriflow
