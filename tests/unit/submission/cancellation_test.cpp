#include "runner/submission/cancellation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/store/allocation_record.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"
#include "tests/unit/submission/spoken_commands.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::FakeClock;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using testing::message_of;
using testing::SpokenCommands;

constexpr const char* kGoOn = "go on      vitriflow submit c --cluster fake";
const CommandOutput kSilence{1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"};

CommandOutput jobs(const std::vector<std::pair<std::string, std::string>>& states) {
  std::string text;
  for (const auto& [id, state] : states)
    text += fmt::format("JobId={} JobState={} NodeList=n[1-2] Comment=vitriflow s\n", id, state);
  return {0, text};
}

class CancellationTest : public ::testing::Test {
 protected:
  void submit() {
    Submission submission;
    submission.id = "s";
    submission.cluster = "fake";
    write_submission("c", submission, "", files);
  }
  void carry_out(double wait_s = 60) {
    Cancellation({"c", wait_s, &slurm, &files, &clock, [this](const std::string& line) { said.push_back(line); }})
        .carry_out();
  }
  void end_record(const std::string& job) {
    AllocationRecord record;
    record.name = record.job = job;
    record.submission = "s";
    record.outcome = "cancelled";
    write_allocation("c", record, files);
  }
  bool is_cancelled() { return cancelled_at("c", "s", files).has_value(); }

  MemoryFiles files;
  FakeClock clock;
  SpokenCommands commands;
  Slurm slurm{commands};
  std::vector<std::string> said;
};

TEST_F(CancellationTest, WhatWaitsLeavesTheQueueBeforeWhatRunsEnds) {
  submit();
  end_record("7");
  const CommandOutput nothing_said;
  commands.answers = {jobs({{"7", "RUNNING"}, {"8", "PENDING"}}), nothing_said, jobs({{"7", "COMPLETING"}}),
                      jobs({{"7", "FAILED"}, {"8", "CANCELLED"}})};
  carry_out();
  EXPECT_THAT(said, ElementsAre("cancelled  job 8, which waited",
                                "ending     job 7 on n[1-2]: what runs ends at its next leg, and its state is kept",
                                "ended      job 7: cancelled", kGoOn));
  EXPECT_THAT(commands.spoken[1], ElementsAre("scancel", "--state=PENDING", "8"));
  EXPECT_TRUE(is_cancelled());
}

TEST_F(CancellationTest, AJobThatBeginsMeanwhileIsWaitedFor) {
  submit();
  commands.answers = {jobs({{"8", "PENDING"}}), {}, jobs({{"8", "RUNNING"}}), jobs({{"8", "COMPLETED"}})};
  carry_out();
  EXPECT_THAT(said, ElementsAre("cancelled  job 8, which waited",
                                "ending     job 8 on n[1-2]: what runs ends at its next leg, and its state is kept",
                                "ended      job 8: without a word", kGoOn));
}

TEST_F(CancellationTest, WithoutWaitingItSaysWhereToLook) {
  submit();
  commands.answers = {jobs({{"7", "RUNNING"}})};
  carry_out(0);
  EXPECT_THAT(said, ElementsAre("ending     job 7 on n[1-2]: what runs ends at its next leg, and its state is kept",
                                "status     vitriflow status c", kGoOn));
  EXPECT_EQ(clock.sleeps(), 0);
}

TEST_F(CancellationTest, AJobThatTakesLongerIsAnError) {
  submit();
  for (int look = 0; look < 4; ++look) commands.answers.push_back(jobs({{"7", "RUNNING"}}));
  EXPECT_EQ(message_of<Error>([this] { carry_out(3); }),
            "job 7 has not ended within 3.0 s; it does at the end of its leg: 'vitriflow status c'. To end it at once "
            "and go on later from the state that was kept last: scancel 7");
}

TEST_F(CancellationTest, WithoutJobsNothingIsMarked) {
  submit();
  commands.answers = {jobs({{"7", "COMPLETED"}})};
  carry_out();
  EXPECT_THAT(said, ElementsAre("nothing    no job of submission s waits or runs"));
  EXPECT_FALSE(is_cancelled());
}

TEST_F(CancellationTest, ACampaignThatWasNeverSubmittedSaysTheWayOut) {
  EXPECT_EQ(message_of<Error>([this] { carry_out(); }),
            "campaign 'c' was never submitted, so it has no jobs. A run of it outside of jobs ends with Ctrl-C; single "
            "tasks end with 'vitriflow cancel c TASK'.");
}

TEST_F(CancellationTest, ASilentBatchSystemIsNoEnd) {
  submit();
  commands.answers = {kSilence};
  EXPECT_THROW(carry_out(), SlurmAway);
  EXPECT_FALSE(is_cancelled());
  EXPECT_THAT(said, IsEmpty());
  commands.answers = {jobs({{"7", "RUNNING"}}), kSilence};
  EXPECT_THAT(message_of<SlurmAway>([this] { carry_out(); }),
              EndsWith("The submission is marked as cancelled: what runs ends at its next leg, and a job that begins "
                       "does nothing. To take those that wait out of the queue, repeat this."));
  EXPECT_TRUE(is_cancelled());
}

TEST_F(CancellationTest, SomebodyElsesJobIsSaidAndNotWaitedFor) {
  submit();
  commands.answers = {jobs({{"8", "PENDING"}}),
                      {1, "scancel: error: Kill job error on job id 8: Access/permission denied\n"}};
  EXPECT_EQ(message_of<Error>([this] { carry_out(); }),
            "job 8 was not cancelled: scancel: error: Kill job error on job id 8: Access/permission denied. When it "
            "begins, it ends at once.");
  EXPECT_EQ(clock.sleeps(), 0);
}

}  // namespace
}  // namespace vitriflow
