#include "hpc/store/store_repair.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/store/edits_log.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/inspection.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/small_results.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using testing::message_of;
using ::testing::Not;
using testing::number_result;
using ::testing::SizeIs;
using testing::take_epoch;

constexpr const char* kSmall = "results/small-1-rank0";
constexpr const char* kJournal = "journal/1-coordinator";

// A campaign of which epoch 1 wrote three small results and three records of its journal; epoch 2 repairs it.
class StoreRepairTest : public ::testing::Test {
 protected:
  StoreRepairTest() {
    EXPECT_TRUE(take_epoch("c", 1, disk));
    Store store("c", 1, "rank0", disk, clock);
    JournalWriter journal("c", 1, "coordinator", disk, clock);
    for (const char* name : {"a", "b", "c"}) {
      clock.advance(1);
      StoredResult result = number_result(name[0]);
      result.origin.finished_s = clock.wall_s();
      store.put(name, result);
      store.flush();
      journal.append("done", {{"task", name}});
      journal.sync();
    }
    clock.advance(1);
    take(2);
  }
  void take(std::int64_t epoch) { EXPECT_TRUE(take_epoch("c", epoch, disk)); }
  StoreRepair repair(std::int64_t epoch = 2) {
    aside = std::make_unique<AsideFolder>("c", epoch, "repair", disk);
    return {"c", "T", disk, *aside};
  }
  std::vector<std::string> results() { return Store("c", 0, "reader", disk, clock).fingerprints(); }
  std::string text_of(const std::string& file) { return disk.read("c/" + file); }
  std::size_t line_of(const std::string& file, int number) {
    std::size_t at = 0;
    for (; number > 0; --number) at = text_of(file).find('\n', at) + 1;
    return at;
  }
  void write(const std::string& file, const std::string& bytes) {
    disk.make_directories(("c/" + file).substr(0, file.rfind('/') == std::string::npos ? 1 : file.rfind('/') + 2));
    disk.create("c/" + file)->write(bytes);
  }

  MemoryFiles disk;
  FakeClock clock;
  std::unique_ptr<AsideFolder> aside;
};

TEST_F(StoreRepairTest, AWholeStoreIsLeftAlone) {
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());
  EXPECT_THAT(repair().mend_fences(), IsEmpty());
  EXPECT_THAT(repair().mend_logs({}, {}), IsEmpty());
  EXPECT_THAT(repair().remove_leftovers(), IsEmpty());
  EXPECT_FALSE(disk.exists("c/repaired"));
}

TEST_F(StoreRepairTest, RecordsBehindDamageComeBack) {
  const std::string before = text_of(kSmall);
  disk.damage(std::string("c/") + kSmall, line_of(kSmall, 2) + 20);
  EXPECT_THAT(results(), ElementsAre("a"));
  EXPECT_THAT(inspect_store("c", disk).hidden_results, ElementsAre("c"));
  const auto deeds = repair().mend_logs({}, {});
  EXPECT_EQ(deeds.at(kSmall),
            "written again with the 2 records that verify; as it was: repaired/T/results/small-1-rank0");
  EXPECT_THAT(results(), ElementsAre("a", "c"));
  EXPECT_EQ(text_of(kSmall).size(), before.size());
  EXPECT_NE(text_of("repaired/T/results/small-1-rank0"), before);
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());
}

// Whatever byte is flipped: it is noticed, no more than the two records at the byte are lost, and a second repair has
// nothing to do.
TEST_F(StoreRepairTest, EveryFlippedByteOfALogIsNoticedAndMended) {
  for (const char* file : {kSmall, kJournal}) {
    const std::string before = text_of(file);
    for (std::size_t at = 0; at + 1 < before.size(); ++at) {
      write(file, before);
      disk.damage(std::string("c/") + file, at, 0x10);
      EXPECT_THAT(inspect_store("c", disk).damages, SizeIs(1)) << file << " " << at;
      repair().mend_logs({}, {});
      EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty()) << file << " " << at;
      EXPECT_EQ(text_of(file).size(), before.size());
      EXPECT_GE(results().size() + read_journal("c", disk).size(), before[at] == '\n' ? 4U : 5U) << file << " " << at;
      EXPECT_THAT(repair().mend_logs({}, {}), IsEmpty());
    }
    write(file, before);
  }
}

TEST_F(StoreRepairTest, AShortenedLogIsNoticedAndKeepsItsLength) {
  for (const char* file : {kSmall, kJournal}) {
    const std::string before = text_of(file);
    for (std::size_t size = 0; size < before.size(); size += 7) {
      write(file, before.substr(0, size));
      EXPECT_THAT(inspect_store("c", disk).damages, SizeIs(1)) << file << " " << size;
      repair().mend_logs({}, {});
      EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty()) << file << " " << size;
      EXPECT_EQ(text_of(file).size(), before.size());
    }
  }
}

TEST_F(StoreRepairTest, ALogThatIsGoneIsNoticed) {
  disk.remove(std::string("c/") + kSmall);
  const auto found = inspect_store("c", disk);
  ASSERT_THAT(found.damages, SizeIs(1));
  EXPECT_EQ(found.damages[0].problem, "it is gone; it was there when a run began.");
  repair().mend_logs({}, {});
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());
  EXPECT_THAT(results(), IsEmpty());
}

TEST_F(StoreRepairTest, ACopyOfAnotherLogIsRefusedAndLosesItsPlace) {
  write("results/small-2-rank0", text_of(kSmall));
  take(3);
  EXPECT_THAT(message_of<Error>([&] { results(); }), HasSubstr("is a copy of another one: it was begun as '1-rank0'"));
  EXPECT_THAT(inspect_store("c", disk).damages, SizeIs(1));
  repair(3).mend_logs({}, {});
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());
  EXPECT_THAT(results(), ElementsAre("a", "b", "c"));
}

// The old writer still has its file open, or opens it again by its name.
TEST_F(StoreRepairTest, WhatAReplacedHolderAppendsToAMendedLogIsNeverRead) {
  for (const bool opened_before : {true, false}) {
    RecordWriter old(disk, "c/results", "small-1-rank0", small_results_format(), "");
    const std::string late = R"({"fingerprint":"late","origin":{},"result":{}})";
    if (opened_before) old.open();
    disk.damage(std::string("c/") + kSmall, line_of(kSmall, 1) + 20);
    repair().mend_logs({}, {});
    old.add(late);
    old.commit();
    EXPECT_THAT(text_of(kSmall), HasSubstr("late"));
    EXPECT_THAT(results(), Not(Contains("late")));
  }
}

TEST_F(StoreRepairTest, TornEndsAreCutAndKeepTheFencesPlace) {
  const std::string before = text_of(kJournal);
  write("journal/2-coordinator", before.substr(0, 0));
  RecordWriter log(disk, "c/journal", "2-coordinator", journal_format(),
                   log_header(journal_format(), 2, "coordinator"));
  log.add(R"({"number":0,"time":1,"event":"x","values":{}})");
  log.commit();
  disk.append("c/journal/2-coordinator")->write("0123abcd {\"numb");
  take(3);
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());  // a process was killed: nothing was promised
  const std::size_t size = text_of("journal/2-coordinator").size();
  EXPECT_THAT(repair(3).mend_logs({}, {}), SizeIs(1));
  EXPECT_EQ(text_of("journal/2-coordinator").size(), size);
  EXPECT_EQ(text_of("journal/2-coordinator").back(), '\n');
  EXPECT_THAT(read_journal("c", disk), SizeIs(4));
}

TEST_F(StoreRepairTest, UnwantedResultsAreLeftOut) {
  repair().mend_logs({"b"}, {});
  EXPECT_THAT(results(), ElementsAre("a", "c"));
}

TEST_F(StoreRepairTest, WhatWasDoneAgainMeanwhileIsNotBroughtBack) {
  disk.damage(std::string("c/") + kSmall, line_of(kSmall, 2) + 20);
  Store store("c", 2, "rank0", disk, clock);
  store.put("c", number_result(7));
  store.flush();
  take(3);
  repair(3).mend_logs({}, inspect_store("c", disk).results);
  EXPECT_THAT(text_of(kSmall), Not(HasSubstr(R"({"fingerprint":"c")")));
  EXPECT_EQ(Store("c", 0, "reader", disk, clock).read("c").result.scalar("number"), 7);
}

TEST_F(StoreRepairTest, AFenceIsMadeAgainFromTheTimesOfRecords) {
  Store old("c", 1, "rank0", disk, clock);
  JournalWriter("c", 2, "supervisor", disk, clock).append("taken", {});
  clock.advance(5);
  StoredResult late = number_result(9);
  late.origin.finished_s = clock.wall_s();
  old.put("late", late);
  old.flush();
  const std::string before = text_of("journal/fence-2");
  for (std::size_t at = 0; at < before.size(); at += 3) {
    write("journal/fence-2", before);
    disk.damage("c/journal/fence-2", at, 0x02);
    EXPECT_THAT(message_of<Error>([&] { results(); }), HasSubstr("'vitriflow check --repair'"));
    if (at == 0) take(3);
    EXPECT_THAT(repair(3).mend_fences(), SizeIs(1)) << at;
    EXPECT_EQ(text_of("journal/fence-2"), before) << at;
  }
  EXPECT_THAT(results(), ElementsAre("a", "b", "c"));
}

TEST_F(StoreRepairTest, AnotherCampaignsFenceIsNoFence) {
  write("journal/fence-2", text_of("journal/fence-1"));
  EXPECT_THAT(inspect_store("c", disk).damages, SizeIs(1));
  EXPECT_THAT(repair().mend_fences(), SizeIs(1));
  EXPECT_THAT(results(), ElementsAre("a", "b", "c"));
}

TEST_F(StoreRepairTest, EditsKeepWhatVerifies) {
  const std::string line = record_line(R"({"time":1,"action":"hold","task":"a"})");
  write("edits/1-1", record_line(log_header(edits_format(), 0, "1-1")) + line + "bad\n" + line);
  write("edits/2-1", "bad\n");
  EXPECT_THAT(inspect_store("c", disk).damages, SizeIs(2));
  EXPECT_THAT(repair().mend_edits(), SizeIs(2));
  EXPECT_THAT(inspect_store("c", disk).damages, IsEmpty());
  EXPECT_FALSE(disk.exists("c/edits/2-1"));
  EXPECT_THAT(text_of("edits/1-1"), HasSubstr(line + line));
}

TEST_F(StoreRepairTest, LeftoversGoAndTheRestStays) {
  for (const char* file :
       {"lease.new-7", "results/x.h5.new-1-rank0", "checkpoints/f/3.h5.new-1-rank0", "plans/1.new-7"}) {
    write(file, "half a fi");
  }
  write("checkpoints/f/3.h5", "whole");
  EXPECT_THAT(repair().remove_leftovers(), SizeIs(4));
  EXPECT_FALSE(disk.exists("c/lease.new-7"));
  EXPECT_TRUE(disk.exists("c/checkpoints/f/3.h5"));
}

}  // namespace
}  // namespace vitriflow
