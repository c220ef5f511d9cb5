#include "runner/execution/limits.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "hpc/base/error.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::FakeClock;
using testing::message_of;
using testing::ScratchFolder;

JournalRecord record(std::int64_t epoch, const std::string& event, double time_s, const std::string& ranks = "4") {
  return {time_s, epoch, "coordinator-1", 0, event, {{"ranks", ranks}}};
}

AllocationRecord allocation(const std::string& name, std::int64_t ranks, double began_s, double heard_s,
                            double ended_s) {
  AllocationRecord made;
  made.name = made.job = name;
  made.ranks = ranks;
  made.began_s = began_s;
  made.heard_s = heard_s;
  made.ended_s = ended_s;
  return made;
}

void write_bytes(const std::string& path, std::size_t size) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << std::string(size, 'x');
}

TEST(Limits, AreReadAsTheyWereTyped) {
  const Limits limits = read_limits("0.5", "200 GB");
  EXPECT_EQ(limits.core_hours, 0.5);
  EXPECT_EQ(limits.disk_bytes, 200e9);
  EXPECT_FALSE(read_limits("", "").any());
  EXPECT_EQ(message_of<Error>([] { read_limits("many", ""); }),
            "'--core-hours many' is no number of core hours. Write for example --core-hours 500.");
  EXPECT_EQ(message_of<Error>([] { read_limits("-1", ""); }),
            "'--core-hours -1' is no number of core hours. Write for example --core-hours 500.");
  EXPECT_EQ(message_of<Error>([] { read_limits("", "200"); }),
            "'--disk 200' is no amount of disk. Write for example --disk 200GB.");
}

TEST(Limits, AllocationsCountFromTheirBeginToTheirEndOrLastWord) {
  EXPECT_EQ(core_seconds_of({allocation("7", 4, 1000, 1090, 1100), allocation("8", 2, 2000, 2010, 0)}),
            4 * 100.0 + 2 * 10.0);
  EXPECT_EQ(core_seconds_of({allocation("9", 4, 1000, 0, 0)}), 0.0);
}

TEST(Limits, EarlierRunsCountFromTheStartOfTheirPoolToTheirLastRecord) {
  const std::vector<JournalRecord> records{record(1, "taken", 90),    record(1, "pool_started", 100),
                                           record(1, "done", 130),    record(1, "pool_started", 131),
                                           record(1, "done", 160),    record(3, "pool_started", 500, "2"),
                                           record(3, "stopped", 550), record(4, "pool_started", 700)};
  EXPECT_EQ(core_seconds_of(records, {}, 4), 4 * 60.0 + 2 * 50.0);
  EXPECT_EQ(core_seconds_of(records, {}, 1), 0.0);
}

TEST(Limits, ARunInAnAllocationIsCountedOnce) {
  const std::vector<JournalRecord> records{record(1, "pool_started", 100), record(1, "done", 130)};
  EXPECT_EQ(core_seconds_of(records, {allocation("7", 4, 95, 120, 140)}, 2), 0.0);
}

TEST(Limits, SayWhichIsReached) {
  const Limits limits{12, 1e9};
  EXPECT_EQ(limit_reached(limits, 11.9, 0.9e9), std::nullopt);
  EXPECT_EQ(limit_reached(limits, 12.04, 2e9),
            "the campaign has used 12 core hours of the 12 that --core-hours allows");
  EXPECT_EQ(limit_reached(limits, 1, 1.2e9), "the campaign's folder holds 1.2 GB of the 1 GB that --disk allows");
}

TEST(Limits, AFileWithTwoNamesTakesItsPlaceOnce) {
  const ScratchFolder folder;
  write_bytes(folder / "results/a", 1 << 20);
  const double once = disk_use(folder.path(), {});
  EXPECT_GE(once, 1 << 20);
  std::filesystem::create_hard_link(folder / "results/a", folder / "results/b");
  EXPECT_EQ(disk_use(folder.path(), {}), once);
  EXPECT_EQ(disk_use(folder / "missing", {}), 0.0);
}

TEST(LimitWatch, CountsThisRunFromItsBegin) {
  const ScratchFolder folder;
  FakeClock clock;
  LimitWatch watch({{1.0, 1e30}, folder.path(), &posix_files(), &clock, 1, 2});
  EXPECT_EQ(watch.look_now(), std::nullopt);
  clock.advance(1799);
  EXPECT_EQ(watch.look(), std::nullopt);
  clock.advance(1);
  EXPECT_EQ(watch.look(), std::nullopt) << "it looks every few seconds";
  clock.advance(5);
  EXPECT_EQ(watch.look(), "the campaign has used 1 core hours of the 1 that --core-hours allows");
}

TEST(LimitWatch, AFolderThatIsFullBeforeTheRunBegins) {
  const ScratchFolder folder;
  FakeClock clock;
  write_bytes(folder / "results/a", 2 << 20);
  LimitWatch watch({{1e30, 1e6}, folder.path(), &posix_files(), &clock, 1, 2});
  EXPECT_TRUE(watch.look_now().has_value());
}

}  // namespace
}  // namespace vitriflow
