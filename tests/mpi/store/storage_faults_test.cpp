// The whole life of a campaign's folder on a disk that fails at every operation in turn, or forgets what was not
// synced.
#include <gmock/gmock.h>

#include <cstdio>
#include <set>

#include "hpc/store/aside_folder.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/inspection.hpp"
#include "hpc/store/journal.hpp"
#include "hpc/store/lease.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/trajectory_file.hpp"
#include "runner/campaign.hpp"
#include "runner/edits.hpp"
#include "runner/plan_record.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/support/mpi_test.hpp"
#include "tests/unit/explain/plans.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow {
namespace {

using testing::FakeClock;
using testing::Fault;
using testing::MemoryFiles;

constexpr std::int64_t kLegs = 4;
const TrajectoryParticles kParticles{{1}, {"Zn"}};

// A process that is gone as soon as the next one looks.
class ShortLived : public Machine {
 public:
  explicit ShortLived(std::int64_t pid) : pid_(pid) {}
  std::string host() override { return "node"; }
  std::int64_t pid() override { return pid_; }
  std::string boot_id() override { return "boot"; }
  std::string job() override { return ""; }
  bool process_alive(std::int64_t) override { return false; }

 private:
  std::int64_t pid_;
};

std::int64_t step_after(std::int64_t state) { return (state * 6364136223846793005LL + 1442695040888963407LL) >> 1; }

Frame frame_of(std::int64_t leg, std::int64_t state) {
  const double x = static_cast<double>(state % 1024) / 64;
  return {leg, static_cast<double>(leg), {20, 0, 0, 0, 20, 0, 0, 0, 20}, {x, 1, 2}};
}

const Workflow& workflow() {
  static const Workflow known = testing::workflow_of("  a: {kind: test.number, value: 1}\n");
  return known;
}

// One runner's time, from its lease to its release: whatever an earlier one left is taken up.
class Life {
 public:
  Life(const Communicator& self, MemoryFiles& disk, FakeClock& clock, std::int64_t pid)
      : self_(self), disk_(disk), clock_(clock), machine_(pid) {}

  // Fingerprints that the store called durable, also when something failed afterwards.
  std::set<std::string> durable;
  std::set<std::string> believed;  // found when it began

  void run() {
    Lease lease = Lease::take("c", disk_, clock_, machine_);
    const std::int64_t epoch = lease.epoch();
    const AsideFolder aside("c", epoch, "supervisor", disk_);
    const Campaign campaign = Campaign::create_or_continue("c", workflow(), disk_, &aside);
    JournalWriter journal("c", epoch, "coordinator", disk_, clock_);
    journal.append("taken", {});
    journal.sync();
    keep_plan_record("c", epoch, make_plan_record(workflow(), campaign.newest(), "inputs"), disk_);
    write_edits("c", {{EditAction::hold, "a"}}, disk_, clock_);
    EXPECT_FALSE(EditReader("c", disk_).read_new().empty());
    Store store("c", epoch, "rank0", disk_, clock_);
    for (const auto& name : store.fingerprints()) believed.insert(name);
    do_task(store, journal, "small", [] { return testing::small_result(); });
    do_task(store, journal, "large", [] { return testing::large_result(); });
    do_task(store, journal, "md", [&] { return dynamics(store, journal); });
    store.remove_checkpoints("md");
    EXPECT_TRUE(lease.beat());
    store.write_campaign_file({{"small", "small"}, {"large", "large"}, {"md", "md"}});
    journal.append("finished", {});
    journal.sync();
    lease.release();
  }

 private:
  template <typename Compute>
  void do_task(Store& store, JournalWriter& journal, const std::string& name, Compute compute) {
    if (store.contains(name)) return;
    store.put(name, compute());
    for (const auto& done : store.flush()) durable.insert(done);
    ASSERT_TRUE(durable.contains(name));
    journal.append("done", {{"fingerprint", name}});
    journal.sync();
  }

  // Legs that each keep a state and a frame, as a task of molecular dynamics does.
  StoredResult dynamics(Store& store, JournalWriter& journal) {
    std::int64_t state = 1;
    const auto describe = [&](Archive& archive) { archive.field("state", state); };
    const auto kept = store.read_checkpoint(self_, "md", describe);
    store.drop_segments_after(self_, "md", kept.value_or(-1));
    for (std::int64_t leg = kept.value_or(-1) + 1; leg < kLegs; ++leg) {
      journal.append("leg", {{"leg", std::to_string(leg)}});
      state = step_after(state);
      store.write_segment(self_, "md", leg, kParticles, {frame_of(leg, state)});
      store.write_checkpoint(self_, "md", leg, describe);
    }
    store.join_segments("md", "md");
    return testing::number_result(static_cast<double>(state % 1000003));
  }

  const Communicator& self_;
  MemoryFiles& disk_;
  FakeClock& clock_;
  ShortLived machine_;
};

// Everything a campaign is worth, by name.
std::map<std::string, std::string> worth(MemoryFiles& disk, FakeClock& clock) {
  std::map<std::string, std::string> found;
  Store store("c", 0, "reader", disk, clock);
  for (const auto& name : store.fingerprints()) found[name] = store.read(name).result.to_bytes();
  for (std::int64_t leg = 0; leg < kLegs; ++leg) {
    const std::string path = "c/trajectories/md/" + std::to_string(leg) + ".h5";
    const SegmentReader segment(H5File::open_image(read_checked(disk, path, kSegment), path), path, "md", leg);
    EXPECT_EQ(segment.frames(), 1);
    found[path] = std::to_string(segment.frame(0).step) + ": " + std::to_string(segment.frame(0).positions[0]);
  }
  check_file(disk, "c/trajectories/md.h5", kTrajectory);
  found["workflow"] = disk.read("c/workflow.yaml");
  return found;
}

class StorageFaults {
 public:
  explicit StorageFaults(const Communicator& world) : self_(world) {
    MemoryFiles disk;
    Life life(self_, disk, clock_, 1);
    life.run();
    whole_ = worth(disk, clock_);
    operations_ = disk.operations();
    EXPECT_EQ(whole_.size(), 3 + kLegs + 1);
  }
  int operations() const { return operations_; }

  // How the disk fails once a life has been run on it, and what the next one finds.
  enum class After { nothing, power_loss, power_loss_after_a_look };

  void try_out(const std::function<void(MemoryFiles&)>& plan, After after, const std::string& what) {
    SCOPED_TRACE(what);
    MemoryFiles disk;
    Life first(self_, disk, clock_, 1);
    plan(disk);
    try {
      first.run();
    } catch (const testing::Crash&) {
    } catch (const Error& problem) {
      EXPECT_THAT(problem.what(), ::testing::HasSubstr("'c"));
    }
    disk.heal();
    if (after == After::power_loss) disk.drop_unsynced();
    if (after == After::power_loss_after_a_look) first.believed = look(disk);
    std::set<std::string> promised = first.durable;
    promised.insert(first.believed.begin(), first.believed.end());
    Life second(self_, disk, clock_, 2);
    second.run();
    for (const auto& name : promised) EXPECT_TRUE(second.believed.contains(name)) << name << " was promised";
    for (const auto& [name, bytes] : worth(disk, clock_)) EXPECT_TRUE(bytes == whole_[name]) << name << " differs";
    EXPECT_EQ(worth(disk, clock_).size(), whole_.size());
    for (const auto& damage : inspect_logs(disk)) ADD_FAILURE() << damage;
  }

 private:
  // Another runner takes the campaign, believes what it finds, and the power goes.
  std::set<std::string> look(MemoryFiles& disk) {
    ShortLived machine(3);
    Lease lease = Lease::take("c", disk, clock_, machine);
    Store store("c", lease.epoch(), "rank0", disk, clock_);
    const auto found = store.fingerprints();
    lease.release();
    disk.drop_unsynced();
    return {found.begin(), found.end()};
  }

  // What is damaged but for the trajectory, which is not looked at in memory.
  static std::vector<std::string> inspect_logs(MemoryFiles& disk) {
    std::vector<std::string> found;
    for (const auto& damage : inspect_store("c", disk).damages) {
      if (damage.what == Damage::What::segment || damage.what == Damage::What::trajectory) continue;
      found.push_back(damage.file + ": " + damage.problem);
    }
    return found;
  }

  const Communicator& self_;
  FakeClock clock_;
  std::map<std::string, std::string> whole_;
  int operations_ = 0;
};

MPI_TEST(StorageFaults, EveryOperationThatFailsOnceIsAnErrorOrNothing, 1) {
  StorageFaults faults(world);
  std::printf("%d operations\n", faults.operations());
  for (const Fault fault : {Fault::io_error, Fault::short_write}) {  // the latter is no space for what is no write
    for (int n = 1; n <= faults.operations(); ++n) {
      faults.try_out([&](MemoryFiles& disk) { disk.fail_operation(n, fault); }, StorageFaults::After::nothing,
                     "operation " + std::to_string(n) + ", fault " + std::to_string(static_cast<int>(fault)));
    }
  }
}

MPI_TEST(StorageFaults, ADiskThatStaysFullIsAnError, 1) {
  StorageFaults faults(world);
  for (int n = 1; n <= faults.operations(); n += 2) {
    faults.try_out([&](MemoryFiles& disk) { disk.fail_from(n, Fault::no_space); }, StorageFaults::After::power_loss,
                   "from operation " + std::to_string(n));
  }
}

MPI_TEST(StorageFaults, AKilledRunnersWorkGoesOn, 1) {
  StorageFaults faults(world);
  for (int n = 1; n <= faults.operations(); ++n) {
    faults.try_out([&](MemoryFiles& disk) { disk.fail_operation(n, Fault::crash); }, StorageFaults::After::nothing,
                   "killed at operation " + std::to_string(n));
  }
}

MPI_TEST(StorageFaults, APowerLossKeepsWhatWasDurable, 1) {
  StorageFaults faults(world);
  for (int n = 1; n <= faults.operations(); ++n) {
    faults.try_out([&](MemoryFiles& disk) { disk.fail_operation(n, Fault::crash); }, StorageFaults::After::power_loss,
                   "power loss at operation " + std::to_string(n));
  }
}

// A runner is killed before its bytes are synced, the next one reads them, and the power goes.
MPI_TEST(StorageFaults, WhatTheNextRunnerBelievedSurvivesAPowerLoss, 1) {
  StorageFaults faults(world);
  for (int n = 1; n <= faults.operations(); ++n) {
    faults.try_out([&](MemoryFiles& disk) { disk.fail_operation(n, Fault::crash); },
                   StorageFaults::After::power_loss_after_a_look, "killed at operation " + std::to_string(n));
  }
}

}  // namespace
}  // namespace vitriflow
