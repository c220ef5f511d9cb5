#include "runner/plan_table.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

const KindDescription& toy() {
  static const KindDescription kind = [] {
    KindDescription description;
    description.name = "toy";
    return description;
  }();
  return kind;
}

Task task(const std::string& stage, const std::string& suffix, std::vector<TaskIndex> needs, int ranks = 1) {
  Task made;
  made.stage = stage;
  made.name = stage + suffix;
  made.kind = &toy();
  made.ranks = ranks;
  made.seed = 5;
  made.fingerprint = "f" + made.name;
  if (!needs.empty()) made.inputs["port"] = std::move(needs);
  return made;
}

TaskGraph study() {
  return TaskGraph({task("crystal", "", {}), task("glass", "[hold=1ps]", {0}, 2), task("glass", "[hold=2ps]", {0}),
                    task("glass", "[hold=3ps]", {0}), task("structure", "", {1, 2, 3})});
}

TEST(PlanTable, ShowsEveryTaskWithWhatItNeedsAndItsState) {
  const TaskGraph graph = study();
  Plan plan(graph);
  plan.mark_done_before(0);
  EXPECT_EQ(plan_table(graph, plan, 0),
            "task             kind  ranks  needs            state\n"
            "crystal          toy   1                       cached\n"
            "glass[hold=1ps]  toy   2      crystal          ready\n"
            "glass[hold=2ps]  toy   1      crystal          ready\n"
            "glass[hold=3ps]  toy   1      crystal          ready\n"
            "structure        toy   1      glass (3 tasks)  waits\n"
            "\n"
            "5 tasks: 1 cached, 3 ready, 1 waits\n");
}

TEST(PlanTable, LeavesOutTheRestOfALongSweepAndSaysSo) {
  const TaskGraph graph = study();
  const Plan plan(graph);
  EXPECT_EQ(plan_table(graph, plan, 1),
            "task             kind  ranks  needs            state\n"
            "crystal          toy   1                       ready\n"
            "glass[hold=1ps]  toy   2      crystal          waits\n"
            "... and 2 more of 'glass'\n"
            "structure        toy   1      glass (3 tasks)  waits\n"
            "\n"
            "5 tasks: 1 ready, 4 waits\n");
}

TEST(PlanTable, IsJsonForPrograms) {
  Workflow workflow;
  workflow.campaign = "study";
  workflow.graph = TaskGraph({task("crystal", "", {})});
  const Plan plan(workflow.graph);
  EXPECT_EQ(plan_json(workflow, "campaigns/study", plan, {{"ranks", 2}}),
            R"({
  "campaign": "study",
  "folder": "campaigns/study",
  "tasks": [
    {
      "task": "crystal",
      "stage": "crystal",
      "kind": "toy",
      "ranks": 1,
      "engine": "",
      "seed": 5,
      "needs": [],
      "state": "ready",
      "fingerprint": "fcrystal"
    }
  ],
  "totals": {
    "tasks": 1,
    "cached": 0,
    "ready": 1,
    "waits": 0,
    "skipped": 0,
    "not needed": 0
  },
  "forecast": {
    "ranks": 2
  }
}
)");
}

}  // namespace
}  // namespace vitriflow
