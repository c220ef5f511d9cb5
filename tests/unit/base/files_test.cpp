#include "hpc/base/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "hpc/base/disk_room.hpp"
#include "hpc/base/error.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::message_of;
using testing::ScratchFolder;

void put(const std::string& path, std::string_view bytes) {
  const auto file = posix_files().create(path);
  file->write(bytes);
  file->close();
}

TEST(PosixFiles, CreateTruncatesAndAppendContinues) {
  const ScratchFolder folder;
  put(folder / "a", "a long first text");
  put(folder / "a", "one");
  const auto file = posix_files().append(folder / "a");
  file->write(" two");
  file->sync();
  file->close();
  EXPECT_EQ(posix_files().read(folder / "a"), "one two");
  EXPECT_EQ(posix_files().size(folder / "a"), 7u);
}

TEST(PosixFiles, ReadsPartsAndStopsAtTheEnd) {
  const ScratchFolder folder;
  put(folder / "a", "0123456789");
  EXPECT_EQ(posix_files().read(folder / "a", 2, 3), "234");
  EXPECT_EQ(posix_files().read(folder / "a", 8, 100), "89");
  EXPECT_EQ(posix_files().read(folder / "a", 20, 5), "");
}

TEST(PosixFiles, ReadsFilesThatClaimToBeEmpty) { EXPECT_EQ(posix_files().read("/proc/self/comm").back(), '\n'); }

TEST(PosixFiles, DevicesAreRefused) {
  EXPECT_EQ(message_of([] { posix_files().read("/dev/zero"); }),
            "cannot read '/dev/zero': it is a device, which may have no end. Give a file.");
}

TEST(PosixFiles, RenameReplacesAndRenameNoReplaceDoesNot) {
  const ScratchFolder folder;
  put(folder / "a", "A");
  put(folder / "b", "B");
  EXPECT_FALSE(posix_files().rename_no_replace(folder / "a", folder / "b"));
  EXPECT_EQ(posix_files().read(folder / "a"), "A");
  EXPECT_EQ(posix_files().read(folder / "b"), "B");
  EXPECT_TRUE(posix_files().rename_no_replace(folder / "a", folder / "c"));
  EXPECT_FALSE(posix_files().exists(folder / "a"));
  posix_files().rename(folder / "c", folder / "b");
  EXPECT_EQ(posix_files().read(folder / "b"), "A");
}

TEST(PosixFiles, ListsSortedNamesAndNothingForAMissingFolder) {
  const ScratchFolder folder;
  posix_files().make_directories(folder / "x/y");
  put(folder / "b", "");
  put(folder / "a", "");
  EXPECT_EQ(posix_files().list(folder.path()), (std::vector<std::string>{"a", "b", "x"}));
  EXPECT_TRUE(posix_files().list(folder / "missing").empty());
  posix_files().remove_all(folder / "x");
  EXPECT_EQ(posix_files().list(folder.path()), (std::vector<std::string>{"a", "b"}));
}

TEST(PosixFiles, RemovingWhatIsAbsentIsNoError) {
  const ScratchFolder folder;
  posix_files().remove(folder / "a");
  posix_files().remove_all(folder / "a");
  EXPECT_FALSE(posix_files().exists(folder / "a"));
}

TEST(PosixFiles, TruncateCutsAndSyncsWork) {
  const ScratchFolder folder;
  put(folder / "a", "0123456789");
  posix_files().truncate(folder / "a", 4);
  posix_files().sync_file(folder / "a");
  posix_files().sync_directory(folder.path());
  EXPECT_EQ(posix_files().read(folder / "a"), "0123");
}

TEST(PosixFiles, EveryErrorNamesTheFile) {
  const ScratchFolder folder;
  auto& files = posix_files();
  const std::string a = folder / "a", b = folder / "no/b";
  const std::string missing = ": No such file or directory.";
  EXPECT_EQ(message_of([&] { files.read(a); }), "cannot look at '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.read(a, 0, 1); }), "cannot open '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.create(b); }), "cannot open '" + b + "'" + missing);
  EXPECT_EQ(message_of([&] { files.append(b); }), "cannot open '" + b + "'" + missing);
  EXPECT_EQ(message_of([&] { files.size(a); }), "cannot look at '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.truncate(a, 1); }), "cannot truncate '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.rename(a, b); }), "cannot take into place '" + b + "'" + missing);
  EXPECT_EQ(message_of([&] { files.rename_no_replace(a, b); }), "cannot take into place '" + b + "'" + missing);
  EXPECT_EQ(message_of([&] { files.sync_file(a); }), "cannot open '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.sync_directory(a); }), "cannot open '" + a + "'" + missing);
  EXPECT_EQ(message_of([&] { files.read(folder.path()); }), "cannot read '" + folder.path() + "': Is a directory.");
  put(a, "");
  EXPECT_EQ(message_of([&] { files.list(a); }), "cannot list '" + a + "': Not a directory.");
  EXPECT_EQ(message_of([&] { files.remove(folder.path()); }), "cannot remove '" + folder.path() + "': Is a directory.");
  EXPECT_EQ(message_of([&] { files.make_directories(a + "/x"); }),
            "cannot create the folder '" + a + "/x': Not a directory.");
}

TEST(PosixFiles, AFullDiskIsAnEnvironmentFailureWithTheWayOut) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "this machine has no /dev/full";
  const auto file = posix_files().append("/dev/full");
  try {
    file->write("x");
    FAIL() << "the write went through";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot write to '/dev/full': No space left on device. Free at least 1 kB and run again: what was "
                 "finished is kept.");
    EXPECT_EQ(error.failure(), Failure::environment);
  }
}

TEST(PosixFiles, WhatIsToBeFreedIsRoundedUp) {
  const auto message = [](std::uint64_t bytes) {
    return message_of([&] { throw_write_error("reserve room for", "a", ENOSPC, bytes); });
  };
  EXPECT_THAT(message(999'001), ::testing::HasSubstr("Free at least 1000 kB and run again"));
  EXPECT_THAT(message(1'000'001), ::testing::HasSubstr("Free at least 2 MB and run again"));
  EXPECT_THAT(message(0), ::testing::HasSubstr("Free some space and run again"));
}

TEST(PosixFiles, MissingPermissionsSayWhereToLook) {
  EXPECT_EQ(message_of([] { throw_file_error("open", "/x/y", EACCES); }),
            "cannot open '/x/y': Permission denied. Check the permissions of the folder.");
}

TEST(PosixFiles, LargeWritesArriveWhole) {
  const ScratchFolder folder;
  std::string bytes(5'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 2654435761u >> 13);
  put(folder / "a", bytes);
  EXPECT_TRUE(posix_files().read(folder / "a") == bytes);
}

}  // namespace
}  // namespace vitriflow
