#include "runner/explain/explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/campaign.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/explain/plans.hpp"

namespace vitriflow {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kJobs = "Nothing runs it now: job 3 PENDING (Resources).";
constexpr const char* kStages =
    "  first: {kind: test.number, value: 1}\n"
    "  second: {kind: test.number, value: 2, after: first}\n";

// A campaign of two tasks, one after the other.
class ExplanationTest : public ::testing::Test {
 protected:
  ExplanationTest() {
    Campaign::create_or_continue("study", testing::workflow_of(kStages), files_);
    view_.folder = "study";
    view_.plan = testing::plan_of(kStages);
    view_.states = {TaskState::ready, TaskState::waiting};
  }
  std::string campaign(const std::string& jobs) {
    PlanHistory history("study", std::nullopt, "", files_);
    return explain_campaign(view_, history, jobs);
  }
  std::string task(const std::string& name, const std::string& jobs) {
    PlanHistory history("study", std::nullopt, "", files_);
    return explain_task(view_, name, history, {}, jobs);
  }

  testing::MemoryFiles files_;
  CampaignView view_;
};

TEST_F(ExplanationTest, TasksThatWaitSayWhereTheJobsStand) {
  EXPECT_THAT(task("first", kJobs),
              HasSubstr("why       Everything it takes is there; it waits for free ranks. " + std::string(kJobs)));
  EXPECT_THAT(task("second", kJobs), HasSubstr("why       It waits for first (ready). " + std::string(kJobs)));
  EXPECT_THAT(task("first", ""), HasSubstr("Nobody is running the campaign: vitriflow run study\n"));
}

TEST_F(ExplanationTest, ACampaignSaysWhereItsJobsStandAsLongAsSomethingIsLeft) {
  EXPECT_THAT(campaign(kJobs), EndsWith("jobs      " + std::string(kJobs) + "\n"));
  EXPECT_THAT(campaign(kJobs), HasSubstr("ready     1  could run, but no job runs the campaign\n"));
  EXPECT_THAT(campaign(""), EndsWith("continue  vitriflow run study\n"));
  view_.states = {TaskState::done, TaskState::done};
  EXPECT_THAT(campaign(kJobs), Not(HasSubstr("jobs")));
}

}  // namespace
}  // namespace vitriflow
