#include "runner/campaign.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/digest.hpp"
#include "hpc/base/error.hpp"
#include "tests/unit/language/toy_kinds.hpp"

namespace vitriflow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kText = "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: zif-4}\n";
const std::string kSwept =
    "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', for_each: {s: [zif-4, zif-8]}}\n"
    "  other: {kind: toy.build, structure: zif-zni}\n";

std::string kept(int number, const std::string& text) {
  const std::string path = "/nowhere/study.yaml";
  return fmt::format("# vitriflow generation {}, crc32c {:08x}, read from {}\n{}", number, crc32c(path + "\n" + text),
                     path, text);
}

class CampaignFolder : public testing::Test {
 protected:
  CampaignFolder() { files_.remove_all(folder_); }
  ~CampaignFolder() override { files_.remove_all(folder_); }
  Campaign made(const std::string& text) { return Campaign::create_or_continue(folder_, load_text(text), files_); }
  std::string message_of_open() {
    try {
      Campaign::open(folder_, files_);
    } catch (const Error& error) {
      EXPECT_EQ(error.failure(), Failure::invalid_input);
      return error.what();
    }
    return "no error";
  }

  FileSystem& files_ = posix_files();
  std::string folder_ = testing::TempDir() + "vitriflow-campaign";
};

TEST_F(CampaignFolder, KeepsTheWorkflowUnderALineThatSaysWhereItIsFrom) {
  made(kText);
  EXPECT_EQ(files_.read(folder_ + "/workflow.yaml"), kept(0, kText));
}

TEST_F(CampaignFolder, AByteChangedByAccidentIsNotTakenForTheUsersWish) {
  made(kText);
  const std::string path = folder_ + "/workflow.yaml", whole = files_.read(path);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x01);
    write_atomically(files_, path, changed);
    EXPECT_NE(message_of_open(), "no error") << at;
    if (at % 10 != 0) continue;
    write_atomically(files_, path, whole.substr(0, at));
    EXPECT_NE(message_of_open(), "no error") << at;
  }
  write_atomically(files_, path, whole + "# more\n");
  EXPECT_THAT(message_of_open(), ::testing::HasSubstr("was changed after it was written: it does not fit its check."));
}

TEST_F(CampaignFolder, TextWithoutACheckIsTakenAsItIs) {
  files_.make_directories(folder_);
  write_atomically(files_, folder_ + "/workflow.yaml", "# vitriflow generation 0, read from /a.yaml\n" + kText);
  EXPECT_EQ(Campaign::open(folder_, files_).newest().text, kText);
  EXPECT_EQ(Campaign::open(folder_, files_).newest().original_path, "/a.yaml");
}

TEST_F(CampaignFolder, TheSameWorkflowAddsNoGeneration) {
  made(kText);
  EXPECT_EQ(made(kText).generations().size(), 1U);
}

TEST_F(CampaignFolder, AChangedWorkflowIsTheNextGeneration) {
  made(kText);
  const Campaign changed = made(kSwept);
  EXPECT_EQ(changed.newest().number, 1);
  EXPECT_EQ(changed.newest().text, kSwept);
  EXPECT_EQ(files_.read(folder_ + "/workflow.1.yaml"), kept(1, kSwept));
}

TEST_F(CampaignFolder, IsReadAsItWasWritten) {
  made(kText);
  made(kSwept);
  const Campaign opened = Campaign::open(folder_, files_);
  ASSERT_EQ(opened.generations().size(), 2U);
  EXPECT_EQ(opened.generations()[0].text, kText);
  EXPECT_EQ(opened.newest().original_path, "/nowhere/study.yaml");
  EXPECT_EQ(opened.workflow(kToyInputs).graph.size(), 3);
}

TEST_F(CampaignFolder, WithoutAWorkflowIsNoCampaign) {
  EXPECT_EQ(message_of_open(), "'" + folder_ +
                                   "' is not a campaign: it has no workflow.yaml. Give the folder that "
                                   "'vitriflow run' made, such as campaigns/zif4-quickstart.");
}

TEST_F(CampaignFolder, WithoutTheFirstLineIsRefused) {
  files_.make_directories(folder_);
  write_atomically(files_, folder_ + "/workflow.yaml", kText);
  EXPECT_EQ(message_of_open(), "'" + folder_ +
                                   "/workflow.yaml' does not begin with '# vitriflow generation 0, read from "
                                   "PATH' as this program writes it. Put that line back, or start the campaign over in "
                                   "another folder with --into.");
}

TEST_F(CampaignFolder, ThatHoldsSomethingElseIsLeftAlone) {
  files_.make_directories(folder_);
  write_atomically(files_, folder_ + "/thesis.tex", "years");
  try {
    made(kText);
    FAIL() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "folder '" + folder_ +
                                "' holds 'thesis.tex' but no campaign. Choose an empty or new folder "
                                "with --into.");
  }
  EXPECT_THAT(files_.list(folder_), ElementsAre("thesis.tex"));
}

TEST_F(CampaignFolder, WithOnlyALeaseIsBegun) {
  files_.make_directories(folder_ + "/journal");
  write_atomically(files_, folder_ + "/lease", "somebody");
  EXPECT_EQ(made(kText).generations().size(), 1U);
}

TEST(WorkflowChange, NamesWhatWasAddedRemovedAndChanged) {
  const Workflow before = load_text(kSwept);
  const Workflow after = load_text(
      "campaign: study\nstages:\n  crystal: {kind: toy.build, structure: '${s}', for_each: {s: [zif-8, zif-4]}}\n"
      "  other: {kind: toy.build, structure: zif-zni, supercell: [2, 2, 2]}\n"
      "  third: {kind: toy.build, structure: zif-8, supercell: [3, 3, 3]}\n");
  const WorkflowChange change = compare_tasks(before.graph, after.graph);
  EXPECT_THAT(change.added, ElementsAre("third"));
  EXPECT_THAT(change.removed, IsEmpty());
  EXPECT_THAT(change.changed, ElementsAre("other"));
  EXPECT_THAT(compare_tasks(after.graph, before.graph).removed, ElementsAre("third"));
  EXPECT_TRUE(compare_tasks(before.graph, before.graph).empty());
}

}  // namespace
}  // namespace vitriflow
