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
  // `noted`: "1" it left a note, "other" another task did, "0" nobody did, "alone" nor did anything else run.
  Story& suspect(const std::string& task, const std::string& noted, const std::string& message = "why") {
    return then("suspect", {{"task", task}, {"fingerprint", "f" + task}, {"noted", noted}, {"message", message}});
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
  story.suspect("a", "1").suspect("b", "other");
  EXPECT_TRUE(judge(story.records, 1).set_aside.empty());
  story.suspect("a", "1", "segmentation fault (signal 11)").suspect("b", "other");
  const auto blamed = judge(story.records, 1).set_aside;
  ASSERT_EQ(blamed.size(), 1U);
  EXPECT_EQ(blamed[0].fingerprint, "fa");
  EXPECT_EQ(blamed[0].message, "it took the pool down 2 times: segmentation fault (signal 11)");
}

TEST(Blame, ADeathThatARemedyAnsweredIsForgivenOnce) {
  Story story;
  const auto answer = [&](const std::string& death) { story.then("remedy", {{"task", "a"}, {"death", death}}); };
  story.suspect("a", "1");
  answer("0");
  story.suspect("a", "1");
  answer("0");
  answer("1");
  story.suspect("a", "1");
  EXPECT_TRUE(judge(story.records, 1).set_aside.empty());
  answer("0");  // and nothing new: the third death was of a kind that no remedy answers
  answer("1");
  story.suspect("a", "1");
  EXPECT_EQ(judge(story.records, 1).set_aside.size(), 1U);
}

TEST(Blame, ARemedyOfAFailureWithoutADeathForgivesNothing) {
  Story story;
  story.suspect("a", "1").then("remedy", {{"task", "a"}}).suspect("a", "1");
  EXPECT_EQ(judge(story.records, 1).set_aside.size(), 1U);
}

TEST(Blame, ThreeDeathsNobodyNotedSetATaskAsideThatRanAloneAtLast) {
  Story story;
  for (int death = 0; death < 3; ++death) story.suspect("a", "0", "the pool ended with exit code 137");
  EXPECT_TRUE(judge(story.records, 1).set_aside.empty()) << "it may be innocent";
  story.records.pop_back();
  story.suspect("a", "alone", "the pool ended with exit code 137");
  const auto blamed = judge(story.records, 1).set_aside;
  ASSERT_EQ(blamed.size(), 1U);
  EXPECT_EQ(blamed[0].message,
            "it was running each of the 3 times that the pool died (the pool ended with exit code 137)");
}

TEST(Blame, ATaskThatGetsFurtherIsNotSuspected) {
  Story story;
  for (int death = 0; death < 6; ++death) {
    story.then("leg", {{"task", "a"}, {"leg", std::to_string(death)}}).suspect("a", "0");
  }
  EXPECT_TRUE(judge(story.records, 1).set_aside.empty());
}

TEST(Blame, RepeatingTheSameLegIsNotGettingFurther) {
  Story story;
  for (int death = 0; death < 3; ++death) story.then("leg", {{"task", "a"}, {"leg", "4"}}).suspect("a", "alone");
  EXPECT_EQ(judge(story.records, 1).set_aside.size(), 1U);
}

TEST(Blame, OthersOfADeathThatHasItsCulpritAreNotSuspected) {
  Story story;
  for (int death = 0; death < 9; ++death) story.suspect("a", "other", "'b' took it down");
  const auto judgement = judge(story.records, 1);
  EXPECT_TRUE(judgement.set_aside.empty());
  EXPECT_TRUE(judgement.suspected.empty());
  EXPECT_TRUE(attempts_used(story.records).empty());
}

TEST(Blame, WhoRanAtTwoDeathsOfNobodysRunsAlone) {
  Story story;
  story.suspect("a", "0").suspect("b", "0");
  EXPECT_EQ(judge(story.records, 1).suspected, (std::set<std::string>{"fa", "fb"}));
  EXPECT_TRUE(judge(story.records, 1).isolated.empty());
  story.suspect("a", "0").suspect("c", "0");
  EXPECT_EQ(judge(story.records, 1).isolated, (std::set<std::string>{"fa"}));
  story.then("leg", {{"task", "a"}, {"leg", "1"}});
  EXPECT_TRUE(judge(story.records, 1).isolated.empty()) << "it has got further";
}

TEST(Blame, DeathsAreInVainUntilSomethingGetsOn) {
  Story story;
  const auto count = [&] {
    const auto deaths = deaths_in_vain(story.records, 1);
    return std::pair(deaths.all, deaths.unexplained);
  };
  story.then("pool_died").then("pool_died").suspect("a", "0");
  EXPECT_EQ(count(), std::pair(2, 2));
  story.then("pool_died").suspect("a", "1").suspect("b", "other");
  EXPECT_EQ(count(), std::pair(3, 0));
  story.then("leg", {{"task", "a"}, {"leg", "1"}}).then("pool_died").then("leg", {{"task", "a"}, {"leg", "1"}});
  EXPECT_EQ(count(), std::pair(1, 1)) << "the same leg again";
  story.then("leg", {{"task", "a"}, {"leg", "2"}});
  EXPECT_EQ(count(), std::pair(0, 0));
  story.then("pool_died").then("done", {{"task", "b"}});
  EXPECT_EQ(count(), std::pair(0, 0));
}

TEST(Blame, ANewRunGivesEveryTaskANewChance) {
  Story story;
  story.suspect("a", "1").suspect("a", "1");
  EXPECT_TRUE(judge(story.records, 2).set_aside.empty());
}

TEST(Blame, AttemptsAreFailuresAndDeaths) {
  Story story;
  story.suspect("a", "1").then("failed", {{"task", "a"}, {"fingerprint", "fa"}}).then("interrupted", {{"task", "a"}});
  EXPECT_EQ(attempts_used(story.records), (std::map<std::string, std::int64_t>{{"fa", 2}}));
}

}  // namespace

}  // namespace vitriflow
