#include "runner/execution/blame.hpp"

#include <gtest/gtest.h>

namespace vitriflow {

namespace {

class Story {
 public:
  Story& then(const std::string& event, std::map<std::string, std::string> values = {}, std::int64_t epoch = 1) {
    records.push_back({static_cast<double>(records.size()), epoch, "writer", 0, event, std::move(values)});
    return *this;
  }
  Story& start(const std::string& task) { return then("started", {{"task", task}, {"fingerprint", "f" + task}}); }
  Story& suspect(const std::string& task, bool noted, const std::string& message = "why") {
    return then("suspect",
                {{"task", task}, {"fingerprint", "f" + task}, {"noted", noted ? "1" : "0"}, {"message", message}});
  }
  std::vector<JournalRecord> records;
};

TEST(Blame, TasksThatBeganAndDidNotEndWereRunning) {
  Story story;
  story.start("a").start("b").start("c").start("d");
  story.then("done", {{"task", "a"}}).then("failed", {{"task", "b"}}).then("interrupted", {{"task", "c"}});
  const auto running = tasks_running_at_end(story.records, 1);
  ASSERT_EQ(running.size(), 1U);
  EXPECT_EQ(running[0].task, "d");
  EXPECT_EQ(running[0].fingerprint, "fd");
}

TEST(Blame, ADeathIsLookedAtOnce) {
  Story story;
  story.start("a").then("pool_died");
  EXPECT_TRUE(tasks_running_at_end(story.records, 1).empty());
}

TEST(Blame, TwoDeathsByItsOwnFaultSetATaskAside) {
  Story story;
  story.suspect("a", true).suspect("b", false);
  EXPECT_TRUE(tasks_to_set_aside(story.records, 1).empty());
  story.suspect("a", true, "segmentation fault (signal 11)").suspect("b", false);
  const auto blamed = tasks_to_set_aside(story.records, 1);
  ASSERT_EQ(blamed.size(), 1U);
  EXPECT_EQ(blamed[0].fingerprint, "fa");
  EXPECT_EQ(blamed[0].message, "it took the pool down 2 times: segmentation fault (signal 11)");
}

TEST(Blame, ThreeDeathsNobodyNotedSetATaskAside) {
  Story story;
  for (int death = 0; death < 3; ++death) story.suspect("a", false, "the pool ended with exit code 137");
  const auto blamed = tasks_to_set_aside(story.records, 1);
  ASSERT_EQ(blamed.size(), 1U);
  EXPECT_EQ(blamed[0].message,
            "it was running each of the 3 times that the pool died (the pool ended with exit code 137)");
}

TEST(Blame, ATaskThatGetsFurtherIsNotSuspected) {
  Story story;
  for (int death = 0; death < 6; ++death) {
    story.then("leg", {{"task", "a"}, {"leg", std::to_string(death)}}).suspect("a", false);
  }
  EXPECT_TRUE(tasks_to_set_aside(story.records, 1).empty());
}

TEST(Blame, RepeatingTheSameLegIsNotGettingFurther) {
  Story story;
  for (int death = 0; death < 3; ++death) story.then("leg", {{"task", "a"}, {"leg", "4"}}).suspect("a", false);
  EXPECT_EQ(tasks_to_set_aside(story.records, 1).size(), 1U);
}

TEST(Blame, ANewRunGivesEveryTaskANewChance) {
  Story story;
  story.suspect("a", true).suspect("a", true);
  EXPECT_TRUE(tasks_to_set_aside(story.records, 2).empty());
}

TEST(Blame, AttemptsAreFailuresAndDeaths) {
  Story story;
  story.suspect("a", true).then("failed", {{"task", "a"}, {"fingerprint", "fa"}}).then("interrupted", {{"task", "a"}});
  EXPECT_EQ(attempts_used(story.records), (std::map<std::string, std::int64_t>{{"fa", 2}}));
}

}  // namespace

}  // namespace vitriflow
