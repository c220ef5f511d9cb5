// Several jobs that work on one campaign: ranks, letters, and what happens when one of them vanishes.
#include "runner/execution/members.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/letter_log.hpp"
#include "runner/execution/executor.hpp"
#include "runner/execution/rank_board.hpp"
#include "runner/execution/relay.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/execution/graphs.hpp"
#include "tests/unit/execution/instant_workers.hpp"
#include "tests/unit/execution/steady_workers.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using testing::FakeClock;
using testing::InstantWorkers;
using ::testing::IsEmpty;
using testing::MemoryFiles;
using ::testing::SizeIs;
using testing::take_epoch;
using testing::task_with;

Candidate candidate(TaskIndex task, int width, double memory = 0.0) { return {task, width, 1, width, memory}; }

std::vector<int> ranks_of(const std::vector<Assignment>& assignments, TaskIndex task) {
  for (const auto& assignment : assignments) {
    if (assignment.task == task) return assignment.ranks;
  }
  return {};
}

TEST(RankBoard, AGroupLiesInOneJob) {
  RankBoard board(3, {});
  board.add(4, "j2-1");
  board.open(3, {});
  const auto placed = board.place({candidate(0, 4), candidate(1, 3)}, {});
  EXPECT_THAT(ranks_of(placed, 0), ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(ranks_of(placed, 1), ElementsAre(0, 1, 2));
  EXPECT_THAT(board.local({3, 4}), ElementsAre(0, 1));
}

TEST(RankBoard, AMemberTakesOrdersFromWhenItsNodesAreKnownToWhenItLeaves) {
  RankBoard board(1, {});
  board.ordered({0}, 1, 0.0);
  board.add(2, "j2-1");
  EXPECT_THAT(board.place({candidate(2, 1)}, {}), IsEmpty());
  board.open(1, {{"n2"}, {}, {0, 0}, {}, 0, 4e9});
  EXPECT_THAT(board.place({candidate(2, 1)}, {}), SizeIs(1));
  EXPECT_TRUE(board.may_get_more(1));
  EXPECT_EQ(board.node_names({1, 2}), "n2");
  board.close(1);
  EXPECT_FALSE(board.may_get_more(1)) << "also not in advance";
  EXPECT_THAT(board.place({candidate(2, 1)}, {}), IsEmpty());
  EXPECT_FALSE(board.any_free());
}

TEST(RankBoard, TasksThatMustStayAtHomeDo) {
  RankBoard board(1, {});
  board.ordered({0}, 1, 0.0);
  board.add(2, "j2-1");
  board.open(1, {});
  EXPECT_THAT(board.place({candidate(0, 1)}, {0}), IsEmpty());
}

TEST(RankBoard, EachJobsNodesHaveMemoryOfTheirOwn) {
  RankBoard board(2, {{"n1"}, {}, {0, 0}, {}, 0, 4e9});
  board.add(2, "j2-1");
  board.open(2, {{"n2"}, {}, {0, 0}, {}, 0, 8e9});
  const auto placed = board.place({candidate(0, 1, 3e9), candidate(1, 1, 6e9), candidate(2, 1, 3e9)}, {});
  EXPECT_THAT(ranks_of(placed, 0), ElementsAre(0));
  EXPECT_THAT(ranks_of(placed, 1), ElementsAre(2)) << "the other job's node has room for it alone";
  EXPECT_THAT(ranks_of(placed, 2), IsEmpty());
  board.ordered({0}, 1, 3e9);
  board.ordered({2}, 1, 6e9);
  EXPECT_THAT(board.place({candidate(2, 1, 3e9)}, {}), IsEmpty());
  board.ended({2}, 6e9);
  EXPECT_THAT(ranks_of(board.place({candidate(2, 1, 3e9)}, {}), 2), ElementsAre(2));
  EXPECT_FALSE(board.would_fit(candidate(3, 1, 9e9)));
}

TEST(LetterLog, HoldsAnyBytesAndIsReadAsItGrows) {
  MemoryFiles disk;
  disk.make_directories("c");
  LetterReader reader("c/to", disk);
  EXPECT_THAT(reader.next(), IsEmpty());
  LetterWriter writer("c/to", disk);
  const std::string bytes("\0\n\xff text", 8);
  writer.append(3, 7, bytes);
  const auto letters = reader.next();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].from, 3);
  EXPECT_EQ(letters[0].subject, 7);
  EXPECT_EQ(letters[0].bytes, bytes);
  EXPECT_THAT(reader.next(), IsEmpty());
  writer.append(0, 1, "");
  EXPECT_THAT(reader.next(), SizeIs(1));
}

TEST(AsideFolderOfAMember, IsEndedAloneAndWithItsEpoch) {
  MemoryFiles disk;
  ASSERT_TRUE(take_epoch("c", 1, disk));
  begin_member("c", 1, "j2-1", disk);
  begin_member("c", 1, "j3-1", disk);
  disk.make_directories("c/results");
  const AsideFolder lost("c", 1, "j2-1.rank0-1", disk), other("c", 1, "j3-1.rank0-1", disk),
      own("c", 1, "rank0-1", disk);
  end_member("c", 1, "j2-1", disk);
  EXPECT_THROW(lost.write("c/results/a", "late"), Error);
  other.write("c/results/b", "of the other one");
  own.write("c/results/c", "of its own");
  EXPECT_THAT(disk.list("c/results"), ElementsAre("b", "c"));
  ASSERT_TRUE(take_epoch("c", 2, disk));
  EXPECT_THROW(other.write("c/results/d", "late"), Error);
  EXPECT_THAT(disk.list("c/aside"), ElementsAre("2"));
}

AllocationRecord asks(double heard_s) {
  AllocationRecord record;
  record.name = record.job = "7";
  record.session = 1;
  record.ranks = 2;
  record.began_s = record.heard_s = heard_s;
  return record;
}

// One rank of its own that never answers, and a member of two ranks played by the test through its letters.
class ExecutorWithAMember : public ::testing::Test {
 protected:
  ExecutorWithAMember() {
    EXPECT_TRUE(take_epoch("campaign", 1, files_));
    disk_record(asks(clock_.wall_s()));
  }
  void disk_record(const AllocationRecord& record) { write_allocation("campaign", record, files_); }

  // What the member does each time when the coordinator rests.
  class MembersClock final : public Clock {
   public:
    MembersClock(FakeClock& time, std::function<void()> act) : time_(&time), act_(std::move(act)) {}
    double wall_s() const override { return time_->wall_s(); }
    double monotonic_s() const override { return time_->monotonic_s(); }
    void sleep_s(double seconds) override {
      time_->sleep_s(seconds);
      act_();
    }

   private:
    FakeClock* time_;
    std::function<void()> act_;
  };

  Executor::End run(const TaskGraph& graph, const std::function<void()>& act) {
    MembersClock clock(clock_, act);
    Store store("campaign", 1, "coordinator-1", files_, clock);
    JournalWriter journal("campaign", 1, "coordinator-1", files_, clock);
    JoinedMailbox mailbox(workers_, 1, clock);
    Members members({"campaign", 1, &files_, &clock, &mailbox});
    Executor executor({.graph = &graph,
                       .mailbox = &mailbox,
                       .store = &store,
                       .journal = &journal,
                       .clock = &clock,
                       .stop = &stop_,
                       .epoch = 1,
                       .tell = [](const PoolLine&) {},
                       .members = &members},
                      {});
    return executor.run();
  }
  // Takes what it was ordered; the names.
  std::vector<std::string> hear() {
    std::vector<std::string> names;
    for (const Letter& letter : orders_.next()) {
      if (static_cast<Subject>(letter.subject) != Subject::order) continue;
      TaskOrder order = decode_order(letter.bytes);
      if (order.ranks.front() == letter.from) ordered_.push_back({letter.from, std::move(order)});
    }
    for (const auto& [rank, order] : ordered_) names.push_back(order.name);
    return names;
  }
  // Its pool is there.
  void begin() {
    if (answers_ || !files_.exists("campaign/members/1.j7-1")) return;
    answers_.emplace("campaign/members/1.j7-1/from", files_);
    answers_->append(0, static_cast<int>(Subject::nodes), encode(PoolNodes{{"n7"}, {"some processor"}, {0, 0}, {}}));
  }
  void answer_all() {
    begin();
    hear();
    for (const auto& [rank, order] : std::exchange(ordered_, {})) {
      answers_->append(rank, static_cast<int>(Subject::report),
                       encode(TaskReport{order.task, Outcome::finished, "", 0.1}));
      answers_->append(rank, static_cast<int>(Subject::durable), encode(std::vector<TaskIndex>{order.task}));
    }
  }
  std::vector<std::string> journaled(const std::string& event, const std::string& value) {
    std::vector<std::string> found;
    for (const auto& record : read_journal("campaign", files_)) {
      if (record.event == event) found.push_back(record.values.at(value));
    }
    return found;
  }

  MemoryFiles files_;
  FakeClock clock_;
  StopToken stop_;
  InstantWorkers workers_;
  LetterReader orders_{"campaign/members/1.j7-1/to", files_};
  std::optional<LetterWriter> answers_;
  std::vector<std::pair<int, TaskOrder>> ordered_;
};

TEST_F(ExecutorWithAMember, TasksThatNeedMoreRanksThanItsOwnJobHasRunThere) {
  Task wide = task_with("wide", {});
  wide.ranks = 2;
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), wide}), [this] { answer_all(); }), Executor::End::finished);
  EXPECT_THAT(workers_.names(), ElementsAre("a"));
  EXPECT_THAT(journaled("joined", "member"), ElementsAre("j7-1"));
  EXPECT_THAT(journaled("joined", "nodes"), ElementsAre("n7"));
  EXPECT_THAT(journaled("done", "task"), ElementsAre("a", "wide"));
}

TEST_F(ExecutorWithAMember, WhatAMemberThatVanishedWasGivenIsDoneElsewhereAndItsLateAnswersAreNotHeard) {
  workers_.silent = {"a"};
  bool late = false;
  const auto vanish = [&] {
    begin();
    if (hear().empty()) return;
    if (!late) clock_.advance(61);  // and says nothing more
    late = true;
    workers_.silent.clear();
    workers_.answer_silent();
  };
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("b", {})}), vanish), Executor::End::finished);
  EXPECT_THAT(journaled("left", "message"), ElementsAre("it was not heard of for 1 min 01 s"));
  EXPECT_THAT(journaled("done", "task"), ::testing::UnorderedElementsAre("a", "b"));
  EXPECT_THAT(workers_.names(), ElementsAre("a", "b"));
}

TEST_F(ExecutorWithAMember, WhatAMemberHadEndedBeforeItVanishedIsNotDoneAgain) {
  workers_.silent = {"a"};
  bool gone = false;
  const auto vanish = [&] {
    begin();
    if (hear().empty() || std::exchange(gone, true)) return;
    Store store("campaign", 1, "j7-1.rank0-1", files_, clock_);
    store.put("fingerprint-b", {});
    store.flush();
    clock_.advance(61);
    workers_.answer_silent();
  };
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("b", {})}), vanish), Executor::End::finished);
  EXPECT_THAT(workers_.names(), ElementsAre("a"));
  EXPECT_THAT(journaled("done", "task"), ::testing::UnorderedElementsAre("a", "b"));
}

TEST_F(ExecutorWithAMember, ATaskOfItsGrowsOntoARankOfItsThatHasNothingToDo) {
  testing::SteadyWorkers there(clock_);
  there.steps = {{"short", 500}, {"long", 10'000}};
  workers_.silent = {"a"};
  const auto work = [&] {
    begin();
    disk_record(asks(clock_.wall_s()));
    for (const Letter& letter : orders_.next()) there.post(letter.from + 1, letter.subject, letter.bytes);
    while (const auto answer = there.take()) answers_->append(answer->from - 1, answer->subject, answer->bytes);
    if (!journaled("resized", "to").empty()) workers_.answer_silent();
  };
  EXPECT_EQ(run(TaskGraph({task_with("a", {}), task_with("short", {}), testing::open_task("long", 2)}), work),
            Executor::End::finished);
  EXPECT_THAT(journaled("resized", "task"), ElementsAre("long"));
  EXPECT_THAT(journaled("resized", "to"), ElementsAre("2"));
}

TEST(Relay, PassesLettersOnUntilItsWorkersWereToldToQuit) {
  MemoryFiles disk;
  FakeClock clock;
  disk.make_directories("c");
  LetterWriter to("c/to", disk), answers("c/from", disk);
  LetterReader orders("c/to", disk), heard("c/from", disk);
  InstantWorkers workers;
  TaskOrder order;
  order.task = 5;
  order.name = "a";
  order.ranks = {0};
  to.append(0, static_cast<int>(Subject::order), encode(order));
  to.append(0, static_cast<int>(Subject::dismissed), "");
  to.append(0, static_cast<int>(Subject::quit), "");
  Relay relay({&workers,
               &orders,
               &answers,
               &clock,
               1,
               {{"n7"}, {}, {0}, {}},
               [] { return false; },
               {},
               [](const PoolLine&) {},
               nullptr});
  EXPECT_TRUE(relay.run());
  EXPECT_THAT(workers.names(), ElementsAre("a"));
  const auto letters = heard.next();
  ASSERT_THAT(letters, SizeIs(3));
  EXPECT_EQ(static_cast<Subject>(letters[0].subject), Subject::nodes);
  EXPECT_THAT(decode_nodes(letters[0].bytes).names, ElementsAre("n7"));
  EXPECT_EQ(static_cast<Subject>(letters[1].subject), Subject::report);
  EXPECT_EQ(decode_report(letters[1].bytes).task, 5);
}

TEST(Relay, EndsWhenItsPlannerWasReplaced) {
  MemoryFiles disk;
  FakeClock clock;
  disk.make_directories("c");
  LetterWriter answers("c/from", disk);
  LetterReader orders("c/to", disk);
  InstantWorkers workers;
  Relay relay({&workers,
               &orders,
               &answers,
               &clock,
               1,
               {{"n7"}, {}, {0}, {}},
               [] { return true; },
               {},
               [](const PoolLine&) {},
               nullptr});
  EXPECT_THROW(relay.run(), Error);
}

}  // namespace
}  // namespace vitriflow
