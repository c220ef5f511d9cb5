// Long sweeps: what reading and expanding costs grows with the number of tasks and no faster.
#include <gtest/gtest.h>

#include <ctime>

#include "runner/plan.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

// Two axes on an annealing stage, and two stages that follow: `side` squared tasks of each.
std::string long_sweep(int side) {
  const auto values = [side](const std::string& unit, double step) {
    std::string list;
    for (int i = 1; i <= side; ++i) list += (i == 1 ? "" : ", ") + std::to_string(i * step) + unit;
    return "[" + list + "]";
  };
  return "campaign: study\nstages:\n"
         "  crystal: {kind: toy.build, structure: zif-4}\n"
         "  glass:\n    kind: toy.anneal\n    system: crystal\n    from: 300 K\n    to: 900 K\n    rate: ${rate}\n"
         "    hold: ${hold}\n    for_each: {rate: " +
         values(" K/ps", 0.01) + ", hold: " + values(" ps", 1) +
         "}\n"
         "  cold: {kind: toy.sample, system: glass, temperature: 300 K, duration: 10 ps}\n"
         "  structure: {kind: toy.analyse, frames: cold, gather: all}\n";
}

double cpu_seconds(int side, TaskIndex& tasks) {
  const std::clock_t begin = std::clock();
  const Workflow workflow = load_text(long_sweep(side));
  Plan plan(workflow.graph);
  for (TaskIndex i = 0; i < workflow.graph.size(); ++i) {
    plan.started(i);
    plan.done(i);
  }
  EXPECT_TRUE(plan.over());
  tasks = workflow.graph.size();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(LongSweep, CostsInProportionToItsTasks) {
  TaskIndex few = 0, many = 0;
  const double short_s = cpu_seconds(71, few);
  const double long_s = cpu_seconds(224, many);
  EXPECT_GT(few, 10000);
  EXPECT_GT(many, 100000);
  RecordProperty("cpu_s", std::to_string(long_s));
  std::printf("%d tasks: %.2f s of one core; %d tasks: %.2f s\n", few, short_s, many, long_s);
  EXPECT_LT(long_s / many, 3 * short_s / few);
}

}  // namespace
}  // namespace vitriflow
