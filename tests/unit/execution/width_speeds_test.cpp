#include "runner/execution/width_speeds.hpp"

#include <gtest/gtest.h>

#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

JournalRecord record(const std::string& event, std::map<std::string, std::string> values) {
  values["task"] = "a";
  values["fingerprint"] = "fingerprint-a";
  return {1.0, 1, "coordinator-1", 0, event, std::move(values)};
}

TEST(WidthSpeeds, WhatIsNotMeasuredMayBeAsWideAsItCan) {
  WidthSpeeds speeds;
  EXPECT_EQ(speeds.widest("glass", 8), 8);
  speeds.took("glass", 4, 10);
  EXPECT_EQ(speeds.widest("glass", 8), 8);
}

TEST(WidthSpeeds, AWidthAtWhichRanksDoLessThanHalfTheWorkIsNotUsedAgain) {
  WidthSpeeds speeds;
  speeds.took("glass", 1, 10);
  speeds.took("glass", 2, 6);
  EXPECT_EQ(speeds.widest("glass", 8), 8);
  speeds.took("glass", 4, 5.5);  // 10 / (4 * 5.5) = 0.45
  EXPECT_EQ(speeds.widest("glass", 8), 2);
  EXPECT_EQ(speeds.widest("cold", 8), 8);
}

TEST(WidthSpeeds, TheJournalTellsWidthAndSeconds) {
  const TaskGraph graph({testing::task_with("a", {})});
  WidthSpeeds speeds;
  speeds.read(graph, {record("started", {{"ranks", "0"}}), record("done", {{"seconds", "1"}})});
  speeds.took("a", 4, 1);
  EXPECT_EQ(speeds.widest("a", 4), 1);
  EXPECT_TRUE(speeds.begun_before("fingerprint-a"));
}

TEST(WidthSpeeds, ATaskThatWasContinuedSaysNothing) {
  const TaskGraph graph({testing::task_with("a", {})});
  WidthSpeeds speeds;
  speeds.read(graph, {record("started", {{"ranks", "0"}}), record("started", {{"ranks", "0"}}),
                      record("done", {{"seconds", "1"}})});
  speeds.took("a", 4, 1);
  EXPECT_EQ(speeds.widest("a", 4), 4);
}

}  // namespace

}  // namespace vitriflow
