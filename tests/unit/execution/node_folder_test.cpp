#include "hpc/node_folder.hpp"

#include <gmock/gmock.h>

#include "tests/support/scratch_folder.hpp"

namespace vitriflow::testing {

namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(NodeFolder, ThatOfTheNextPoolReplacesWhatAKilledOneLeft) {
  const ScratchFolder memory;
  const NodeFolder killed("/data/zif4", 3, 1, posix_files(), memory.path());
  ASSERT_TRUE(killed.make());
  posix_files().create(killed.path() + "/vader_segment.0")->close();
  const NodeFolder next("/data/zif4", 4, 1, posix_files(), memory.path());
  EXPECT_TRUE(next.make());
  EXPECT_FALSE(posix_files().exists(killed.path()));
  EXPECT_TRUE(posix_files().exists(next.path()));
}

TEST(NodeFolder, MadeTwiceItKeepsWhatItHolds) {
  const ScratchFolder memory;
  const NodeFolder folder("/data/zif4", 3, 1, posix_files(), memory.path());
  ASSERT_TRUE(folder.make());
  posix_files().create(folder.path() + "/vader_segment.0")->close();
  EXPECT_TRUE(folder.make());
  EXPECT_THAT(posix_files().list(folder.path()), SizeIs(1));
}

TEST(NodeFolder, OtherCampaignsKeepTheirs) {
  const ScratchFolder memory;
  const NodeFolder other("/data/zif8", 3, 1, posix_files(), memory.path());
  ASSERT_TRUE(other.make());
  const NodeFolder ours("/data/zif4", 4, 1, posix_files(), memory.path());
  ASSERT_TRUE(ours.make());
  ours.remove_all();
  EXPECT_TRUE(posix_files().exists(other.path()));
  other.remove_all();
  EXPECT_THAT(posix_files().list(memory.path()), IsEmpty());
}

TEST(NodeFolder, WithoutSuchMemoryThereIsNone) {
  EXPECT_FALSE(NodeFolder("/data/zif4", 3, 1, posix_files(), "/no/such/memory").make());
}

}  // namespace

}  // namespace vitriflow::testing
