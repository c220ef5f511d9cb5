#include "runner/report/rank_usage.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

JournalRecord record(const std::string& event, double time_s, std::map<std::string, std::string> values = {}) {
  return {time_s, 1, "coordinator-1", 0, event, std::move(values)};
}

TEST(RankUsage, TasksThatARankWasGivenInAdvanceCountOnce) {
  const std::vector<JournalRecord> journal{record("pool_started", 100, {{"ranks", "2"}}), record("finished", 110)};
  const RankUsage found =
      rank_usage_of(journal, {{"a", {0}, 0, 6, "done"}, {"b", {0}, 1, 7, "done"}, {"c", {0, 1}, 8, 10, "done"}});
  EXPECT_DOUBLE_EQ(found.had_core_s, 20.0);
  EXPECT_DOUBLE_EQ(found.busy_core_s, 7.0 + 2.0 + 2.0);
}

TEST(RankUsage, TimeBetweenPoolsIsNobodysAndMembersCountWhileTheyAreThere) {
  const std::vector<JournalRecord> journal{
      record("pool_started", 100, {{"ranks", "2"}}), record("joined", 104, {{"ranks", "3"}, {"member", "j7-1"}}),
      record("left", 106, {{"member", "j7-1"}}),     record("stopped", 110),
      record("pool_started", 500, {{"ranks", "1"}}), record("pool_died", 504)};
  EXPECT_DOUBLE_EQ(rank_usage_of(journal, {}).had_core_s, 20.0 + 6.0 + 4.0);
}

}  // namespace
}  // namespace vitriflow
