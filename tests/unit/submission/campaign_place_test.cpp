#include "runner/submission/campaign_place.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "hpc/base/error.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/submission/spoken_commands.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ScratchFolder;
using testing::SpokenCommands;

class NoSuchProgram final : public CommandRunner {
 public:
  CommandOutput run(const std::vector<std::string>& arguments, double) override {
    throw Error("cannot start '" + arguments.front() + "'", Failure::environment);
  }
};

Cluster with_scratch(const std::string& folder) {
  Cluster cluster;
  cluster.name = "ours";
  cluster.scratch = folder;
  return cluster;
}

Cluster with_stripes(int count, double bytes) {
  Cluster cluster;
  cluster.stripe_count = count;
  cluster.stripe_bytes = bytes;
  return cluster;
}

TEST(CampaignPlace, IsAnywhereWithoutAScratch) { EXPECT_EQ(place_warning("/home/me/c", Cluster()), ""); }

TEST(CampaignPlace, IsInTheScratchAlsoThroughALink) {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder / "scratch/me");
  std::filesystem::create_directory_symlink(folder / "scratch/me", folder / "link");
  const Cluster cluster = with_scratch(folder / "scratch");
  EXPECT_EQ(place_warning(folder / "scratch/me/campaigns/not-there-yet", cluster), "");
  EXPECT_EQ(place_warning(folder / "link/campaigns/c", cluster), "");
  EXPECT_EQ(place_warning(folder / "scratch", with_scratch(folder / "scratch/")), "");
}

TEST(CampaignPlace, OutsideOfTheScratchIsWarnedOf) {
  EXPECT_EQ(
      place_warning("/scratch-of-others/c", with_scratch("/scratch")),
      "'/scratch-of-others/c' does not lie in '/scratch', the scratch of cluster 'ours': its compute nodes may not "
      "see it. Choose a folder there with --into /scratch/...");
}

TEST(CampaignPlace, IsRefusedWhereNodesSeeNothingElse) {
  Cluster cluster = with_scratch("/scratch");
  cluster.only_scratch = true;
  EXPECT_EQ(
      testing::message_of<Error>([&] { place_warning("/home/me/c", cluster); }),
      "'/home/me/c' does not lie in '/scratch', and compute nodes of cluster 'ours' see nothing else. Choose a folder "
      "there with --into /scratch/...");
  EXPECT_EQ(place_warning("/scratch/me/c", cluster), "");
}

TEST(CampaignPlace, ANewCampaignsLargeFilesAreStriped) {
  const ScratchFolder campaign;
  SpokenCommands commands;
  EXPECT_EQ(stripe_new_campaign(campaign.path(), with_stripes(8, 4194304), commands, posix_files()), "");
  ASSERT_EQ(commands.spoken.size(), 1U);
  EXPECT_THAT(commands.spoken[0], ElementsAre("lfs", "setstripe", "-c", "8", "-S", "4194304", campaign / "aside"));
  EXPECT_TRUE(posix_files().exists(campaign / "aside"));
}

TEST(CampaignPlace, StripesWithoutASizeLeaveItAlone) {
  const ScratchFolder campaign;
  SpokenCommands commands;
  EXPECT_EQ(stripe_new_campaign(campaign.path(), with_stripes(4, 0), commands, posix_files()), "");
  EXPECT_THAT(commands.spoken, ElementsAre(ElementsAre("lfs", "setstripe", "-c", "4", campaign / "aside")));
}

TEST(CampaignPlace, ACampaignThatHasBegunKeepsItsStripes) {
  const ScratchFolder campaign;
  posix_files().make_directories(campaign / "aside");
  SpokenCommands commands;
  EXPECT_EQ(stripe_new_campaign(campaign.path(), with_stripes(8, 0), commands, posix_files()), "");
  EXPECT_THAT(commands.spoken, IsEmpty());
}

TEST(CampaignPlace, WithoutStripesNothingIsAsked) {
  const ScratchFolder campaign;
  SpokenCommands commands;
  EXPECT_EQ(stripe_new_campaign(campaign.path(), Cluster(), commands, posix_files()), "");
  EXPECT_THAT(commands.spoken, IsEmpty());
  EXPECT_FALSE(posix_files().exists(campaign / "aside"));
}

TEST(CampaignPlace, WhatLfsSaysIsTold) {
  const ScratchFolder one, other;
  SpokenCommands commands;
  commands.answers = {{25, "lfs setstripe: not a Lustre file system\n"}, {124, "", true}};
  EXPECT_EQ(stripe_new_campaign(one.path(), with_stripes(8, 0), commands, posix_files()),
            "lfs ended with 25: lfs setstripe: not a Lustre file system");
  EXPECT_EQ(stripe_new_campaign(other.path(), with_stripes(8, 0), commands, posix_files()),
            "lfs did not answer within 30 s");
}

TEST(CampaignPlace, AMachineWithoutLfsIsNoProblem) {
  const ScratchFolder campaign;
  NoSuchProgram commands;
  EXPECT_EQ(stripe_new_campaign(campaign.path(), with_stripes(8, 0), commands, posix_files()), "");
}

}  // namespace
}  // namespace vitriflow
