#include "runner/forecast/pool_simulation.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using testing::task_with;

TEST(PoolSimulation, RunsSideBySideWhatFits) {
  const TaskGraph graph({task_with("a", {}), task_with("b", {}), task_with("c", {0})});
  EXPECT_DOUBLE_EQ(simulated_wall_s(graph, Plan(graph), {3, 5, 1}, 2), 5);
  EXPECT_DOUBLE_EQ(simulated_wall_s(graph, Plan(graph), {3, 5, 1}, 1), 9);
}

TEST(PoolSimulation, LetsAWideTaskWaitForItsRanks) {
  const TaskGraph graph({task_with("a", {}), task_with("wide", {}, 2)});
  EXPECT_DOUBLE_EQ(simulated_wall_s(graph, Plan(graph), {3, 4}, 2), 7);
}

TEST(PoolSimulation, LeavesOutWhatIsDoneOrUnneeded) {
  const TaskGraph graph({task_with("a", {}), task_with("b", {0}), task_with("c", {1})});
  Plan plan(graph);
  plan.mark_done_before(1);
  EXPECT_DOUBLE_EQ(simulated_wall_s(graph, plan, {100, 100, 2}, 1), 2);
}

TEST(PoolSimulation, NeverBeatsTheCriticalPathNorTheSumOverTheRanks) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Task> tasks;
    std::vector<double> seconds;
    double area = 0, longest = 0;
    std::vector<double> end;
    const int ranks = 1 + static_cast<int>(random() % 5);
    for (int i = 0; i < 40; ++i) {
      std::vector<TaskIndex> needs;
      if (i > 0 && random() % 3 != 0) needs.push_back(static_cast<TaskIndex>(random() % static_cast<unsigned>(i)));
      const int width = 1 + static_cast<int>(random() % static_cast<unsigned>(ranks));
      seconds.push_back(1 + static_cast<double>(random() % 100));
      end.push_back(seconds.back() + (needs.empty() ? 0 : end[static_cast<std::size_t>(needs[0])]));
      area += seconds.back() * width;
      longest = std::max(longest, end.back());
      tasks.push_back(task_with("t" + std::to_string(i), needs, width));
    }
    const TaskGraph graph(std::move(tasks));
    const double wall = simulated_wall_s(graph, Plan(graph), seconds, ranks);
    EXPECT_GE(wall, longest - 1e-9);
    EXPECT_GE(wall, area / ranks - 1e-9);
    double serial = 0;
    for (const double s : seconds) serial += s;
    EXPECT_LE(wall, serial + 1e-9);
  }
}

}  // namespace
}  // namespace vitriflow
