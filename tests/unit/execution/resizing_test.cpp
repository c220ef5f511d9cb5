#include "runner/execution/resizing.hpp"

#include <gtest/gtest.h>

#include "runner/execution/resizer.hpp"

namespace vitriflow {
namespace {

constexpr double kPause_s = 1.0;

// Runs for a minute already, and has `left_s` to go.
ResizableTask task(TaskIndex index, int width, int most, double left_s) { return {index, width, 1, most, 60, left_s}; }

PoolRoom idle(int ranks) { return {ranks, 0}; }
PoolRoom awaited(int ranks, int idle = 0) { return {idle, ranks}; }

TEST(Resizing, IdleRanksGoToTheTaskWithTheLongestTimeLeft) {
  EXPECT_EQ(task_to_resize({task(0, 1, 4, 100), task(1, 1, 4, 300)}, idle(2), kPause_s), 1);
  EXPECT_EQ(task_to_resize({task(0, 1, 4, 300), task(1, 4, 4, 900)}, idle(2), kPause_s), 0);  // 1 is at its widest
}

TEST(Resizing, NothingMovesWhileNoRankIsIdleAndNoTaskWaits) {
  EXPECT_FALSE(task_to_resize({task(0, 1, 4, 300)}, idle(0), kPause_s));
  EXPECT_FALSE(task_to_resize({}, idle(4), kPause_s));
}

TEST(Resizing, GainMustBeWorthThePause) {
  // A rank more makes it 1.5 times as fast, which saves a third of the time left.
  EXPECT_FALSE(task_to_resize({task(0, 1, 4, 8.9)}, idle(1), kPause_s));
  EXPECT_TRUE(task_to_resize({task(0, 1, 4, 9.1)}, idle(1), kPause_s));
  EXPECT_FALSE(task_to_resize({task(0, 1, 4, 9.1)}, idle(1), 2 * kPause_s));
  // Of eight ranks one more is an eighth, at half its work a sixteenth.
  EXPECT_FALSE(task_to_resize({task(0, 8, 16, 50)}, idle(1), kPause_s));
  EXPECT_TRUE(task_to_resize({task(0, 8, 16, 52)}, idle(1), kPause_s));
}

TEST(Resizing, RanksThatItCannotUseDoNotCount) {
  EXPECT_FALSE(task_to_resize({task(0, 8, 9, 50)}, idle(8), kPause_s));
  EXPECT_TRUE(task_to_resize({task(0, 8, 16, 50)}, idle(8), kPause_s));
}

TEST(Resizing, TaskRestsAfterItHasBegun) {
  ResizableTask fresh = task(0, 1, 4, 1000);
  fresh.since_s = 9.9;
  EXPECT_FALSE(task_to_resize({fresh}, idle(3), kPause_s));
  fresh.since_s = 10.1;
  EXPECT_TRUE(task_to_resize({fresh}, idle(3), kPause_s));
  fresh.since_s = 4.9;
  EXPECT_FALSE(task_to_resize({fresh}, idle(3), 0.01));
  fresh.since_s = 5.1;
  EXPECT_TRUE(task_to_resize({fresh}, idle(3), 0.01));
}

TEST(Resizing, WidestGivesUpWhatItHasBeyondItsLeastForATaskThatWaits) {
  EXPECT_EQ(task_to_resize({task(0, 2, 4, 500), task(1, 4, 4, 100)}, awaited(1), kPause_s), 1);
  EXPECT_EQ(task_to_resize({task(0, 3, 4, 500), task(1, 3, 4, 100)}, awaited(2), kPause_s), 0);
}

TEST(Resizing, NobodyShrinksInVain) {
  EXPECT_FALSE(task_to_resize({task(0, 4, 4, 500)}, awaited(4), kPause_s));  // gives three at most
  EXPECT_TRUE(task_to_resize({task(0, 4, 4, 500)}, awaited(4, 1), kPause_s));
  EXPECT_FALSE(task_to_resize({task(0, 1, 4, 500)}, awaited(1), kPause_s));
  EXPECT_FALSE(task_to_resize({task(0, 4, 4, 500)}, awaited(2, 2), kPause_s));  // it is not ranks that it waits for
}

TEST(Resizing, NobodyShrinksWhenATaskIsAboutToEnd) {
  PoolRoom room = awaited(1);
  room.next_end_s = 9;
  EXPECT_FALSE(task_to_resize({task(0, 4, 4, 500)}, room, kPause_s));
  room.next_end_s = 11;
  EXPECT_TRUE(task_to_resize({task(0, 4, 4, 500)}, room, kPause_s));
  EXPECT_FALSE(task_to_resize({task(0, 4, 4, 9)}, awaited(1), kPause_s));  // it ends itself
}

TEST(Resizer, AsksOneTaskAtATime) {
  Resizer resizer;
  const std::vector<ResizableTask> running{task(3, 1, 4, 300), task(5, 1, 4, 200)};
  EXPECT_EQ(resizer.next(running, idle(2)), 3);
  resizer.asked(3, 1);
  EXPECT_FALSE(resizer.next(running, idle(2)));
  resizer.ended(3, true, 100);
  EXPECT_FALSE(resizer.next(running, idle(2)));
  EXPECT_EQ(resizer.placed(3, 3), 1);
  resizer.heard(3, 101);
  EXPECT_EQ(resizer.next(running, idle(2)), 3);
}

TEST(Resizer, TaskThatEndedBeforeItHeardIsNoResize) {
  Resizer resizer;
  resizer.asked(3, 1);
  resizer.ended(3, false, 100);
  EXPECT_FALSE(resizer.is_changing(3));
  EXPECT_FALSE(resizer.placed(3, 2));
  resizer.ended(4, true, 100);  // the user asked it to stop
  EXPECT_FALSE(resizer.is_changing(4));
}

TEST(Resizer, TaskThatGetsTheSameRanksAgainIsNoResize) {
  Resizer resizer;
  resizer.asked(3, 2);
  resizer.ended(3, true, 100);
  EXPECT_FALSE(resizer.placed(3, 2));
}

TEST(Resizer, PauseIsMeasuredFromTheLastStepBeforeToTheFirstAfter) {
  Resizer resizer;
  EXPECT_EQ(resizer.pause_s(), 0.5);
  for (const double pause : {0.5, 1.5}) {
    resizer.asked(3, 1);
    resizer.ended(3, true, 100);
    resizer.heard(3, 100.1);  // before it was placed: of the old group
    resizer.placed(3, 2);
    resizer.heard(3, 100 + pause);
    resizer.heard(3, 200);
  }
  EXPECT_DOUBLE_EQ(resizer.pause_s(), 1.0);
}

}  // namespace
}  // namespace vitriflow
