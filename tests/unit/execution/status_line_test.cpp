#include "runner/execution/status_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "tests/support/fake_clock.hpp"

namespace vitriflow {

namespace {

RunningTask heating() { return {"glass[hold=10ps]", "0", "heating", 4300, 10000, 120, 35}; }

PoolSnapshot twelve_tasks() {
  PoolSnapshot snapshot{3, 2, 7, 0, 0, {heating()}};
  snapshot.tasks.push_back({"cold", "1", "", 0, 0, 0, 12});
  return snapshot;
}

TEST(StatusLine, ARunningTaskShowsHowFarHowFastAndHowLong) {
  EXPECT_EQ(running_text(heating()), "glass[hold=10ps]  heating  43 %  120/s  " + duration_text(47.5) + " left");
}

TEST(StatusLine, WhatIsUnknownIsLeftOut) {
  EXPECT_EQ(running_text({"cold", "1", "", 0, 0, 0, 12}), "cold  for " + duration_text(12));
}

TEST(StatusLine, BlockedTasksAreNamedOnlyWhenThereAreAny) {
  EXPECT_EQ(counts_text(twelve_tasks()), "3 of 12 done, 2 running, 7 waiting, 0 failed");
  EXPECT_EQ(counts_text({1, 0, 0, 1, 2, {}}), "1 of 4 done, 0 running, 0 waiting, 1 failed, 2 blocked");
}

TEST(StatusLine, ALogLineHoldsCountsAndTasks) {
  EXPECT_EQ(progress_line(twelve_tasks()), counts_text(twelve_tasks()) + ": " + running_text(heating()) + "; " +
                                               running_text(twelve_tasks().tasks[1]));
}

TEST(StatusLine, ABlockIsNeverWiderThanTheTerminal) {
  for (const std::size_t columns : {20U, 40U, 80U}) {
    for (const auto& line : status_block(twelve_tasks(), 250, columns)) EXPECT_LT(line.size(), columns);
  }
}

TEST(StatusLine, ACutDoesNotSplitACharacter) {
  PoolSnapshot snapshot{0, 1, 0, 0, 0, {{"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", "0", "", 0, 0, 0, 0}}};
  EXPECT_EQ(status_block(snapshot, 0, 6)[1], "  \u00e4");
}

TEST(StatusLine, ABlockShowsEightTasksAndCountsTheRest) {
  PoolSnapshot snapshot{0, 11, 0, 0, 0, std::vector<RunningTask>(11, heating())};
  const auto lines = status_block(snapshot, 0, 100);
  ASSERT_EQ(lines.size(), 10U);
  EXPECT_EQ(lines.back(), "  and 3 more");
}

TEST(StatusLine, EventsSayWhatHappened) {
  EXPECT_EQ(event_text({PoolLine::Type::started, "a", "0,1"}), "started    a on ranks 0,1");
  EXPECT_EQ(event_text({PoolLine::Type::started, "a", "3"}), "started    a on rank 3");
  EXPECT_EQ(event_text({PoolLine::Type::finished, "a", "", "", 70}), "done       a after " + duration_text(70));
  EXPECT_EQ(event_text({PoolLine::Type::failed, "a", "", "no such file."}), "FAILED     a: no such file.");
  EXPECT_EQ(event_text({PoolLine::Type::set_aside, "a", "", "it took the pool down 2 times"}),
            "SET ASIDE  a: it took the pool down 2 times");
  EXPECT_EQ(event_text({PoolLine::Type::interrupted, "a"}), "stopped    a; its state is kept");
  EXPECT_EQ(event_text({PoolLine::Type::remedied, "glass", "", "minimised"}), "remedied   glass: minimised");
  EXPECT_EQ(event_text({PoolLine::Type::snapshot}), "");
}

class StatusDisplayTest : public ::testing::Test {
 protected:
  std::string printed() {
    std::fflush(out_.get());
    std::rewind(out_.get());
    std::string text;
    std::array<char, 4096> buffer;
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), out_.get()))
      text.append(buffer.data(), count);
    return text;
  }
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out_{std::tmpfile(), std::fclose};
  testing::FakeClock clock_;
};

TEST_F(StatusDisplayTest, APipeGetsOneProgressLinePerTenSecondsAndNoControlCodes) {
  StatusDisplay display(out_.get(), false, clock_);
  PoolLine line;
  line.snapshot = twelve_tasks();
  for (int second = 0; second < 25; ++second) {
    clock_.advance(1);
    display.hear(line);
  }
  const std::string text = printed();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST_F(StatusDisplayTest, ATerminalIsRedrawnInPlaceAndLeftClean) {
  {
    StatusDisplay display(out_.get(), true, clock_);
    PoolLine line;
    line.snapshot = {0, 0, 1, 0, 0, {}};
    display.hear(line);
    display.say("hello");
  }
  EXPECT_EQ(printed(), "0 of 1 done, 0 running, 1 waiting, 0 failed  (" + duration_text(0) + ")\n\x1b[1F\x1b[Jhello\n");
}

}  // namespace

}  // namespace vitriflow
