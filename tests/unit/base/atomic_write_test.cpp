#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "hpc/base/files.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::Fault;
using testing::MemoryFiles;
using testing::message_of;

MemoryFiles disk_with(const std::string& path, const std::string& bytes) {
  MemoryFiles disk;
  disk.make_directories("c");
  write_atomically(disk, path, bytes);
  return disk;
}

TEST(WriteAtomically, ReplacesAndLeavesNothingAside) {
  const testing::ScratchFolder folder;
  write_atomically(posix_files(), folder / "a", "old");
  write_atomically(posix_files(), folder / "a", "new");
  EXPECT_EQ(posix_files().read(folder / "a"), "new");
  EXPECT_EQ(posix_files().list(folder.path()), std::vector<std::string>{"a"});
}

TEST(WriteAtomically, AReaderSeesOldOrNewWhicheverOperationFails) {
  for (const Fault fault : {Fault::no_space, Fault::io_error, Fault::short_write}) {
    for (int n = 1; n <= 6; ++n) {
      MemoryFiles disk = disk_with("c/a", "old");
      disk.fail_operation(n, fault);
      EXPECT_NE(message_of<Error>([&] { write_atomically(disk, "c/a", "new"); }), "(nothing was thrown)") << n;
      // Only the sync of the folder, the sixth, comes after the rename.
      EXPECT_EQ(disk.read("c/a"), n <= 5 ? "old" : "new") << n;
      EXPECT_EQ(disk.list("c"), std::vector<std::string>{"a"}) << n;
    }
  }
}

TEST(WriteAtomically, ReportsTheFullDiskAndNotTheCleaningUp) {
  MemoryFiles disk = disk_with("c/a", "old");
  disk.fail_from(2, Fault::no_space);
  EXPECT_THAT(
      message_of([&] { write_atomically(disk, "c/a", "new"); }),
      ::testing::MatchesRegex("cannot write to 'c/a\\.new-[0-9]+': No space left on device\\. Free some space and "
                              "run again: what was finished is kept\\."));
}

TEST(WriteAtomically, SurvivesAPowerLossAfterAnyOperation) {
  for (int n = 1; n <= 6; ++n) {
    MemoryFiles disk = disk_with("c/a", "old");
    disk.fail_operation(n, Fault::crash);
    EXPECT_THROW(write_atomically(disk, "c/a", "new"), testing::Crash) << n;
    disk.drop_unsynced();
    EXPECT_EQ(disk.read("c/a"), "old") << n;
  }
  MemoryFiles disk = disk_with("c/a", "old");
  write_atomically(disk, "c/a", "new");
  disk.drop_unsynced();
  EXPECT_EQ(disk.read("c/a"), "new");
}

// The fake itself: what it says about a disk must be true of one.
TEST(MemoryFiles, ForgetsUnsyncedBytesAndUnsyncedNames) {
  MemoryFiles disk;
  disk.make_directories("d");
  const auto file = disk.append("d/journal");
  file->write("kept ");
  file->sync();
  disk.sync_directory("d");
  file->write("lost");
  disk.create("d/other")->sync();
  EXPECT_EQ(disk.read("d/journal"), "kept lost");
  disk.drop_unsynced();
  EXPECT_EQ(disk.read("d/journal"), "kept ");
  EXPECT_FALSE(disk.exists("d/other"));
}

TEST(MemoryFiles, AShortWriteLeavesHalfOfTheBytes) {
  MemoryFiles disk;
  const auto file = disk.create("a");
  disk.fail_operation(1, Fault::short_write);
  EXPECT_EQ(message_of([&] { file->write("12345678"); }),
            "cannot write to 'a': No space left on device. Free some space and run again: what was finished is kept.");
  EXPECT_EQ(disk.read("a"), "1234");
  file->write("56");
  EXPECT_EQ(disk.read("a"), "123456");
}

TEST(MemoryFiles, SpeaksAsTheRealDiskDoes) {
  MemoryFiles disk;
  const testing::ScratchFolder folder;
  const auto on = [&](FileSystem& files, const std::string& at) {
    std::string said = message_of([&] { files.create(at + "no/b"); });
    said += message_of([&] { files.read(at + "a", 0, 1); });
    said += message_of([&] { files.rename(at + "a", at + "b"); });
    said += message_of([&] { files.size(at + "a"); });
    said += message_of([&] { files.truncate(at + "a", 0); });
    files.create(at + "x")->write("X");
    said += files.rename_no_replace(at + "x", at + "y") ? "moved" : "kept";
    said += files.exists(at + "x") ? "there" : "gone";
    return said + files.read(at + "y");
  };
  std::string real = on(posix_files(), folder / "");
  for (std::size_t i = real.find(folder / ""); i != std::string::npos; i = real.find(folder / "")) {
    real.erase(i, (folder / "").size());
  }
  EXPECT_EQ(on(disk, ""), real);
}

TEST(MemoryFiles, DamageReachesTheDevice) {
  MemoryFiles disk;
  disk.make_directories("c");
  write_atomically(disk, "c/a", "abc");
  disk.damage("c/a", 1, 0x01);
  disk.drop_unsynced();
  EXPECT_EQ(disk.read("c/a"), "acc");
}

}  // namespace
}  // namespace vitriflow
