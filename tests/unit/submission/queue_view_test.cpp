#include "runner/submission/queue_view.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/memory_files.hpp"
#include "tests/unit/submission/spoken_commands.hpp"

namespace vitriflow {
namespace {

using testing::MemoryFiles;
using testing::SpokenCommands;

QueueView look(const CommandOutput& answer) {
  MemoryFiles files;
  Submission submission;
  submission.id = "20261121-210501-7f3a";
  submission.cluster = "fake";
  submission.allocations = 4;
  write_submission("c", submission, "", files);
  SpokenCommands commands;
  commands.answers = {answer};
  Slurm slurm(commands);
  return look_at_queue("c", files, slurm);
}

TEST(QueueView, JobsThatWaitOrRunAreSummedUpInOneLine) {
  const QueueView view = look({0,
                               "JobId=7 JobState=COMPLETED Comment=vitriflow 20261121-210501-7f3a\n"
                               "JobId=8 JobState=RUNNING NodeList=n[1-2] Comment=vitriflow 20261121-210501-7f3a\n"
                               "JobId=9 JobState=PENDING Reason=Dependency Comment=vitriflow 20261121-210501-7f3a\n"});
  EXPECT_EQ(queue_summary(view), "job 8 RUNNING on n[1-2], job 9 PENDING (Dependency)");
  EXPECT_TRUE(may_go_on(view));
}

TEST(QueueView, ACampaignWithoutJobsGoesOnNoMore) {
  const QueueView ended = look({0, "JobId=7 JobState=COMPLETED Comment=vitriflow 20261121-210501-7f3a\n"});
  EXPECT_EQ(queue_summary(ended), "");
  EXPECT_FALSE(may_go_on(ended));
  EXPECT_FALSE(may_go_on(QueueView{}));
}

TEST(QueueView, ASilentBatchSystemIsNoEnd) {
  const QueueView view = look({1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"});
  EXPECT_TRUE(may_go_on(view));
  EXPECT_EQ(queue_summary(view).substr(0, 45), "the queue is not known: SLURM does not answer");
}

constexpr const char* kComment = " Comment=vitriflow 20261121-210501-7f3a\n";

std::string sentence(const std::string& records, bool held = false) {
  return jobs_sentence(look({0, records}), held, 1000);
}

TEST(QueueView, ASentenceSaysWhichJobsRunAndWait) {
  const std::string running = std::string("JobId=8 JobState=RUNNING NodeList=n[1-2] EndTime=3400") + kComment;
  const std::string waiting = std::string("JobId=9 JobState=PENDING Reason=Dependency") + kComment;
  for (const bool held : {true, false}) {
    EXPECT_EQ(sentence(running + waiting, held),
              "Its jobs: job 8 RUNNING on n[1-2], 40 min 00 s left; job 9 PENDING (Dependency).");
  }
}

TEST(QueueView, ASentenceSaysWhatIsWaitedFor) {
  EXPECT_EQ(sentence(std::string("JobId=9 JobState=PENDING Reason=Resources StartTime=8200") + kComment),
            "Nothing runs it now: job 9 PENDING (Resources), expected to begin in 2 h 00 min.");
}

TEST(QueueView, WithoutJobsASentenceSaysHowToGoOn) {
  const std::string over = std::string("JobId=7 JobState=COMPLETED") + kComment;
  EXPECT_EQ(sentence(over),
            "Nobody runs it, and none of its jobs waits or runs; to go on: vitriflow submit c --cluster fake");
  EXPECT_EQ(sentence(over, true), "") << "somebody runs it without a job";
  EXPECT_EQ(jobs_sentence(QueueView{}, false, 1000), "");
}

TEST(QueueView, ASentenceAboutASilentBatchSystemSaysThatNothingIsKnown) {
  const QueueView view = look({1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"});
  EXPECT_EQ(jobs_sentence(view, false, 1000).substr(0, 60),
            "Where its jobs stand is not known: SLURM does not answer: 'e");
}

TEST(QueueView, ACancelledSubmissionSaysSoAndHowToGoOn) {
  QueueView view = look({0, std::string("JobId=7 JobState=RUNNING NodeList=n1 EndTime=1060") + kComment});
  view.submission->created_s = 900;
  view.submission->walltime_s = 600;
  view.cancelled_s = 990;
  const std::string submitted = "submitted 1 min 40 s ago to fake, partition : at most 4 allocations of 10 min 00 s\n";
  EXPECT_EQ(queue_text(view, 1000), submitted +
                                        "job 7     RUNNING on n1, 1 min 00 s left\n"
                                        "queue     cancelled 10.0 s ago; what runs ends at its next leg, and its state "
                                        "is kept\n");
  view.jobs->clear();
  EXPECT_EQ(queue_text(view, 1000),
            submitted + "queue     cancelled 10.0 s ago; to go on: vitriflow submit c --cluster fake\n");
  EXPECT_EQ(jobs_sentence(view, false, 1000),
            "Its submission was cancelled 10.0 s ago; to go on: vitriflow submit c --cluster fake");
  EXPECT_EQ(queue_json(view)["cancelled"], 990);
}

}  // namespace
}  // namespace vitriflow
