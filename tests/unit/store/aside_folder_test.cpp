#include "hpc/store/aside_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "hpc/store/fence.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using testing::message_of;
using testing::take_epoch;

class AsideFolderTest : public ::testing::Test {
 protected:
  AsideFolderTest() {
    begin_epoch("c", 1, disk);
    disk.make_directories("c/results");
  }
  void put(const std::string& path, const std::string& bytes) { disk.create(path)->write(bytes); }
  void replace_holder() { ASSERT_TRUE(take_epoch("c", 2, disk)); }
  MemoryFiles disk;
  AsideFolder aside{"c", 1, "rank0", disk};
};

TEST_F(AsideFolderTest, HolderWritesTakesMovesAndRemoves) {
  aside.write("c/results/a", "one");
  EXPECT_EQ(disk.read("c/results/a"), "one");
  const std::string beside = aside.name_for("c/results/a");
  put(beside, "two");
  EXPECT_FALSE(aside.take_new(beside, "c/results/a"));
  EXPECT_EQ(disk.read("c/results/a"), "one");
  aside.take(beside, "c/results/a");
  EXPECT_EQ(disk.read("c/results/a"), "two");
  aside.move("c/results/a", "c/results/a.damaged");
  EXPECT_FALSE(disk.exists("c/results/a"));
  EXPECT_EQ(disk.read("c/results/a.damaged"), "two");
  disk.make_directories("c/checkpoints/f");
  put("c/checkpoints/f/1.h5", "state");
  aside.remove("c/checkpoints/f");
  EXPECT_FALSE(disk.exists("c/checkpoints/f"));
  aside.remove("c/results/never");
  aside.move("c/results/never", "c/results/there");
  EXPECT_THAT(disk.list("c/aside/1"), IsEmpty());
}

// Its last look at the lease is past: each of its calls must fail by itself.
TEST_F(AsideFolderTest, ReplacedHolderTakesNothingIntoPlaceAndRemovesNothing) {
  const std::string beside = aside.name_for("c/results/a");
  put(beside, "of the replaced one");
  replace_holder();
  AsideFolder("c", 2, "rank0", disk).write("c/results/b", "of the new one");
  const auto expect_refused = [](auto act) {
    try {
      act();
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.failure(), Failure::held);
      EXPECT_THAT(error.what(), HasSubstr("another runner has taken over campaign 'c'"));
    }
  };
  expect_refused([&] { aside.take(beside, "c/results/a"); });
  expect_refused([&] { aside.take(beside, "c/results/b"); });
  expect_refused([&] { aside.take_new(beside, "c/results/a"); });
  expect_refused([&] { aside.remove("c/results/b"); });
  expect_refused([&] { aside.move("c/results/b", "c/results/b.damaged"); });
  expect_refused([&] { aside.write("c/results/b", "of the replaced one"); });
  EXPECT_THAT(disk.list("c/results"), ::testing::ElementsAre("b"));
  EXPECT_EQ(disk.read("c/results/b"), "of the new one");
}

TEST_F(AsideFolderTest, WhoBeginsAfterAHigherClaimIsRefusedAndLeavesNoFolder) {
  ASSERT_TRUE(claim_epoch("c", 3, disk, "other"));
  EXPECT_THAT(message_of<Error>([&] { begin_epoch("c", 2, disk); }),
              HasSubstr("was taken by another process at the same moment"));
  EXPECT_FALSE(disk.exists("c/aside/2"));
}

TEST_F(AsideFolderTest, EndedEpochsLeaveNothing) {
  disk.make_directories(scratch_folder("c", 1) + "/engine");
  put(aside.name_for("c/results/a"), "half");
  put(scratch_folder("c", 1) + "/engine/log", "text");
  replace_holder();
  EXPECT_THAT(disk.list("c/aside"), ::testing::ElementsAre("2"));
  EXPECT_THAT(disk.list("c/scratch"), IsEmpty());
  end_epoch("c", 2, disk);
  EXPECT_THAT(disk.list("c/aside"), IsEmpty());
}

TEST_F(AsideFolderTest, TheLastHolderRemovesFencesThatNobodyCameToMake) {
  disk.make_directories("c/journal");
  put("c/journal/fence-1.new-elsewhere-7", "half");
  put("c/journal/fence-2.new-elsewhere-8", "half");
  end_epoch("c", 1, disk);
  EXPECT_FALSE(disk.exists("c/journal/fence-1.new-elsewhere-7"));
  EXPECT_TRUE(disk.exists("c/journal/fence-2.new-elsewhere-8")) << "of somebody who comes after this holder";
}

TEST_F(AsideFolderTest, ReplacedHolderMakesNoScratchFolder) {
  make_scratch_folder("c", 1, "engine", disk);
  EXPECT_TRUE(disk.exists("c/scratch/1/engine"));
  replace_holder();
  EXPECT_THAT(message_of<Error>([&] { make_scratch_folder("c", 1, "engine", disk); }),
              HasSubstr("another runner has taken over campaign 'c'"));
  EXPECT_THAT(disk.list("c/scratch"), IsEmpty());
}

// Stopped between the rename and the removal of an older epoch's folder.
TEST_F(AsideFolderTest, HalfEndedEpochIsEndedByTheNextOne) {
  put(aside.name_for("c/results/a"), "half");
  disk.rename("c/aside/1", "c/aside/1.ended-by-2");
  begin_epoch("c", 3, disk);
  EXPECT_THAT(disk.list("c/aside"), ::testing::ElementsAre("3"));
}

}  // namespace
}  // namespace vitriflow
