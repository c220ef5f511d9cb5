#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/store/aside_folder.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using testing::Fault;
using ::testing::IsEmpty;
using testing::large_result;
using testing::MemoryFiles;
using testing::message_of;
using testing::number_result;
using testing::small_result;
using testing::take_epoch;

class ResultsTest : public ::testing::Test {
 protected:
  Store open(const std::string& writer = "rank0", std::int64_t epoch = 1) {
    if (epoch > 0) begin_epoch("c", epoch, disk);
    return Store("c", epoch, writer, disk, clock);
  }
  MemoryFiles disk;
  FakeClock clock;
};

void expect_equal(const StoredResult& read, const StoredResult& written) {
  EXPECT_EQ(read.result.to_bytes(), written.result.to_bytes());
  EXPECT_EQ(read.origin.task, written.origin.task);
  EXPECT_EQ(read.origin.kind, written.origin.kind);
  EXPECT_EQ(read.origin.program, written.origin.program);
  EXPECT_EQ(read.origin.engine, written.origin.engine);
  EXPECT_EQ(read.origin.started_s, written.origin.started_s);
  EXPECT_EQ(read.origin.finished_s, written.origin.finished_s);
  EXPECT_EQ(read.origin.ranks, written.origin.ranks);
  EXPECT_EQ(read.origin.attempt, written.origin.attempt);
}

TEST_F(ResultsTest, SmallAndLargeComeBackIdentical) {
  Store store = open();
  store.put("small", small_result());
  store.put("large", large_result());
  EXPECT_THAT(store.flush(), ::testing::UnorderedElementsAre("small", "large"));
  EXPECT_TRUE(disk.exists("c/results/small-1-rank0"));
  EXPECT_TRUE(disk.exists("c/results/large.h5"));
  EXPECT_FALSE(disk.exists("c/results/small.h5"));
  Store later = open("reader", 0);
  expect_equal(later.read("small"), small_result());
  expect_equal(later.read("large"), large_result());
}

TEST_F(ResultsTest, ResultIsThereOnlyOnceItIsDurable) {
  Store store = open();
  store.put("a", number_result(1));
  EXPECT_FALSE(store.contains("a"));
  EXPECT_EQ(message_of<Error>([&] { store.read("a"); }), "result 'a' is not in campaign 'c'.");
  EXPECT_THAT(store.flush(), ElementsAre("a"));
  disk.drop_unsynced();
  EXPECT_TRUE(open("reader", 0).contains("a"));
}

TEST_F(ResultsTest, OtherProcessesSeeWhatIsAppended) {
  Store reader = open("coordinator");
  EXPECT_FALSE(reader.contains("a"));
  Store writer = open("rank0");
  for (int i = 0; i < 3; ++i) {
    const std::string fingerprint = "f" + std::to_string(i);
    writer.put(fingerprint, number_result(i));
    writer.flush();
    EXPECT_TRUE(reader.contains(fingerprint));
    EXPECT_EQ(reader.read(fingerprint).result.scalar("number"), i);
  }
  EXPECT_THAT(reader.fingerprints(), ElementsAre("f0", "f1", "f2"));
}

TEST_F(ResultsTest, SyncsAtMostOnceIn10Milliseconds) {
  Store store = open();
  std::size_t durable = 0;
  for (int i = 0; i < 100; ++i) {
    store.put("f" + std::to_string(i), number_result(i));
    clock.advance(0.001);
    durable += store.sync_if_due().size();
  }
  EXPECT_LE(disk.syncs(), 20);
  durable += store.flush().size();
  EXPECT_EQ(durable, 100U);
}

TEST_F(ResultsTest, ResultThatIsThereIsLeftAndStillReportedDurable) {
  Store store = open();
  for (const auto& result : {small_result(), large_result()}) {
    const std::string fingerprint = result.result.has("thermo/temperature") ? "large" : "small";
    store.put(fingerprint, result);
    store.put(fingerprint, number_result(7));
    EXPECT_THAT(store.flush(), ::testing::Contains(fingerprint));
    Store other = open("rank1");
    EXPECT_TRUE(other.contains(fingerprint));
    other.put(fingerprint, number_result(8));
    EXPECT_THAT(other.flush(), ElementsAre(fingerprint));
    expect_equal(other.read(fingerprint), result);
  }
}

TEST_F(ResultsTest, RestartedWriterCutsItsTornTail) {
  {
    Store store = open();
    store.put("a", number_result(1));
    store.flush();
    store.put("b", number_result(2));
    store.flush();
  }
  disk.truncate("c/results/small-1-rank0", disk.size("c/results/small-1-rank0") - 5);
  Store store = open();
  EXPECT_THAT(store.fingerprints(), ElementsAre("a"));
  store.put("b", number_result(2));
  store.put("c", number_result(3));
  store.flush();
  EXPECT_THAT(store.fingerprints(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(store.read("c").result.scalar("number"), 3);
}

TEST_F(ResultsTest, ReplacedHolderCannotCommit) {
  Store old = open("rank0", 1);
  old.put("before", number_result(1));
  old.flush();
  ASSERT_TRUE(take_epoch("c", 2, disk));
  old.put("late", number_result(2));
  old.flush();
  EXPECT_THAT(open("rank0", 2).fingerprints(), ElementsAre("before"));
}

TEST_F(ResultsTest, FenceThatCameAfterOpeningIsSeen) {
  Store old = open("rank0", 1);
  Store reader = open("reader", 0);
  old.put("before", number_result(1));
  old.flush();
  EXPECT_TRUE(reader.contains("before"));
  ASSERT_TRUE(take_epoch("c", 2, disk));
  Store fresh = open("rank0", 2);
  fresh.put("new", number_result(3));
  fresh.flush();
  old.put("late", number_result(2));
  old.flush();
  EXPECT_TRUE(reader.contains("new"));
  EXPECT_FALSE(reader.contains("late"));
}

TEST_F(ResultsTest, DamagedLargeResultIsDoneAgain) {
  Store store = open();
  store.put("large", large_result());
  store.flush();
  disk.damage("c/results/large.h5", 5000);
  Store later = open("rank1", 1);
  EXPECT_FALSE(later.contains("large"));
  EXPECT_THAT(later.fingerprints(), IsEmpty());
  EXPECT_EQ(message_of<Error>([&] { later.read("large"); }),
            "file 'c/results/large.h5' is damaged: its checksum does not fit.");
  later.put("large", large_result());
  EXPECT_THAT(later.flush(), ElementsAre("large"));
  expect_equal(later.read("large"), large_result());
  EXPECT_TRUE(disk.exists("c/results/large.h5.damaged"));
}

TEST_F(ResultsTest, DamagedRecordIsNeverReadAsAResult) {
  Store store = open();
  store.put("a", number_result(1.5));
  store.flush();
  EXPECT_TRUE(store.contains("a"));
  const std::string path = "c/results/small-1-rank0";
  const std::size_t header = disk.read(path).find('\n') + 1;
  const std::size_t size = disk.size(path);
  for (std::size_t at = header; at + 1 < size; ++at) {
    disk.damage(path, at, 0x04);
    EXPECT_THAT(message_of<Error>([&] { store.read("a"); }),
                ::testing::StartsWith("file '" + path + "' is damaged at"));
    EXPECT_FALSE(open("reader", 0).contains("a")) << at;
    disk.damage(path, at, 0x04);
  }
}

// Whatever operation fails while a result is handed over: an Error, and afterwards the same put succeeds.
TEST_F(ResultsTest, AnyFailedOperationIsAnErrorAndCanBeRepeated) {
  for (const bool large : {false, true}) {
    for (const Fault fault : {Fault::no_space, Fault::io_error, Fault::short_write}) {
      for (int n = 1; n < 60; ++n) {
        MemoryFiles files;
        begin_epoch("c", 1, files);
        Store store("c", 1, "rank0", files, clock);
        const int before = files.operations();
        files.fail_operation(n, fault);
        const auto result = large ? large_result() : small_result();
        const auto hand_over = [&] {
          store.put("f", result);
          store.flush();
        };
        const std::string message = message_of<Error>(hand_over);
        if (files.operations() - before < n) break;
        EXPECT_THAT(message, ::testing::HasSubstr("'c")) << "operation " << n;
        files.heal();
        store.put("f", result);
        EXPECT_THAT(store.flush(), ::testing::Contains("f")) << "operation " << n;
        files.drop_unsynced();
        expect_equal(Store("c", 0, "reader", files, clock).read("f"), result);
      }
    }
  }
}

// The power goes at any operation: what was reported durable is there, nothing half-written is believed, and the next
// run can hand everything over.
TEST_F(ResultsTest, PowerLossAtAnyOperationKeepsWhatWasDurable) {
  for (int n = 1; n < 80; ++n) {
    MemoryFiles files;
    std::vector<std::string> durable;
    files.fail_operation(n, Fault::crash);
    bool crashed = false;
    try {
      begin_epoch("c", 1, files);
      Store store("c", 1, "rank0", files, clock);
      store.put("small", small_result());
      for (auto& name : store.flush()) durable.push_back(name);
      store.put("large", large_result());
      for (auto& name : store.flush()) durable.push_back(name);
    } catch (const testing::Crash&) {
      crashed = true;
    }
    files.drop_unsynced();
    begin_epoch("c", 1, files);
    Store store("c", 1, "rank0", files, clock);
    for (const auto& name : durable) EXPECT_TRUE(store.contains(name)) << name << ", operation " << n;
    store.put("small", small_result());
    store.put("large", large_result());
    store.flush();
    expect_equal(store.read("small"), small_result());
    expect_equal(store.read("large"), large_result());
    if (!crashed) break;
  }
}

TEST_F(ResultsTest, LeftoversOfAKilledWriterAreNotResults) {
  Store store = open();
  const std::string half = "c/aside/1/rank0-results_f.h5";
  disk.create(half)->write("half a fi");
  EXPECT_FALSE(store.contains("f"));
  EXPECT_THAT(store.fingerprints(), IsEmpty());
  store.put("f", large_result());
  store.flush();
  EXPECT_FALSE(disk.exists(half));
  EXPECT_TRUE(store.contains("f"));
}

}  // namespace
}  // namespace vitriflow
