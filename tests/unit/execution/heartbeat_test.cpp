#include "runner/execution/heartbeat.hpp"

#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "runner/execution/progress.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {

namespace {

constexpr Patience kPatience{100, 10, 1000, 20, 50, 200};

class HeartbeatTest : public ::testing::Test {
 protected:
  HeartbeatTest() { beat_.begin(0, true); }
  void at(double awake_s, std::int64_t done, std::int64_t total = 1000, const std::string& phase = "heating") {
    EXPECT_FALSE(beat_.verdict(kPatience, awake_s)) << "before the report at " << awake_s << " s";
    beat_.heard({done, total, phase}, awake_s);
  }
  bool hung(double awake_s) const { return beat_.verdict(kPatience, awake_s).has_value(); }

  Heartbeat beat_;
};

TEST_F(HeartbeatTest, ATaskThatDoesNotBeginHangs) {
  EXPECT_FALSE(hung(99));
  EXPECT_TRUE(hung(101));
  EXPECT_EQ(*beat_.verdict(kPatience, 120), "it has not begun 2 min 00 s after it was handed out: taken as hung");
}

TEST_F(HeartbeatTest, OneThatWasNotToldToSayWhenItBeginsHasMoreTime) {
  beat_.begin(0, false);
  EXPECT_FALSE(hung(999));
  EXPECT_TRUE(hung(1001));
}

TEST_F(HeartbeatTest, ProgressThatStopsIsAHang) {
  for (int i = 0; i <= 10; ++i) at(2.0 * i, 10 * i);
  EXPECT_FALSE(hung(20 + 99));
  EXPECT_TRUE(hung(20 + 101));
  EXPECT_EQ(
      *beat_.verdict(kPatience, 20 + 120),
      "no progress for 2 min 00 s at 100 of 1000 of 'heating', where it was silent for 2.0 s at most before: taken as "
      "hung");
}

TEST_F(HeartbeatTest, ASlowTaskHasItsOwnPace) {
  at(0, 0);
  at(30, 1);
  at(60, 2);
  EXPECT_FALSE(hung(60 + 299));
  EXPECT_TRUE(hung(60 + 301));
}

// Each interval is nine times the one before: nothing but a stop is ten times slower than ever before.
TEST_F(HeartbeatTest, ATaskThatSlowsDownIsNotHung) {
  double now_s = 0, interval_s = 1;
  for (int i = 0; i < 6; ++i, now_s += interval_s, interval_s *= 9) at(now_s, i);
}

TEST_F(HeartbeatTest, RepeatingTheSameProgressIsNoSignOfLife) {
  at(0, 0);
  at(1, 5);
  for (int i = 2; i < 100; ++i) beat_.heard({5, 1000, "heating"}, i);
  EXPECT_TRUE(hung(102));
}

TEST_F(HeartbeatTest, AFirstIntervalIsNotMeasuredYet) {
  at(0, 0);
  EXPECT_FALSE(hung(999));
  at(999, 1);
  EXPECT_FALSE(hung(999 + 9989));
}

TEST_F(HeartbeatTest, AnotherPhaseTowardsTheSameTotalKeepsThePace) {
  at(0, 0, 3, "reading a");
  at(1, 1, 3, "reading b");
  EXPECT_TRUE(hung(102));
}

TEST_F(HeartbeatTest, AnotherTotalIsAnotherCourse) {
  at(0, 0, 100, "reading");
  at(1, 50, 100, "reading");
  at(2, 0, 7, "solving");
  EXPECT_FALSE(hung(2 + 999));
  EXPECT_TRUE(hung(2 + 1001));
}

TEST_F(HeartbeatTest, WhatIsDoneWithItsStepsMayTakeItsTime) {
  at(0, 0);
  at(1, 500);
  at(2, 1000);
  EXPECT_FALSE(hung(2 + 999));
  EXPECT_TRUE(hung(2 + 1001));
}

TEST_F(HeartbeatTest, ACourseWithoutAnEndMayBeAtItsEnd) {
  for (int i = 0; i < 10; ++i) at(i, i, 0, "reading frames");
  EXPECT_FALSE(hung(9 + 999));
  EXPECT_TRUE(hung(9 + 1001));
  EXPECT_EQ(beat_.verdict(kPatience, 9 + 1020)->substr(0, 54),
            "no progress for 17 min 00 s at 9 of 'reading frames', ");
}

TEST_F(HeartbeatTest, OneRankThatFailedAloneIsWaitedForBriefly) {
  at(0, 0);
  beat_.stranded("no such potential.", 5);
  EXPECT_FALSE(hung(24));
  EXPECT_TRUE(hung(26));
  EXPECT_EQ(*beat_.verdict(kPatience, 35),
            "it failed on one rank alone, and 30.0 s later the others still wait for that one: no such potential.");
}

TEST_F(HeartbeatTest, OthersThatStillGetOnAreWaitedForWithTheirPace) {
  at(0, 0);
  at(10, 1);
  beat_.stranded("no such potential.", 11);
  at(20, 2);
  EXPECT_FALSE(hung(20 + 99));
  EXPECT_TRUE(hung(20 + 101));
}

TEST(AwakeTime, AGapInWhichNobodyLookedHardlyCounts) {
  AwakeTime awake;
  awake.pass(1000);
  EXPECT_EQ(awake.seconds(), 0);
  awake.pass(1001);
  awake.pass(1001 + 8 * 3600);  // the machine slept
  awake.pass(1002 + 8 * 3600);
  EXPECT_EQ(awake.seconds(), 1 + AwakeTime::kLongestStep_s + 1);
}

TEST(RunningBoard, NothingHangsAfterTheMachineSlept) {
  RunningBoard board;
  RunningBoard::Entry entry;
  entry.says_begin = true;
  board.pass(0);
  board.begin(7, entry);
  for (int i = 0; i < 5; ++i) {
    board.pass(i);
    board.heard(7, {i, 1000, "heating"}, i);
  }
  board.pass(100000);
  EXPECT_FALSE(board.hung(kPatience));
  for (int i = 1; i < 103; ++i) board.pass(100000 + i);
  ASSERT_TRUE(board.hung(kPatience));
  EXPECT_EQ(board.hung(kPatience)->task, 7);
}

TEST(RunningBoard, LateWordsOfAnEarlierAttemptAreNotHeard) {
  RunningBoard board;
  RunningBoard::Entry entry;
  entry.tag = 3;
  board.begin(7, entry);
  board.stranded({7, 2, "the disk was full."});
  for (int i = 0; i < 100; ++i) board.pass(i);
  EXPECT_FALSE(board.hung(kPatience));
  board.stranded({7, 3, "the disk was full."});
  for (int i = 100; i < 200; ++i) board.pass(i);
  EXPECT_TRUE(board.hung(kPatience));
  board.end(7);
  EXPECT_FALSE(board.hung(kPatience));
}

TEST(RunningBoard, AResultThatNeverReachesTheDiskIsAHang) {
  RunningBoard board;
  board.pass(0);
  board.settles(7);
  board.settles(8);
  for (int i = 1; i <= 1000; ++i) board.pass(i);
  EXPECT_FALSE(board.hung(kPatience));
  board.settled(7);
  board.pass(1001);
  ASSERT_TRUE(board.hung(kPatience));
  EXPECT_EQ(board.hung(kPatience)->task, 8);
  EXPECT_EQ(board.hung(kPatience)->message, "its result is not on disk 16 min 41 s after it ended: taken as hung");
}

TEST(Patience, IsReadFromWords) {
  const Patience patience = parse_patience(" least=2.5  pool=7 ");
  EXPECT_EQ(patience.least_s, 2.5);
  EXPECT_EQ(patience.pool_s, 7);
  EXPECT_EQ(patience.unknown_s, Patience().unknown_s);
  EXPECT_EQ(testing::message_of([] { parse_patience("least=2 last=3"); }),
            "'last=3' is no part of VITRIFLOW_PATIENCE. Write numbers above 0, for example "
            "VITRIFLOW_PATIENCE='least=600 factor=20 unknown=21600 stranded=60 pool=300 first_word=1800'.");
  for (const char* wrong : {"least", "least=", "least=x", "least=0", "least=-1", "least=nan", "least=3s"})
    EXPECT_THROW(parse_patience(wrong), Error) << wrong;
}

}  // namespace

}  // namespace vitriflow
