#include "hpc/store/lease.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "hpc/base/error.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease_keeper.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using testing::FakeClock;
using testing::MemoryFiles;
using testing::message_of;

// A process on a machine; all processes of a test share the table of those alive.
class FakeMachine : public Machine {
 public:
  FakeMachine(std::string host, std::int64_t pid, std::set<std::int64_t>& alive)
      : host_(std::move(host)), pid_(pid), alive_(&alive) {
    alive_->insert(pid);
  }
  std::string host() override { return host_; }
  std::int64_t pid() override { return pid_; }
  std::string boot_id() override { return boot; }
  std::string job() override { return job_id; }
  bool process_alive(std::int64_t pid) override { return alive_->count(pid) > 0; }
  std::string boot = "boot-1";
  std::string job_id;

 private:
  std::string host_;
  std::int64_t pid_;
  std::set<std::int64_t>* alive_;
};

class LeaseTest : public ::testing::Test {
 protected:
  Lease take(FakeMachine& machine) { return Lease::take("c", disk, clock, machine); }
  MemoryFiles disk;
  FakeClock clock;
  std::set<std::int64_t> alive;
  FakeMachine first{"nodeA", 100, alive};
  FakeMachine second{"nodeA", 200, alive};
  FakeMachine elsewhere{"nodeB", 300, alive};
};

TEST_F(LeaseTest, SecondRunnerIsRefusedAndToldWhoHoldsIt) {
  first.job_id = "4711";
  const Lease held = take(first);
  clock.advance(5);
  for (FakeMachine* other : {&second, &elsewhere}) {
    try {
      take(*other);
      FAIL();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(),
                   "campaign 'c' is held by process 100 on 'nodeA', job 4711, last heard of 5.0 s ago. Wait for it, "
                   "stop it, or run into another folder.");
      EXPECT_EQ(error.failure(), Failure::held);
    }
  }
}

TEST_F(LeaseTest, ReleasedLeaseIsFreeAndEpochsRise) {
  for (std::int64_t epoch = 1; epoch < 4; ++epoch) {
    Lease lease = take(first);
    EXPECT_EQ(lease.epoch(), epoch);
    lease.release();
    LeaseHolder holder;
    EXPECT_FALSE(read_lease("c", disk, holder));
  }
}

TEST_F(LeaseTest, StatusSeesTheHolder) {
  const Lease lease = take(first);
  LeaseHolder holder;
  ASSERT_TRUE(read_lease("c", disk, holder));
  EXPECT_EQ(holder.host, "nodeA");
  EXPECT_EQ(holder.pid, 100);
  EXPECT_EQ(holder.boot_id, "boot-1");
  EXPECT_EQ(holder.epoch, 1);
  EXPECT_EQ(holder.heartbeat_s, clock.wall_s());
}

TEST_F(LeaseTest, HolderWhoseProcessIsGoneIsReplaced) {
  Lease old = take(first);
  alive.erase(100);
  const Lease fresh = take(second);
  EXPECT_EQ(fresh.epoch(), 2);
  EXPECT_FALSE(old.beat());
}

TEST_F(LeaseTest, HolderFromBeforeARebootIsReplaced) {
  const Lease old = take(first);
  second.boot = "boot-2";
  EXPECT_EQ(take(second).epoch(), 2);
}

TEST_F(LeaseTest, HolderOnAnotherHostIsReplacedOnlyWhenSilentFor60Seconds) {
  Lease old = take(first);
  clock.advance(59);
  EXPECT_TRUE(old.beat());
  clock.advance(60);
  EXPECT_THROW(take(elsewhere), Error);
  clock.advance(0.5);
  const Lease fresh = take(elsewhere);
  EXPECT_EQ(fresh.epoch(), 2);
  EXPECT_FALSE(old.beat());
}

TEST_F(LeaseTest, HolderThatIsKnownToHaveEndedIsFencedOff) {
  first.job_id = "4711";
  Lease unheard = take(first);
  std::string asked;
  const Lease next = Lease::take("c", disk, clock, elsewhere, [&](const LeaseHolder& holder) {
    asked = holder.job;
    return true;
  });
  EXPECT_EQ(asked, "4711");
  EXPECT_FALSE(unheard.beat());
  EXPECT_FALSE(unheard.keep());
}

TEST_F(LeaseTest, ReplacedHolderNeitherWritesNorReleasesTheLease) {
  Lease old = take(first);
  clock.advance(61);
  const Lease fresh = take(elsewhere);
  EXPECT_FALSE(old.beat());
  old.release();
  LeaseHolder holder;
  ASSERT_TRUE(read_lease("c", disk, holder));
  EXPECT_EQ(holder.host, "nodeB");
}

TEST_F(LeaseTest, HolderWithOurPidFromBeforeIsDead) {
  std::optional<Lease> crashed(take(first));
  const std::string bytes = disk.read("c/lease");
  crashed->release();
  const auto file = disk.create("c/lease");  // as kill -9 leaves it; in a container the next run has the same pid
  file->write(bytes);
  EXPECT_EQ(take(first).epoch(), 2);
}

TEST_F(LeaseTest, EpochIsAboveEverySeenInTheFolder) {
  disk.make_directories("c/journal");
  disk.make_directories("c/results");
  JournalWriter journal("c", 7, "supervisor", disk, clock);
  journal.append("taken", {});
  journal.sync();
  EXPECT_EQ(take(first).epoch(), 8);
  disk.create("c/results/small-12-rank0");
  EXPECT_EQ(take(first).epoch(), 13);
}

TEST_F(LeaseTest, DamagedLeaseDoesNotBlock) {
  Lease lease = take(first);
  lease.release();
  disk.damage("c/lease", 20);
  EXPECT_EQ(take(second).epoch(), 2);
}

TEST_F(LeaseTest, DamagedLeaseIsRepairedByItsHoldersHeartbeat) {
  Lease lease = take(first);
  disk.damage("c/lease", 20);
  EXPECT_TRUE(lease.beat());
  LeaseHolder holder;
  ASSERT_TRUE(read_lease("c", disk, holder));
  EXPECT_EQ(holder.pid, 100);
}

// Another process has its epoch and is about to write its lease: we wait, see it and yield.
TEST_F(LeaseTest, KeeperRenewsItWhileItsOwnerIsBusy) {
  Lease lease = take(first);
  clock.advance(30);
  LeaseHolder holder;
  for (int tries = 0; tries < 500 && holder.heartbeat_s != clock.wall_s(); ++tries) {
    {
      const LeaseKeeper keeper(lease, 1e-3);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ASSERT_TRUE(read_lease("c", disk, holder));
  }
  EXPECT_EQ(holder.heartbeat_s, clock.wall_s());
}

TEST_F(LeaseTest, ProcessThatIsTakingItAtTheSameMomentIsWaitedFor) {
  class LateLease : public Clock {
   public:
    explicit LateLease(MemoryFiles& files) : files_(&files) {}
    double wall_s() const override { return time_.wall_s(); }
    double monotonic_s() const override { return time_.monotonic_s(); }
    void sleep_s(double seconds) override {
      time_.sleep_s(seconds);
      const auto file = files_->create("c/lease");
      file->write(bytes);
    }
    std::string bytes;

   private:
    FakeClock time_;
    MemoryFiles* files_;
  };
  MemoryFiles other_disk;
  const Lease other = Lease::take("c", other_disk, clock, first);
  LateLease late(disk);
  late.bytes = other_disk.read("c/lease");
  ASSERT_TRUE(claim_epoch("c", 1, disk, "other"));
  EXPECT_EQ(message_of<Error>([&] { Lease::take("c", disk, late, second); }),
            "campaign 'c' is held by process 100 on 'nodeA', last heard of 0.1 s ago. Wait for it, stop it, or run "
            "into another folder.");
}

TEST_F(LeaseTest, AnyFailedOperationLeavesTheCampaignFreeForTheNext) {
  for (int n = 1; n < 40; ++n) {
    MemoryFiles files;
    alive.insert(100);
    files.fail_operation(n, testing::Fault::no_space);
    std::optional<Lease> lease;
    const bool failed =
        message_of<Error>([&] { lease.emplace(Lease::take("c", files, clock, first)); }) != "(nothing was thrown)";
    if (!failed) break;
    files.heal();
    alive.erase(100);
    EXPECT_GE(Lease::take("c", files, clock, second).epoch(), 1) << "operation " << n;
    ASSERT_LT(n, 39);
  }
}

}  // namespace
}  // namespace vitriflow
