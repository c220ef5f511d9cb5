#include "runner/forecast/forecast.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "runner/forecast/forecast_table.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {
namespace {

using testing::task_with;

// Two glasses of one measure and a table of another; work in particle-steps.
struct Study {
  TaskGraph graph{
      {task_with("crystal", {}), task_with("glass", {0}), task_with("long", {0}), task_with("table", {1, 2})}};
  TaskCosts costs;
  Study() {
    costs.measures = {{"build", "particle"}, {"md", "particle-step"}, {"table", "task"}};
    costs.measure = {0, 1, 1, 2};
    costs.costs = {{1, 1, {}}, {1000, 10, {}}, {3000, 30, {}}, {0, 1, {}}};
  }
};

const std::vector<Measurement> kMeasured{{"build", 1, 2, 1, 100, "rehearsal"},
                                         {"md", 10, 1, 1, 50, "rehearsal"},
                                         {"md", 40, 4, 4, 200, "rehearsal"},
                                         {"table", 0, 0.5, 1, 10, "rehearsal"}};

TEST(Forecast, AddsWhatIsLeftFromWhatTheSameMeasuresTook) {
  const Study study;
  Plan plan(study.graph);
  plan.mark_done_before(0);
  const Forecast found = forecast(study.graph, plan, study.costs, kMeasured, 2);
  EXPECT_EQ(found.tasks, 3);
  EXPECT_EQ(found.unknown, 0);
  EXPECT_NEAR(found.core_s.value, 100 + 300 + 0.5, 1e-9);
  EXPECT_NEAR(found.wall_s.value, 300 + 0.5, 1e-9);  // the two glasses run side by side
  EXPECT_NEAR(found.bytes.value, 500 + 1500 + 10, 1e-9);
  EXPECT_EQ(found.critical_path, (std::vector<TaskIndex>{2, 3}));
  EXPECT_NEAR(found.path_s.value, 300.5, 1e-9);
  // the glasses share their line and its error of 25 %; that of the table is independent
  EXPECT_NEAR(found.core_s.error, 0.25 * std::hypot(400, 0.5), 1e-9);
}

TEST(Forecast, CountsTheRanksOfATask) {
  const TaskGraph graph({task_with("wide", {}, 3)});
  TaskCosts costs;
  costs.measures = {{"md", "particle-step"}};
  costs.measure = {0};
  costs.costs = {{20, 1, {}}};
  const Forecast found = forecast(graph, Plan(graph), costs, {{"md", 10, 1, 1, 50, "rehearsal"}}, 4);
  EXPECT_DOUBLE_EQ(found.wall_s.value, 2);
  EXPECT_DOUBLE_EQ(found.core_s.value, 6);
}

TEST(Forecast, InventsNothingForWhatWasNeverMeasured) {
  const Study study;
  const std::vector<Measurement> some(kMeasured.begin(), kMeasured.begin() + 3);
  const Forecast found = forecast(study.graph, Plan(study.graph), study.costs, some, 2);
  EXPECT_EQ(found.unknown, 1);
  EXPECT_EQ(found.path_s.value, 0);
  EXPECT_EQ(forecast_table(study.graph, found),
            "critical path  crystal > long > table (3 tasks)\n"
            "\n"
            "stage    left  core time                disk            basis\n"
            "crystal  1     2.0 s ± 500 ms           100 ± 25 B      rehearsal: 1 task (error assumed)\n"
            "glass    1     1 min 40 s ± 25 s        500 ± 130 B     rehearsal: 2 tasks (error assumed)\n"
            "long     1     5 min 00 s ± 1 min 15 s  1.50 ± 0.38 kB  rehearsal: 2 tasks (error assumed)\n"
            "table    1     unknown                  unknown         never measured here\n"
            "\n"
            "effort      at least 0.112 ± 0.028 core hours\n"
            "wall time   at least 5 min 02 s ± 1 min 15 s on 2 ranks\n"
            "disk        at least 2.10 ± 0.50 kB, and logs\n"
            "unknown     1 of 4 tasks. A rehearsal measures them in short: vitriflow plan --rehearse\n");
}

TEST(Forecast, OfNothingSaysNothing) {
  const TaskGraph graph({task_with("a", {})});
  Plan plan(graph);
  plan.mark_done_before(0);
  TaskCosts costs;
  costs.measures = {{"a", "task"}};
  costs.measure = {0};
  costs.costs = {{1, 1, {}}};
  EXPECT_EQ(forecast_table(graph, forecast(graph, plan, costs, {}, 1)), "");
}

}  // namespace
}  // namespace vitriflow
