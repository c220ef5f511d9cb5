#include "hpc/store/record_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::Fault;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using testing::message_of;

const LogFormat kFormat{"test-log", 2};
constexpr const char* kPath = "c/logs/a";
constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();

RecordWriter writer_on(MemoryFiles& disk) {
  return {disk, "c/logs", "a", kFormat, R"({"format":"test-log","version":2})"};
}

std::vector<std::string> records_of(FileSystem& disk, std::uint64_t limit = kAll) {
  std::vector<std::string> found;
  read_log(disk, kPath, kFormat, limit, [&](std::string_view json) { found.emplace_back(json); });
  return found;
}

// Three records in two commits.
MemoryFiles written() {
  MemoryFiles disk;
  RecordWriter log = writer_on(disk);
  log.add(R"({"a":1})");
  log.add(R"({"b":2})");
  log.commit();
  log.add(R"({"c":3})");
  log.commit();
  return disk;
}

void overwrite(MemoryFiles& disk, const std::string& bytes) {
  const auto file = disk.create(kPath);
  file->write(bytes);
  file->sync();
}

TEST(RecordLog, LineCarriesItsCheckAsInRfc3720) { EXPECT_EQ(record_line("123456789"), "e3069283 123456789\n"); }

TEST(RecordLog, ReadsBackWhatWasCommitted) {
  MemoryFiles disk = written();
  EXPECT_THAT(records_of(disk), ElementsAre(R"({"a":1})", R"({"b":2})", R"({"c":3})"));
}

TEST(RecordLog, OffsetOfARecordIsWhereItsTextStands) {
  MemoryFiles disk;
  RecordWriter log = writer_on(disk);
  const auto first = log.add("[1]");
  log.commit();
  const auto second = log.add("[22]");
  log.commit();
  EXPECT_EQ(disk.read(kPath, first, 3), "[1]");
  EXPECT_EQ(disk.read(kPath, second, 4), "[22]");
}

TEST(RecordLog, TornAtAnyByteKeepsTheWholeRecordsBefore) {
  MemoryFiles disk = written();
  const std::string bytes = disk.read(kPath);
  std::vector<std::size_t> ends;
  for (std::size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', at + 1))
    ends.push_back(at + 1);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    overwrite(disk, bytes.substr(0, cut));
    std::size_t whole = 0;
    for (const auto end : ends) whole += end <= cut ? 1 : 0;
    EXPECT_EQ(records_of(disk).size(), whole == 0 ? 0 : whole - 1) << "cut at " << cut;
  }
}

TEST(RecordLog, FlippedBitAtAnyByteIsNeverReadAsARecord) {
  const std::string bytes = written().read(kPath);
  const std::vector<std::string> truth{R"({"a":1})", R"({"b":2})", R"({"c":3})"};
  const std::size_t header = bytes.find('\n');
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned char bit : {0x01, 0x20, 0x80}) {
      MemoryFiles disk = written();
      disk.damage(kPath, at, bit);
      const auto found = records_of(disk);
      ASSERT_LT(found.size(), truth.size()) << at;
      EXPECT_TRUE(std::equal(found.begin(), found.end(), truth.begin())) << at;
      if (at <= header) {
        EXPECT_THAT(found, IsEmpty()) << at;
      }
    }
  }
}

TEST(RecordLog, WriterCutsATornTailAndGoesOn) {
  for (std::size_t torn = 1; torn < 16; ++torn) {
    MemoryFiles disk = written();
    const std::string bytes = disk.read(kPath);
    overwrite(disk, bytes.substr(0, bytes.size() - torn));
    RecordWriter log = writer_on(disk);
    EXPECT_EQ(log.open(), 2);
    log.add(R"({"d":4})");
    log.commit();
    EXPECT_THAT(records_of(disk), ElementsAre(R"({"a":1})", R"({"b":2})", R"({"d":4})")) << torn;
  }
}

TEST(RecordLog, WriterKeepsDamagedRecordsAside) {
  MemoryFiles disk = written();
  const std::string bytes = disk.read(kPath);
  const std::size_t at = bytes.find("{\"b\"");
  disk.damage(kPath, at);
  const std::string damaged = disk.read(kPath);
  RecordWriter log = writer_on(disk);
  EXPECT_EQ(log.open(), 1);
  log.add("[]");
  log.commit();
  EXPECT_THAT(records_of(disk), ElementsAre(R"({"a":1})", "[]"));
  EXPECT_EQ(disk.read("c/logs/cut-a-" + std::to_string(at - 9)), damaged.substr(at - 9));
}

TEST(RecordLog, BytesBeyondTheLimitDoNotExist) {
  MemoryFiles disk = written();
  const std::string bytes = disk.read(kPath);
  EXPECT_THAT(records_of(disk, bytes.size() - 1), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(records_of(disk, 0), IsEmpty());
}

TEST(RecordLog, NewerVersionAndOtherFormatAreRefused) {
  MemoryFiles disk = written();
  overwrite(disk, record_line(R"({"format":"test-log","version":3})"));
  EXPECT_EQ(message_of<Error>([&] { records_of(disk); }),
            "file 'c/logs/a' was written by format 3 of test-log, this program reads up to 2. Use a newer build.");
  overwrite(disk, record_line(R"({"format":"other","version":1})"));
  EXPECT_EQ(message_of<Error>([&] { records_of(disk); }),
            "file 'c/logs/a' is not a test-log file. 'vitriflow check --repair' sets it aside.");
}

// Whatever operation fails: an error is thrown, and the next commit leaves each record in the file exactly once.
TEST(RecordLog, AnyFailedOperationIsMadeGoodByTheNextCommit) {
  for (const Fault fault : {Fault::no_space, Fault::io_error, Fault::short_write}) {
    for (int n = 1;; ++n) {
      MemoryFiles disk;
      RecordWriter log = writer_on(disk);
      log.add("[1]");
      log.commit();
      const int before = disk.operations();
      log.add("[2]");
      disk.fail_operation(n, fault);
      const bool failed = message_of<Error>([&] { log.commit(); }) != "(nothing was thrown)";
      const int used = disk.operations() - before;
      disk.heal();
      log.add("[3]");
      log.commit();
      disk.drop_unsynced();
      EXPECT_THAT(records_of(disk), ElementsAre("[1]", "[2]", "[3]")) << "operation " << n;
      if (used < n) break;
      EXPECT_TRUE(failed) << "operation " << n;
    }
  }
}

TEST(RecordLog, FirstCommitThatFailsIsMadeGoodByTheNext) {
  for (int n = 1; n < 20; ++n) {
    MemoryFiles disk;
    RecordWriter log = writer_on(disk);
    disk.fail_operation(n, Fault::short_write);
    message_of<Error>([&] {
      log.add("[1]");
      log.commit();
    });
    disk.heal();
    log.add("[2]");
    log.commit();
    disk.drop_unsynced();
    EXPECT_EQ(records_of(disk).back(), "[2]") << "operation " << n;
    EXPECT_LE(records_of(disk).size(), 2U);
  }
}

TEST(RecordLog, PowerLossKeepsEveryCommittedRecord) {
  for (int n = 1;; ++n) {
    MemoryFiles disk;
    std::size_t committed = 0;
    disk.fail_operation(n, Fault::crash);
    bool crashed = false;
    try {
      RecordWriter log = writer_on(disk);
      for (int i = 0; i < 3; ++i) {
        log.add("[" + std::to_string(i) + "]");
        log.commit();
        ++committed;
      }
    } catch (const testing::Crash&) {
      crashed = true;
    }
    disk.drop_unsynced();
    const auto found = disk.exists(kPath) ? records_of(disk) : std::vector<std::string>{};
    EXPECT_GE(found.size(), committed) << "operation " << n;
    if (!crashed) break;
  }
}

}  // namespace
}  // namespace vitriflow
