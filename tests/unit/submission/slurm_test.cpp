#include "hpc/slurm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "tests/unit/base/message_of.hpp"
#include "tests/unit/submission/spoken_commands.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using ::testing::SizeIs;
using testing::SpokenCommands;

// As a slurmctld 22.05 prints it, shortened; the times with SLURM_TIME_FORMAT=%s.
constexpr const char* kTwoJobs =
    "JobId=7 JobName=vitriflow-zif4 UserId=root(0) GroupId=root(0) JobState=RUNNING Reason=None "
    "Dependency=(null) Requeue=1 Restarts=2 ExitCode=0:0 RunTime=00:00:07 TimeLimit=00:10:00 "
    "SubmitTime=1795252000 StartTime=1795252003 EndTime=1795252603 Partition=ci NodeList=n[1-2] "
    "Command=/tmp/a folder/job.sh Comment=vitriflow 20261121-210501-7f3a \n"
    "JobId=8 JobName=vitriflow-zif4 JobState=PENDING Reason=Dependency Dependency=afterany:7(unfulfilled) "
    "Restarts=0 SubmitTime=1795252001 StartTime=Unknown EndTime=Unknown Partition=ci NodeList=(null) "
    "Comment=vitriflow 20261121-210501-7f3a\n";

TEST(SlurmJobs, AreReadFromWhatScontrolShows) {
  const auto jobs = parse_jobs(kTwoJobs);
  ASSERT_THAT(jobs, SizeIs(2));
  EXPECT_EQ(jobs[0].id, "7");
  EXPECT_EQ(jobs[0].name, "vitriflow-zif4");
  EXPECT_EQ(jobs[0].comment, "vitriflow 20261121-210501-7f3a");
  EXPECT_EQ(jobs[0].state, "RUNNING");
  EXPECT_EQ(jobs[0].reason, "");
  EXPECT_EQ(jobs[0].nodes, "n[1-2]");
  EXPECT_EQ(jobs[0].restarts, 2);
  EXPECT_EQ(jobs[0].submit_s, 1795252000);
  EXPECT_EQ(jobs[0].end_s, 1795252603);
  EXPECT_TRUE(jobs[0].runs());
  EXPECT_FALSE(jobs[0].waits());
  EXPECT_EQ(jobs[1].reason, "Dependency");
  EXPECT_EQ(jobs[1].nodes, "");
  EXPECT_EQ(jobs[1].end_s, 0.0);
  EXPECT_TRUE(jobs[1].waits());
  EXPECT_FALSE(jobs[1].runs());
}

TEST(SlurmJobs, DatesAreOfThisMachinesZone) {
  const auto jobs =
      parse_jobs("JobId=7 JobState=RUNNING StartTime=2026-11-21T21:05:01 EndTime=2026-11-21T21:06:01 A=1\n");
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].end_s - jobs[0].start_s, 60.0);
}

TEST(SlurmJobs, OtherOutputIsNoJob) {
  EXPECT_THAT(parse_jobs("No jobs in the system\n"), IsEmpty());
  EXPECT_THAT(parse_jobs(""), IsEmpty());
  EXPECT_THAT(parse_jobs("slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"), IsEmpty());
}

// As printed while the processes of a job still end, shortened.
TEST(SlurmJobs, CancelledOnesAreToldFromThoseThatSlurmTookAway) {
  const std::string ending = "JobId=7 JobState=COMPLETING ";
  const auto cancelled = [](const std::string& line, int before) { return parse_jobs(line)[0].was_cancelled(before); };
  EXPECT_TRUE(cancelled(ending + "Reason=None Restarts=0 PreemptTime=None\n", 0));
  EXPECT_TRUE(cancelled(ending + "Reason=None Restarts=2 PreemptTime=None\n", 2));
  EXPECT_TRUE(cancelled("JobId=7 JobState=CANCELLED Reason=None Restarts=0\n", 0));
  EXPECT_FALSE(cancelled(ending + "Reason=NodeDown Restarts=0 PreemptTime=None\n", 0));
  EXPECT_FALSE(cancelled(ending + "Reason=TimeLimit Restarts=0 PreemptTime=None\n", 0));
  EXPECT_FALSE(cancelled(ending + "Reason=None Restarts=0 PreemptTime=2026-11-21T21:43:30\n", 0));
  EXPECT_FALSE(cancelled(ending + "Reason=None Restarts=1 PreemptTime=None\n", 0));  // requeued
  EXPECT_FALSE(cancelled("JobId=7 JobState=RUNNING Reason=None Restarts=0 PreemptTime=None\n", 0));
}

TEST(Slurm, AJobThatIsNotKnownIsGoneAndASilentControllerSaysNothing) {
  SpokenCommands commands;
  Slurm slurm(commands);
  commands.answers = {{1, "slurm_load_jobs error: Invalid job id specified\n"}};
  EXPECT_FALSE(slurm.job("12").has_value());
  commands.answers = {{1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"}};
  EXPECT_THROW(slurm.job("12"), SlurmAway);
  commands.answers = {{124, "", true}};
  EXPECT_EQ(message_of<SlurmAway>([&] { slurm.job("12"); }),
            "SLURM does not answer: 'env SLURM_TIME_FORMAT=%s scontrol --oneliner show job 12': nothing was said. What "
            "becomes of its jobs is not known until it does.");
}

TEST(Slurm, JobsOfASubmissionAreKnownByTheirComment) {
  SpokenCommands commands;
  Slurm slurm(commands);
  commands.answers = {{0, std::string(kTwoJobs) + "JobId=9 JobState=RUNNING Comment=something else\n"}};
  const auto jobs = slurm.jobs_of("vitriflow 20261121-210501-7f3a");
  ASSERT_THAT(jobs, SizeIs(2));
  EXPECT_EQ(jobs[1].id, "8");
  commands.answers = {{1, "No jobs in the system\n"}};
  EXPECT_THAT(slurm.jobs_of("vitriflow x"), IsEmpty());
}

TEST(Slurm, SubmittedJobHasAnIdOrThereIsAReason) {
  SpokenCommands commands;
  Slurm slurm(commands);
  commands.answers = {{0, "sbatch: warning: something\n12;cluster\n"}};
  EXPECT_EQ(slurm.submit("job.sh", {"--dependency=afterany:11"}), "12");
  EXPECT_THAT(commands.spoken.back(), ElementsAre("sbatch", "--parsable", "--dependency=afterany:11", "job.sh"));
  commands.answers = {{1, "sbatch: error: Batch job submission failed: Invalid account or account/partition\n"}};
  EXPECT_EQ(message_of<Error>([&] { slurm.submit("job.sh", {}); }),
            "sbatch did not take 'job.sh': sbatch: error: Batch job submission failed: Invalid account or "
            "account/partition");
  commands.answers = {{0, "\n"}};
  EXPECT_THROW(slurm.submit("job.sh", {}), SlurmAway);
}

}  // namespace
}  // namespace vitriflow
