#include "runner/submission/allocation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>

#include "hpc/store/journal.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using testing::FakeClock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using ::testing::Optional;

constexpr const char* kComment = "vitriflow s";
constexpr int kStopped = static_cast<int>(Failure::stopped);

// A SLURM in a table: jobs by id, with what scontrol prints of each.
class FakeSlurm final : public CommandRunner {
 public:
  CommandOutput run(const std::vector<std::string>& arguments, double) override {
    if (away) return {1, "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n"};
    if (arguments.front() == "sbatch") {
      options = arguments;
      const std::string id = std::to_string(++last_id);
      jobs[id] = job("PENDING", "Reason=Dependency");
      return {0, id + "\n"};
    }
    if (arguments.front() == "scancel") {
      jobs[arguments[1]] = job("CANCELLED");
      return {};
    }
    if (arguments[1] == "requeue") {
      requeued.push_back(arguments[2]);
      return {};
    }
    return shown(arguments.back());
  }
  static std::string job(const std::string& state, const std::string& more = "Reason=None") {
    return fmt::format("JobState={} {} EndTime=1795251600 Comment={}", state, more, kComment);
  }
  std::string state(const std::string& id) const { return jobs.at(id).substr(9, jobs.at(id).find(' ') - 9); }

  std::map<std::string, std::string> jobs;
  int last_id = 7;
  bool away = false;
  std::vector<std::string> options, requeued;

 private:
  CommandOutput shown(const std::string& id) const {
    if (id != "job" && jobs.count(id) == 0) return {1, "slurm_load_jobs error: Invalid job id specified\n"};
    std::string text;
    for (const auto& [name, line] : jobs) {
      if (id == "job" || id == name) text += fmt::format("JobId={} {}\n", name, line);
    }
    return {0, text};
  }
};

class AllocationTest : public ::testing::Test {
 protected:
  AllocationTest() {
    submission.id = "s";
    submission.cluster = "fake";
    submission.nodes = 2;
    submission.ranks = 4;
    submission.walltime_s = 600;
    submission.warning_s = 20;
    submission.allocations = 4;
    disk.make_directories("c/submissions");
    commands.jobs["7"] = FakeSlurm::job("RUNNING");
  }
  Allocation allocation(const std::string& job = "7", int restarts = 0) {
    JobFacts facts{job, "n[1-2]", 4, 2, 4, restarts};
    return Allocation({"c", submission, facts, &slurm, &disk, &clock,
                       [this](const std::string& line) { said.push_back(line); }, [this] { ++stops; }});
  }
  // What the job's exit code is and what was said at the end.
  int ended(Allocation& allocation, WorkEnd how, int code, int signal = 0) {
    said.clear();
    allocation.worked(how);
    return allocation.end(code, signal);
  }
  std::string outcome(const std::string& name = "7") { return read_allocation("c", name, disk)->outcome; }
  // An allocation before this one, as it left its record.
  void before(const std::string& job, double ended_s = 1.0) {
    AllocationRecord record;
    record.name = record.job = job;
    record.submission = "s";
    record.began_s = clock.wall_s();
    record.ended_s = ended_s;
    write_allocation("c", record, disk);
    clock.advance(60);
  }

  MemoryFiles disk;
  FakeClock clock;
  FakeSlurm commands;
  Slurm slurm{commands};
  Submission submission;
  std::vector<std::string> said;
  int stops = 0;  // how often the allocation asked for the end of its work
};

TEST_F(AllocationTest, SuccessorWaitsFromTheBegin) {
  Allocation first = allocation();
  EXPECT_FALSE(first.begin().has_value());
  EXPECT_THAT(commands.options, ElementsAre("sbatch", "--parsable", "--dependency=afterany:7", "c/submissions/s.sh"));
  EXPECT_THAT(said, ElementsAre("next      job 8 waits for this one to end"));
  EXPECT_EQ(first.record().end_s, 1795251600);
  EXPECT_EQ(first.record().until_s, 1795251597);
}

TEST_F(AllocationTest, DoneCampaignCancelsItsSuccessor) {
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(ended(first, WorkEnd::done, 0), 0);
  EXPECT_EQ(commands.state("8"), "CANCELLED");
  EXPECT_THAT(said, ElementsAre("next      job 8 was cancelled: the campaign is done"));
  EXPECT_EQ(outcome(), "finished");
}

TEST_F(AllocationTest, WhatCannotGoOnCancelsItsSuccessorAndKeepsItsCode) {
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(ended(first, WorkEnd::cannot_go_on, 1), 1);
  EXPECT_THAT(said, ElementsAre("next      job 8 was cancelled: nothing can proceed"));
  EXPECT_EQ(outcome(), "nothing can proceed");
}

TEST_F(AllocationTest, EndOfTimeLeavesTheRestToTheSuccessor) {
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(ended(first, WorkEnd::time, kStopped), 0);
  EXPECT_THAT(said, ElementsAre("next      job 8 waits for this one to end"));
  EXPECT_EQ(commands.state("8"), "PENDING");
  EXPECT_EQ(outcome(), "time");
}

TEST_F(AllocationTest, WarningIsNoRequestToEnd) {
  for (const int signal : {SIGUSR1, 0}) {
    Allocation first = allocation();
    first.begin();
    EXPECT_EQ(ended(first, WorkEnd::stopped, kStopped, signal), 0);
    EXPECT_EQ(outcome(), "time");
  }
}

TEST_F(AllocationTest, TermIsARequestOnlyWhereTheJobWasCancelled) {
  Allocation first = allocation();
  first.begin();
  commands.jobs["7"] = FakeSlurm::job("COMPLETING", "Reason=NodeDown Restarts=0");
  EXPECT_EQ(ended(first, WorkEnd::stopped, kStopped, SIGTERM), 0);
  EXPECT_EQ(outcome(), "time");
  commands.jobs["7"] = FakeSlurm::job("COMPLETING", "Reason=None Restarts=0");
  EXPECT_EQ(ended(first, WorkEnd::stopped, kStopped, SIGTERM), kStopped);
  EXPECT_EQ(outcome(), "cancelled");
  EXPECT_EQ(commands.state("8"), "CANCELLED");
}

TEST_F(AllocationTest, SuccessorThatSomebodyCancelledIsNotSubmittedAgain) {
  Allocation first = allocation();
  first.begin();
  commands.jobs["8"] = FakeSlurm::job("CANCELLED");
  EXPECT_EQ(ended(first, WorkEnd::time, kStopped), kStopped);
  EXPECT_THAT(said, ElementsAre("next      none: job 8, which was to follow, was cancelled. To go on: vitriflow submit "
                                "c --cluster fake"));
  EXPECT_EQ(commands.last_id, 8);
}

TEST_F(AllocationTest, SuccessorIsSubmittedAtTheEndWhereSlurmWasAwayAtTheBegin) {
  commands.away = true;
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(first.record().end_s, clock.wall_s() + 600);
  ASSERT_EQ(said.size(), 2u);
  EXPECT_THAT(said[0], HasSubstr("Its end is taken from the walltime that was asked for."));
  EXPECT_THAT(said[1], HasSubstr("next      none yet: SLURM does not answer"));
  commands.away = false;
  EXPECT_EQ(ended(first, WorkEnd::time, kStopped), 0);
  EXPECT_THAT(said, ElementsAre("next      job 8 waits for this one to end"));
}

TEST_F(AllocationTest, BrokenOrReplacedRunnerLeavesTheSuccessorAlone) {
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(ended(first, WorkEnd::replaced, 4), 4);
  EXPECT_EQ(outcome(), "replaced");
  EXPECT_EQ(ended(first, WorkEnd::broken, 1), 1);
  EXPECT_EQ(outcome(), "broken");
  EXPECT_EQ(commands.state("8"), "PENDING");
}

TEST_F(AllocationTest, JobAsksForItsRequeueUnlessSlurmHasQueuedItAgain) {
  submission.continuation = Continuation::requeue;
  Allocation first = allocation();
  first.begin();
  EXPECT_THAT(said, IsEmpty());
  EXPECT_EQ(ended(first, WorkEnd::time, kStopped), 0);
  EXPECT_THAT(commands.requeued, ElementsAre("7"));
  EXPECT_THAT(said, ElementsAre("next      job 7 goes back into the queue"));
  commands.jobs["7"] = FakeSlurm::job("COMPLETING", "Reason=None Restarts=1");
  EXPECT_EQ(ended(first, WorkEnd::stopped, kStopped, SIGTERM), 0);
  EXPECT_THAT(commands.requeued, ElementsAre("7"));
  EXPECT_THAT(said, ElementsAre("next      job 7 is in the queue again"));
}

TEST_F(AllocationTest, JobEndsWithTheCodeThatTheSiteQueuesAgain) {
  submission.continuation = Continuation::exit_code;
  submission.requeue_exit = 85;
  Allocation first = allocation();
  first.begin();
  EXPECT_EQ(ended(first, WorkEnd::time, kStopped), 85);
  EXPECT_THAT(said, ElementsAre("next      SLURM begins job 7 again (exit code 85)"));
}

TEST_F(AllocationTest, LastAllocationHasNoSuccessorAndSaysHowToGoOn) {
  submission.allocations = 1;
  Allocation last = allocation();
  last.begin();
  EXPECT_THAT(said, IsEmpty());
  EXPECT_EQ(ended(last, WorkEnd::time, kStopped), kStopped);
  EXPECT_THAT(said, ElementsAre("next      none: all 1 allocations of submission s are used. To go on: vitriflow "
                                "submit c --cluster fake"));
}

TEST_F(AllocationTest, SpentSubmissionDoesNothing) {
  submission.allocations = 1;
  before("5");
  EXPECT_THAT(allocation().begin(), Optional(Eq("submission s has used its 1 allocations")));
}

TEST_F(AllocationTest, TwoAllocationsInVainAreTheLast) {
  before("5");
  EXPECT_FALSE(allocation("6").begin().has_value());
  before("6");
  EXPECT_THAT(allocation().begin(),
              Optional(Eq("the last 2 allocations of submission s finished nothing and kept no state")));
  ASSERT_TRUE(testing::take_epoch("c", 1, disk));
  JournalWriter("c", 1, "test", disk, clock).append("checkpoint", {{"task", "melt"}});
  EXPECT_FALSE(allocation().begin().has_value());
}

TEST_F(AllocationTest, NothingFollowsAJobThatWasCancelledAndCouldNotSaySo) {
  before("5", 0.0);
  commands.jobs["5"] = FakeSlurm::job("CANCELLED");
  EXPECT_THAT(allocation().begin(), Optional(Eq("job 5 of the same submission was cancelled")));
  commands.jobs["5"] = FakeSlurm::job("NODE_FAIL");
  EXPECT_FALSE(allocation().begin().has_value());
  commands.jobs["5"] = "JobState=CANCELLED Comment=of somebody else";
  EXPECT_FALSE(allocation().begin().has_value());
}

TEST_F(AllocationTest, JobHasEndedWhenSlurmSaysSoOfTheSameJob) {
  before("5", 0.0);
  Allocation now = allocation();
  commands.jobs["5"] = FakeSlurm::job("COMPLETING");
  EXPECT_FALSE(now.has_ended("5"));
  commands.jobs["5"] = FakeSlurm::job("NODE_FAIL");
  EXPECT_FALSE(now.has_ended("5")) << "asked a moment ago";
  clock.advance(6);
  EXPECT_TRUE(now.has_ended("5"));
  commands.jobs["5"] = "JobState=COMPLETED Comment=of somebody else";
  clock.advance(6);
  EXPECT_FALSE(now.has_ended("5"));
  commands.away = true;
  clock.advance(6);
  EXPECT_FALSE(now.has_ended("5"));
}

TEST_F(AllocationTest, RunOfTheSameJobBeforeItsRequeueHasEnded) {
  EXPECT_FALSE(allocation("7", 0).has_ended("7"));
  EXPECT_TRUE(allocation("7", 1).has_ended("7"));
  EXPECT_FALSE(allocation("7", 1).has_ended(""));
}

TEST_F(AllocationTest, SmallerJobThanAskedForIsUsedAsItIs) {
  JobFacts facts{"7", "n1", 4, 1, 2, 0};  // tasks as they were asked for
  Allocation small(
      {"c", submission, facts, &slurm, &disk, &clock, [this](const std::string& line) { said.push_back(line); }, {}});
  small.begin();
  EXPECT_EQ(small.ranks(), 2);
  EXPECT_EQ(said.front(), "got       2 of the 4 ranks that were asked for, on 1 of 2 nodes");
}

TEST_F(AllocationTest, JobOfACancelledSubmissionDoesNothing) {
  mark_cancelled("c", "s", clock.wall_s(), disk);
  EXPECT_THAT(allocation().begin(), Optional(Eq("submission s was cancelled")));
  EXPECT_EQ(commands.last_id, 7) << "no successor";
}

TEST_F(AllocationTest, CancelledSubmissionStopsTheWorkOnce) {
  Allocation first = allocation();
  first.begin();
  clock.advance(3);
  first.look();
  EXPECT_EQ(stops, 0);
  mark_cancelled("c", "s", clock.wall_s(), disk);
  for (int look = 0; look < 3; ++look) {
    clock.advance(3);
    first.look();
  }
  EXPECT_EQ(stops, 1);
}

TEST_F(AllocationTest, NothingFollowsACancelledSubmissionHoweverItsWorkWasInterrupted) {
  for (const Continuation continuation : {Continuation::successor, Continuation::requeue, Continuation::exit_code}) {
    submission.continuation = continuation;
    for (const auto& [how, signal] : {std::pair{WorkEnd::stopped, SIGINT},
                                      {WorkEnd::stopped, SIGTERM},
                                      {WorkEnd::stopped, SIGUSR1},
                                      {WorkEnd::time, 0}}) {
      disk.remove_all("c/submissions");
      disk.make_directories("c/submissions");
      Allocation first = allocation();
      first.begin();
      mark_cancelled("c", "s", clock.wall_s(), disk);
      EXPECT_EQ(ended(first, how, kStopped, signal), kStopped);
      EXPECT_EQ(outcome(), "cancelled");
      EXPECT_THAT(commands.requeued, IsEmpty());
    }
  }
}

TEST(ProcessorsIn, AreCountedOverAllNodes) {
  EXPECT_EQ(processors_in("2(x3),4"), 10);
  EXPECT_EQ(processors_in("128"), 128);
  EXPECT_EQ(processors_in(""), 0);
  EXPECT_EQ(processors_in("many"), 0);
}

}  // namespace
}  // namespace vitriflow
