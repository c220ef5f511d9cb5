#include "hpc/store/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/store/fence.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using testing::message_of;
using testing::take_epoch;

std::vector<std::string> events_of(MemoryFiles& disk) {
  std::vector<std::string> events;
  for (const auto& record : read_journal("c", disk)) events.push_back(record.event);
  return events;
}

TEST(Journal, RecordsComeBackWhole) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter journal("c", 3, "coordinator", disk, clock);
  journal.append("started", {{"task", "glass[hold=10ps]"}, {"ranks", "0,1"}});
  clock.advance(0.25);
  journal.append("failed", {{"message", "line\nfeed, \"quotes\" and \xff bytes"}});
  journal.sync();
  const auto records = read_journal("c", disk);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].epoch, 3);
  EXPECT_EQ(records[0].writer, "coordinator");
  EXPECT_EQ(records[0].number, 0);
  EXPECT_EQ(records[0].event, "started");
  EXPECT_EQ(records[0].values.at("task"), "glass[hold=10ps]");
  EXPECT_EQ(records[1].number, 1);
  EXPECT_EQ(records[1].time_s, 1795248000.25);
  EXPECT_EQ(records[1].values.at("message"), "line\nfeed, \"quotes\" and \xef\xbf\xbd bytes");
}

TEST(Journal, MissingFolderIsEmpty) {
  MemoryFiles disk;
  EXPECT_THAT(read_journal("nowhere", disk), IsEmpty());
}

TEST(Journal, WritersAreMergedByTimeWithinAnEpoch) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter a("c", 1, "a", disk, clock);
  JournalWriter b("c", 1, "b", disk, clock);
  JournalWriter later("c", 10, "a", disk, clock);
  later.append("last", {});
  b.append("first", {});
  clock.advance(1);
  a.append("second", {});
  clock.advance(1);
  b.append("third", {});
  for (auto* journal : {&a, &b, &later}) journal->sync();
  EXPECT_THAT(events_of(disk), ElementsAre("first", "second", "third", "last"));
}

TEST(Journal, ClockSetBackDoesNotReorderOneWriter) {
  MemoryFiles disk;
  FakeClock clock(1000);
  JournalWriter journal("c", 1, "a", disk, clock);
  journal.append("one", {});
  clock.set_wall(10);
  journal.append("two", {});
  journal.sync();
  EXPECT_THAT(events_of(disk), ElementsAre("one", "two"));
}

TEST(Journal, ReopenedFileGoesOnNumbering) {
  MemoryFiles disk;
  FakeClock clock;
  for (const char* event : {"one", "two"}) {
    JournalWriter journal("c", 1, "a", disk, clock);
    journal.append(event, {});
  }
  const auto records = read_journal("c", disk);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].number, 1);
}

TEST(Journal, SyncsAtMostOnceIn10Milliseconds) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter journal("c", 1, "a", disk, clock);
  journal.append("one", {});
  journal.sync_if_due();
  const int syncs = disk.syncs();
  for (int i = 0; i < 100; ++i) {
    journal.append("more", {});
    clock.advance(0.001);
    journal.sync_if_due();
  }
  EXPECT_LE(disk.syncs() - syncs, 10);
  EXPECT_GE(disk.syncs() - syncs, 9);
}

TEST(Fence, RecordsAfterATakeoverAreNeverRead) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter old("c", 1, "supervisor", disk, clock);
  old.append("before", {});
  old.sync();
  ASSERT_TRUE(take_epoch("c", 2, disk));
  JournalWriter late_file("c", 1, "coordinator", disk, clock);
  JournalWriter fresh("c", 2, "supervisor", disk, clock);
  old.append("late", {});
  late_file.append("late in a new file", {});
  fresh.append("taken", {});
  for (auto* journal : {&old, &late_file, &fresh}) journal->sync();
  EXPECT_THAT(events_of(disk), ElementsAre("before", "taken"));
}

TEST(Fence, LaterFenceDoesNotBringLateRecordsBack) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter old("c", 1, "a", disk, clock);
  old.append("before", {});
  old.sync();
  ASSERT_TRUE(take_epoch("c", 2, disk));
  old.append("late", {});
  old.sync();
  ASSERT_TRUE(take_epoch("c", 3, disk));
  EXPECT_THAT(events_of(disk), ElementsAre("before"));
}

TEST(Fence, AnEpochBelongsToOneProcess) {
  MemoryFiles disk;
  EXPECT_TRUE(take_epoch("c", 1, disk));
  EXPECT_FALSE(take_epoch("c", 1, disk));
  EXPECT_THAT(disk.list("c/journal"), ElementsAre("fence-1"));
}

TEST(Fence, DamageIsAnErrorThatNamesTheFile) {
  MemoryFiles clean;
  ASSERT_TRUE(take_epoch("c", 1, clean));
  const std::size_t size = clean.size("c/journal/fence-1");
  for (std::size_t at = 0; at < size; ++at) {
    MemoryFiles disk;
    ASSERT_TRUE(take_epoch("c", 1, disk));
    disk.damage("c/journal/fence-1", at, 0x01);
    EXPECT_EQ(message_of<Error>([&] { read_journal("c", disk); }),
              "file 'c/journal/fence-1' is damaged. 'vitriflow check --repair' makes it again from what the "
              "journal says of that time.")
        << at;
  }
}

TEST(Journal, AGlanceSeesWhatTheRecordSays) {
  MemoryFiles disk;
  FakeClock clock;
  JournalWriter journal("c", 1, "coordinator", disk, clock);
  const std::string nasty = "said \",\"task\":\"x\" and {\"task\":\"y\" \\";
  journal.append("failed", {{"task", "glass[hold=10ps]"}, {"message", nasty}, {"attempt", "1"}});
  journal.append("failed", {{"message", nasty}, {"task", "last"}});
  journal.append("noted", {{"message", nasty}});
  journal.append("odd", {{"task", "a\"b\\"}});
  journal.sync();
  std::vector<std::string> seen;
  scan_journal("c", disk, [&](const JournalGlance& glance) {
    seen.push_back(std::string(glance.event()) + " " + std::string(glance.task()));
    const auto record = glance.record();
    EXPECT_EQ(record.event, glance.event());
    const auto task = record.values.find("task");
    EXPECT_EQ(task == record.values.end() ? "" : journal_text(task->second), glance.task());
  });
  EXPECT_THAT(seen, ElementsAre("failed glass[hold=10ps]", "failed last", "noted ", "odd a\\\"b\\\\"));
}

}  // namespace
}  // namespace vitriflow
