#include "runner/execution/noted_deaths.hpp"

#include <gtest/gtest.h>

namespace vitriflow {

namespace {

JournalRecord record(std::int64_t epoch, const std::string& event, std::map<std::string, std::string> values) {
  return {0.0, epoch, "writer", 0, event, std::move(values)};
}

TEST(NotedDeaths, HoldTheLegInWhichTheAttemptEnded) {
  const auto suspect = [](std::int64_t epoch, const std::string& task, const std::string& noted) {
    return record(epoch, "suspect",
                  {{"task", task}, {"fingerprint", "f" + task}, {"noted", noted}, {"message", "why"}});
  };
  const auto leg = [](std::int64_t epoch, const std::string& task, const std::string& number) {
    return record(epoch, "leg", {{"task", task}, {"leg", number}});
  };
  const auto deaths = noted_deaths({record(1, "started", {{"task", "a"}}), leg(1, "a", "0"), leg(1, "a", "1"),
                                    leg(1, "b", "9"), suspect(1, "a", "1"), suspect(1, "b", "other"),
                                    record(2, "started", {{"task", "a"}}), suspect(2, "a", "1")});
  ASSERT_EQ(deaths.size(), 1U);  // b was not to blame
  ASSERT_EQ(deaths.at("fa").size(), 2U);
  EXPECT_EQ(deaths.at("fa")[0].leg, 1);
  EXPECT_EQ(deaths.at("fa")[0].message, "why");
  EXPECT_EQ(deaths.at("fa")[1].leg, -1);  // before its first leg
}

}  // namespace

}  // namespace vitriflow
