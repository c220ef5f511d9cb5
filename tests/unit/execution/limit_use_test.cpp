#include "runner/execution/limit_use.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace vitriflow {
namespace {

JournalRecord taken(std::int64_t epoch, double time_s, std::map<std::string, std::string> values) {
  return {time_s, epoch, "supervisor", 0, "taken", std::move(values)};
}

std::optional<Submission> submission(double created_s, const std::string& core_hours) {
  Submission made;
  made.created_s = created_s;
  made.core_hours = core_hours;
  return made;
}

TEST(LimitUse, TheNewestRunOrALaterSubmissionSaysWhatTheLimitsAre) {
  const std::vector<JournalRecord> journal{taken(1, 100, {{"core_hours", "5"}}), taken(2, 200, {{"disk", "1GB"}})};
  EXPECT_FALSE(limits_in_force({}, std::nullopt).any());
  EXPECT_EQ(limits_in_force(journal, std::nullopt).disk_bytes, 1e9);
  EXPECT_EQ(limits_in_force(journal, submission(150, "7")).disk_bytes, 1e9);
  EXPECT_EQ(limits_in_force(journal, submission(300, "7")).core_hours, 7);
  EXPECT_FALSE(limits_in_force(journal, submission(300, "")).any());
}

TEST(LimitUse, ARunThatGoesOnCountsUntilItWasHeardOf) {
  std::vector<JournalRecord> journal{{1000, 1, "coordinator", 0, "pool_started", {{"ranks", "4"}}},
                                     {1900, 1, "coordinator", 1, "done", {}}};
  LeaseHolder holder;
  holder.epoch = 1;
  holder.heartbeat_s = 2800;
  Limits limits;
  limits.core_hours = 500;
  EXPECT_EQ(limit_use(limits, "", journal, {}, std::nullopt).core_hours, 1);
  EXPECT_EQ(limit_use(limits, "", journal, {}, holder).core_hours, 2);
}

TEST(LimitUse, AllocationsCountWithWhatRanOutsideOfThem) {
  AllocationRecord record;
  record.ranks = 2;
  record.began_s = 5000;
  record.ended_s = 6800;
  Limits limits;
  limits.core_hours = 500;
  EXPECT_EQ(limit_use(limits, "", {{1000, 1, "c", 0, "pool_started", {{"ranks", "1"}}}, {4600, 1, "c", 1, "done", {}}},
                      {record}, std::nullopt)
                .core_hours,
            2);
}

TEST(LimitUse, OnlyWhatIsLimitedIsShown) {
  LimitUse use{{500, 50e9}, 12.34, 1.2e9};
  EXPECT_EQ(limit_text(use), "12.3 of 500 core hours, 1.2 GB of 50 GB");
  EXPECT_EQ(limit_json(use).dump(),
            R"({"core_hours":{"limit":500.0,"used":12.34},"disk_bytes":{"limit":50000000000.0,"used":1200000000.0}})");
  use.limits = {};
  EXPECT_EQ(limit_text(use), "");
  EXPECT_EQ(limit_json(use).dump(), "{}");
}

}  // namespace
}  // namespace vitriflow
