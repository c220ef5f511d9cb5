#include "runner/cache/cache_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::message_of;
using testing::ScratchFolder;

class CacheChoiceTest : public ::testing::Test {
 protected:
  CacheChoiceTest() { ::unsetenv("VITRIFLOW_CACHE"); }
  ~CacheChoiceTest() override { ::unsetenv("VITRIFLOW_CACHE"); }
  std::string campaign(const std::string& name) const {
    const std::string folder = scratch / name;
    std::filesystem::create_directories(folder + "/journal");
    posix_files().create(folder + "/workflow.yaml")->write("campaign: x\n");
    return std::filesystem::canonical(folder).string();
  }

  ScratchFolder scratch;
};

TEST_F(CacheChoiceTest, CampaignsBesideItAreOfTheSameCache) {
  const std::string mine = campaign("here/mine"), b = campaign("here/b"), a = campaign("here/a");
  campaign("elsewhere/c");
  std::filesystem::create_directories(scratch / "here/no campaign");
  EXPECT_THAT(campaigns_of(choose_cache(false, {}), mine), ElementsAre(a, b));
  EXPECT_THAT(campaigns_of(choose_cache(false, {}), scratch / "here/not yet there"), ElementsAre(a, b, mine));
  EXPECT_THAT(campaigns_of(choose_cache(true, {}), mine), IsEmpty());
}

TEST_F(CacheChoiceTest, FoldersAreAddedEachCampaignOnce) {
  const std::string mine = campaign("here/mine"), a = campaign("here/a"), c = campaign("elsewhere/c");
  EXPECT_THAT(campaigns_of(choose_cache(false, {scratch / "elsewhere", c, scratch / "here"}), mine), ElementsAre(a, c));
}

TEST_F(CacheChoiceTest, VariableCountsWhereNothingIsSaid) {
  const std::string mine = campaign("here/mine"), a = campaign("here/a"), c = campaign("elsewhere/c");
  ::setenv("VITRIFLOW_CACHE", (":" + (scratch / "elsewhere")).c_str(), 1);
  EXPECT_THAT(campaigns_of(choose_cache(false, {}), mine), ElementsAre(a, c));
  EXPECT_THAT(campaigns_of(choose_cache(true, {}), mine), IsEmpty());
  ::setenv("VITRIFLOW_CACHE", "off", 1);
  EXPECT_THAT(campaigns_of(choose_cache(false, {}), mine), IsEmpty());
  EXPECT_THAT(campaigns_of(choose_cache(false, {c}), mine), ElementsAre(a, c));
}

TEST_F(CacheChoiceTest, FolderThatIsNoneIsNamed) {
  EXPECT_EQ(message_of([] { choose_cache(false, {"/no/such folder"}); }),
            "--cache names '/no/such folder', which is no folder. Name one that holds campaigns.");
  ::setenv("VITRIFLOW_CACHE", "/no/such folder", 1);
  EXPECT_EQ(message_of([] { choose_cache(false, {}); }),
            "VITRIFLOW_CACHE names '/no/such folder', which is no folder. Name one that holds campaigns.");
}

}  // namespace
}  // namespace vitriflow
