#include "runner/campaign.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  EXPECT_EQ(files_.read(folder_ + "/workflow.yaml"),
            "# vitriflow generation 0, read from /nowhere/study.yaml\n" + kText);
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
  EXPECT_EQ(files_.read(folder_ + "/workflow.1.yaml"),
            "# vitriflow generation 1, read from /nowhere/study.yaml\n" + kSwept);
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
