#include "runner/cache/found_results.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cache/samples.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::glass_graph;
using ::testing::IsEmpty;
using testing::large_result;
using testing::number_result;
using testing::TwoCampaigns;

std::vector<bool> found_tasks(const TaskGraph& graph, const FoundResults& found) {
  std::vector<bool> tasks;
  for (TaskIndex task = 0; task < graph.size(); ++task) tasks.push_back(found.holds(task));
  return tasks;
}

TEST(FoundResults, AreThoseOfTheSameFingerprintSmallAndLarge) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-crystal", number_result(1));
  two.finish("first", "fingerprint-of-something-else", number_result(1));
  two.finish("second", "fingerprint-structure", large_result());
  const FoundResults found = find_results(graph, Plan(graph), {"first", "second"}, two.disk);
  EXPECT_THAT(found_tasks(graph, found), ElementsAre(true, false, true));
  EXPECT_EQ(found.count(), 2U);
  EXPECT_EQ(found.source(0), "first");
  EXPECT_EQ(found.source(2), "second");
}

TEST(FoundResults, WhatIsDoneHereIsNotLookedFor) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-crystal", number_result(1));
  Plan plan(graph);
  plan.mark_done_before(0);
  EXPECT_EQ(find_results(graph, plan, {"first"}, two.disk).count(), 0U);
  EXPECT_EQ(find_results(graph, Plan(graph), {}, two.disk).count(), 0U);
}

TEST(FoundResults, WhereFramesAreStillReadACampaignWithoutThemDoesNotCount) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-glass", number_result(1));
  two.finish("second", "fingerprint-glass", number_result(1));
  EXPECT_FALSE(find_results(graph, Plan(graph), {"first", "second"}, two.disk).holds(1));
  two.disk.create("second/trajectories/fingerprint-glass.h5")->write("frames");
  const FoundResults found = find_results(graph, Plan(graph), {"first", "second"}, two.disk);
  ASSERT_TRUE(found.holds(1));
  EXPECT_EQ(found.source(1), "second");
}

TEST(FoundResults, FramesAreNotAskedForWhenTheirReaderIsFoundToo) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-glass", number_result(1));
  two.finish("first", "fingerprint-structure", number_result(2));
  EXPECT_THAT(found_tasks(graph, find_results(graph, Plan(graph), {"first"}, two.disk)),
              ElementsAre(false, true, true));
}

TEST(FoundResults, PlanCountsThemAsDoneAndSparesWhatOnlyTheyNeeded) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-structure", number_result(2));
  const FoundResults found = find_results(graph, Plan(graph), {"first"}, two.disk);
  const Plan plan = plan_with(graph, found, {}, Decisions({}));
  EXPECT_EQ(plan.state(2), TaskState::done);
  EXPECT_EQ(plan.state(1), TaskState::unneeded);
  EXPECT_TRUE(plan.over());
}

TEST(FoundResults, CampaignThatCannotBeReadIsPassedOver) {
  TwoCampaigns two;
  const TaskGraph graph = glass_graph();
  two.finish("first", "fingerprint-crystal", number_result(1));
  two.finish("second", "fingerprint-crystal", number_result(1));
  two.disk.make_directories("first/journal");
  two.disk.create("first/journal/fence-1")->write("no fence at all\n");
  const FoundResults found = find_results(graph, Plan(graph), {"first", "second"}, two.disk);
  ASSERT_TRUE(found.holds(0));
  EXPECT_EQ(found.source(0), "second");
}

}  // namespace
}  // namespace vitriflow
