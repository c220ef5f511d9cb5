#include "runner/execution/death.hpp"

#include <gtest/gtest.h>

#include "runner/execution/task_runner.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"

namespace vitriflow {

namespace {

using testing::task_with;

class DeathTest : public ::testing::Test {
 protected:
  DeathTest() { files_.make_directories("campaign/logs"); }
  void start(const std::string& task) {
    journal_.append("started", {{"task", task}, {"fingerprint", "fingerprint-" + task}});
    journal_.sync();
  }
  std::string die() { return record_death({"campaign", 1, "exit code 137"}, graph_, files_, journal_); }
  std::vector<std::string> suspects() {
    std::vector<std::string> told;
    for (const auto& record : read_journal("campaign", files_)) {
      if (record.event != "suspect") continue;
      told.push_back(record.values.at("task") + " " + record.values.at("noted") + ": " + record.values.at("message"));
    }
    return told;
  }

  testing::MemoryFiles files_;
  testing::FakeClock clock_;
  JournalWriter journal_{"campaign", 1, "supervisor", files_, clock_};
  TaskGraph graph_{{task_with("a", {}), task_with("b", {}), task_with("c", {})}};
};

TEST_F(DeathTest, WithoutANoteAllThatRanAreSuspected) {
  start("a");
  start("b");
  EXPECT_EQ(die(), " with exit code 137");
  EXPECT_EQ(suspects(), (std::vector<std::string>{"a 0: the pool ended with exit code 137",
                                                  "b 0: the pool ended with exit code 137"}));
}

TEST_F(DeathTest, WhoRanAloneIsKnownToHave) {
  start("a");
  die();
  EXPECT_EQ(suspects(), (std::vector<std::string>{"a alone: the pool ended with exit code 137"}));
}

TEST_F(DeathTest, ANoteNamesTheCulpritAndClearsTheOthersAndIsUsedOnce) {
  start("a");
  start("b");
  write_abort_note(files_, "campaign", "b", "lost atoms");
  write_abort_note(files_, "campaign", "b", "the program aborted itself (signal 6)");
  EXPECT_EQ(die(), " of 'b': lost atoms");
  EXPECT_EQ(suspects(), (std::vector<std::string>{"a other: 'b' took it down", "b 1: lost atoms"}));
  EXPECT_EQ(die(), " with exit code 137");
  EXPECT_EQ(suspects().size(), 2U);
}

TEST_F(DeathTest, ANoteCountsEvenWhereTheJournalEndsTooEarly) {
  write_abort_note(files_, "campaign", "c", "lost atoms");
  EXPECT_EQ(die(), " of 'c': lost atoms");
  EXPECT_EQ(suspects(), (std::vector<std::string>{"c 1: lost atoms"}));
}

TEST_F(DeathTest, NotesOfAnEarlierRunAreForgotten) {
  write_abort_note(files_, "campaign", "c", "lost atoms");
  forget_abort_notes("campaign", files_);
  EXPECT_EQ(die(), " with exit code 137");
  EXPECT_TRUE(suspects().empty());
}

}  // namespace

}  // namespace vitriflow
