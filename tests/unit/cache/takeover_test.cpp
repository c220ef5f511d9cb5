#include "runner/cache/takeover.hpp"

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
using ::testing::Pair;
using testing::small_result;
using testing::TwoCampaigns;

class TakeoverTest : public ::testing::Test {
 protected:
  std::map<std::string, std::size_t> take(const std::vector<std::string>& campaigns) {
    Store store = two.open("mine");
    JournalWriter journal("mine", 1, "supervisor", two.disk, two.clock);
    const FoundResults found = find_results(graph, Plan(graph), campaigns, two.disk);
    return Takeover({&graph, &store, &journal, &two.disk, [this] { return ++asked <= most; }}).take(found);
  }
  std::vector<std::string> mine() { return two.open("mine").fingerprints(); }

  TwoCampaigns two;
  TaskGraph graph = glass_graph();
  int asked = 0, most = 1000;
};

TEST_F(TakeoverTest, ResultsStayTheSameWhenTheOtherCampaignIsGone) {
  two.finish("first", "fingerprint-crystal", small_result());
  two.finish("first", "fingerprint-structure", large_result());
  EXPECT_THAT(take({"first"}), ElementsAre(Pair("first", 2U)));
  two.disk.remove_all("first");
  Store store = two.open("mine");
  EXPECT_EQ(store.read("fingerprint-crystal").result.to_bytes(), small_result().result.to_bytes());
  EXPECT_EQ(store.read("fingerprint-structure").result.to_bytes(), large_result().result.to_bytes());
  EXPECT_EQ(store.read("fingerprint-crystal").origin.task, small_result().origin.task);
  EXPECT_EQ(store.read("fingerprint-structure").origin.ranks, large_result().origin.ranks);
}

TEST_F(TakeoverTest, JournalSaysWhereFromAndWhoMadeIt) {
  two.finish("first", "fingerprint-crystal", small_result());
  take({"first"});
  const auto records = read_journal("mine", two.disk);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].event, "reused");
  EXPECT_THAT(records[0].values,
              ElementsAre(Pair("engine", "LAMMPS 20210929"), Pair("fingerprint", "fingerprint-crystal"),
                          Pair("finished", "1795248060.500"), Pair("from", "first"),
                          Pair("made_as", "glass[hold=10ps]"), Pair("program", "vitriflow 0.1.0"),
                          Pair("ranks", "0,1,2"), Pair("seconds", "60.25"), Pair("task", "crystal")));
}

TEST_F(TakeoverTest, DamagedResultIsPassedOverForThatOfTheNextCampaign) {
  two.finish("first", "fingerprint-structure", large_result());
  two.finish("second", "fingerprint-structure", large_result());
  two.disk.damage("first/results/fingerprint-structure.h5", 4000);
  EXPECT_THAT(take({"first", "second"}), ElementsAre(Pair("second", 1U)));
  EXPECT_EQ(two.open("mine").read("fingerprint-structure").result.to_bytes(), large_result().result.to_bytes());
}

TEST_F(TakeoverTest, DamagedResultWithoutAnotherIsNotTaken) {
  two.finish("first", "fingerprint-structure", large_result());
  two.disk.damage("first/results/fingerprint-structure.h5", 4000);
  EXPECT_THAT(take({"first"}), IsEmpty());
  EXPECT_THAT(mine(), IsEmpty());
  EXPECT_THAT(read_journal("mine", two.disk), IsEmpty());
}

TEST_F(TakeoverTest, DamagedTrajectoryKeepsTheResultFromBeingTakenAndOwnWorkStays) {
  two.finish("first", "fingerprint-glass", number_result(1));
  two.disk.create("first/trajectories/fingerprint-glass.h5")->write("no trajectory");
  two.disk.make_directories("mine/checkpoints/fingerprint-glass");
  two.disk.create("mine/checkpoints/fingerprint-glass/3.h5")->write("begun");
  EXPECT_THAT(take({"first"}), IsEmpty());
  EXPECT_THAT(mine(), IsEmpty());
  EXPECT_TRUE(two.disk.exists("mine/checkpoints/fingerprint-glass/3.h5"));
}

TEST_F(TakeoverTest, WhatWasBegunHereGoesWithTheResult) {
  two.finish("first", "fingerprint-crystal", number_result(1));
  for (const char* place : {"checkpoints", "trajectories"}) {
    two.disk.make_directories("mine/" + std::string(place) + "/fingerprint-crystal");
    two.disk.create("mine/" + std::string(place) + "/fingerprint-crystal/3.h5")->write("begun");
  }
  take({"first"});
  EXPECT_THAT(mine(), ElementsAre("fingerprint-crystal"));
  EXPECT_FALSE(two.disk.exists("mine/checkpoints/fingerprint-crystal"));
  EXPECT_FALSE(two.disk.exists("mine/trajectories/fingerprint-crystal"));
}

TEST_F(TakeoverTest, StopsBetweenTwoResultsWhenAsked) {
  two.finish("first", "fingerprint-crystal", number_result(1));
  two.finish("first", "fingerprint-structure", number_result(2));
  most = 1;
  EXPECT_THAT(take({"first"}), ElementsAre(Pair("first", 1U)));
  EXPECT_EQ(mine().size(), 1U);
}

TEST_F(TakeoverTest, ReplacedHolderTakesNothing) {
  two.finish("first", "fingerprint-structure", large_result());
  begin_epoch("mine", 2, two.disk);
  EXPECT_THROW(take({"first"}), Error);
  EXPECT_FALSE(two.disk.exists("mine/results/fingerprint-structure.h5"));
}

TEST(TakeoverLines, NameCampaignsAndSumUpTheRest) {
  EXPECT_THAT(takeover_lines({}), IsEmpty());
  EXPECT_THAT(takeover_lines({{"/a", 1}, {"/b", 3}}),
              ElementsAre("1 result of campaign /a", "3 results of campaign /b"));
  const auto lines = takeover_lines({{"/a", 1}, {"/b", 1}, {"/c", 1}, {"/d", 1}, {"/e", 1}, {"/f", 2}, {"/g", 3}});
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines.back(), "5 results of 2 other campaigns");
}

}  // namespace
}  // namespace vitriflow
