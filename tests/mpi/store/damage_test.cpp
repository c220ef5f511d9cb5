// Damages every region of every file of a store that HDF5 reads: it is noticed before HDF5 sees a byte, and what is
// there besides is used.
#include <gmock/gmock.h>

#include <fstream>

#include "hpc/base/error.hpp"
#include "hpc/store/inspection.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"
#include "tests/unit/store/samples.hpp"

namespace vitriflow {
namespace {

using testing::scratch_folder;

const TrajectoryParticles kParticles{{1, 2}, {"Zn", "N"}};

std::vector<Frame> frames(std::int64_t first, std::int64_t count) {
  std::vector<Frame> made;
  for (std::int64_t step = first; step < first + count; ++step) {
    const double x = 0.25 * static_cast<double>(step);
    made.push_back({step, 0.5 * static_cast<double>(step), {20, 0, 0, 0, 20, 0, 0, 0, 20}, {x, 1, 2, 3, 4, x}});
  }
  return made;
}

// One large result, two checkpoints and two joined segments of the task "f", and those of "g", which differ.
class DamagedStore {
 public:
  DamagedStore(const Communicator& world, const std::string& name)
      : world_(world), folder_(scratch_folder(name)), store_(open()) {
    for (const char* task : {"f", "g"}) {
      store_.put(task, testing::large_result());
      for (const std::int64_t leg : {1, 2}) {
        std::int64_t step = leg;
        store_.write_checkpoint(world, task, leg, [&](Archive& archive) { archive.field("step", step); });
        store_.write_segment(world, task, leg, kParticles, frames(10 * leg, task[0] == 'f' ? 3 : 4));
      }
      store_.join_segments(task, task);
    }
    store_.flush();
    store_.write_campaign_file({{"task", "f"}});
  }

  Store open() const { return Store(testing::begun(folder_), 1, "rank0", posix_files(), system_clock()); }
  std::string path(const std::string& file) const { return folder_ + "/" + file; }
  std::string bytes(const std::string& file) const { return posix_files().read(path(file)); }
  void write(const std::string& file, const std::string& bytes) const {
    const auto out = posix_files().create(path(file));
    out->write(bytes);
    out->close();
  }

  // The files that an inspection finds damaged, with the first problem.
  std::string damaged(std::string* problem = nullptr) const {
    std::string files;
    for (const auto& damage : inspect_store(folder_, posix_files()).damages) {
      if (files.empty() && problem != nullptr) *problem = damage.problem;
      files += damage.file + " ";
    }
    return files;
  }

  // The step of the newest checkpoint that is believed; -1 for none. Those set aside come back.
  std::int64_t checkpoint() const {
    std::int64_t step = -1;
    open().read_checkpoint(world_, "f", [&](Archive& archive) { archive.field("step", step); });
    for (const auto& name : posix_files().list(path("checkpoints/f"))) {
      if (name.ends_with(".damaged")) posix_files().remove(path("checkpoints/f/" + name));
    }
    return step;
  }
  std::string problem_of_result() const {
    return message([&](Store& store) { store.read("f"); });
  }
  std::string problem_of_frames() const {
    return message([&](Store& store) {
      store.visit_frames(world_, "f", [](const TrajectoryParticles&, std::int64_t, const Frame&) {});
    });
  }

 private:
  template <typename Work>
  std::string message(Work work) const {
    Store store = open();
    try {
      work(store);
    } catch (const Error& problem) {
      return problem.what();
    }
    return "";
  }

  const Communicator& world_;
  std::string folder_;
  Store store_;
};

// Every byte of the header, the rest in steps that are no multiple of anything.
std::vector<std::size_t> places(std::size_t size) {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at < size; at += at < 512 ? 1 : std::max<std::size_t>(13, size / 97)) found.push_back(at);
  found.push_back(size - 1);
  return found;
}

// What our own checks say; HDF5 has other words.
bool is_ours(const std::string& problem) {
  for (const char* words : {"is damaged: ", "holds a ", "is a copy of another"}) {
    if (problem.find(words) != std::string::npos) return true;
  }
  return false;
}

// `see` is called with each damaged version of the file in place.
void damage_everywhere(const DamagedStore& store, const std::string& file,
                       const std::function<void(const std::string& how)>& see) {
  const std::string whole = store.bytes(file);
  const auto try_out = [&](const std::string& how, const std::string& bytes) {
    store.write(file, bytes);
    std::string problem;
    EXPECT_EQ(store.damaged(&problem), file + " ") << how;
    EXPECT_TRUE(is_ours(problem)) << how << ": " << problem;
    see(how);
  };
  for (const std::size_t at : places(whole.size())) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x01);
    try_out("byte " + std::to_string(at), flipped);
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100}, std::size_t{511}, std::size_t{512},
                                 std::size_t{513}, std::size_t{608}, whole.size() / 2, whole.size() - 1}) {
    try_out("cut at " + std::to_string(size), whole.substr(0, size));
  }
  try_out("a byte more", whole + '\0');
  try_out("zeros", std::string(whole.size(), '\0'));
  try_out("text", std::string(whole.size(), 'x'));
  store.write(file, whole);
  EXPECT_EQ(store.damaged(), "");
}

MPI_TEST(Damage, OfALargeResultIsNoticedAndTheTaskIsOpen, 1) {
  const DamagedStore store(world, "result");
  damage_everywhere(store, "results/f.h5", [&](const std::string& how) {
    EXPECT_FALSE(store.open().contains("f")) << how;
    EXPECT_TRUE(is_ours(store.problem_of_result())) << how << ": " << store.problem_of_result();
  });
}

MPI_TEST(Damage, OfACheckpointIsNoticedAndTheOlderOneIsUsed, 1) {
  const DamagedStore store(world, "checkpoint");
  damage_everywhere(store, "checkpoints/f/2.h5",
                    [&](const std::string& how) { EXPECT_EQ(store.checkpoint(), 1) << how; });
  EXPECT_EQ(store.checkpoint(), 2);
}

MPI_TEST(Damage, OfASegmentIsAnErrorWithTheWayOut, 1) {
  const DamagedStore store(world, "segment");
  damage_everywhere(store, "trajectories/f/2.h5", [&](const std::string& how) {
    EXPECT_TRUE(is_ours(store.problem_of_frames())) << how;
    EXPECT_THAT(store.problem_of_frames(), ::testing::HasSubstr("'vitriflow check --repair' drops the trajectory"));
  });
}

MPI_TEST(Damage, OfAJoinedTrajectoryIsAnErrorWithTheWayOut, 1) {
  const DamagedStore store(world, "joined");
  damage_everywhere(store, "trajectories/f.h5", [&](const std::string& how) {
    EXPECT_TRUE(is_ours(store.problem_of_frames())) << how;
    EXPECT_THAT(store.problem_of_frames(), ::testing::HasSubstr("'vitriflow check --repair' drops the trajectory"));
  });
}

MPI_TEST(Damage, OfTheCampaignFileIsNoticed, 1) {
  const DamagedStore store(world, "campaign");
  damage_everywhere(store, "campaign.h5", [](const std::string&) {});
}

// A file of another task or leg verifies by its checksum: what it says of itself decides.
MPI_TEST(Damage, AFileInAnothersPlaceIsNotTaken, 1) {
  const DamagedStore store(world, "copies");
  const auto put = [&](const std::string& from, const std::string& to) {
    const std::string whole = store.bytes(to);
    store.write(to, store.bytes(from));
    std::string problem;
    EXPECT_EQ(store.damaged(&problem), to + " ") << from;
    EXPECT_TRUE(is_ours(problem)) << problem;
    return whole;
  };
  std::string whole = put("results/g.h5", "results/f.h5");
  EXPECT_FALSE(store.open().contains("f"));
  EXPECT_EQ(store.problem_of_result(),
            "file '" + store.path("results/f.h5") + "' is a copy of another task's: it holds 'g'.");
  store.write("results/f.h5", whole);
  for (const char* from : {"checkpoints/g/2.h5", "checkpoints/f/1.h5", "results/f.h5", "trajectories/f/2.h5"}) {
    whole = put(from, "checkpoints/f/2.h5");
    EXPECT_EQ(store.checkpoint(), 1) << from;
    store.write("checkpoints/f/2.h5", whole);
  }
  for (const char* from : {"trajectories/g/2.h5", "trajectories/f/1.h5", "trajectories/f.h5", "checkpoints/f/2.h5"}) {
    whole = put(from, "trajectories/f/2.h5");
    EXPECT_TRUE(is_ours(store.problem_of_frames())) << from;
    store.write("trajectories/f/2.h5", whole);
  }
  for (const char* from : {"trajectories/g.h5", "trajectories/f/1.h5", "campaign.h5"}) {
    whole = put(from, "trajectories/f.h5");
    EXPECT_TRUE(is_ours(store.problem_of_frames())) << from;
    store.write("trajectories/f.h5", whole);
  }
  EXPECT_EQ(store.damaged(), "");
}

MPI_TEST(Damage, ALostSegmentOrJoinedFileIsNoticed, 1) {
  const DamagedStore store(world, "lost");
  const std::string segment = store.bytes("trajectories/f/1.h5");
  posix_files().remove(store.path("trajectories/f/1.h5"));
  EXPECT_EQ(store.damaged(), "trajectories/f ");
  EXPECT_THAT(store.problem_of_frames(), ::testing::HasSubstr("holds 3 of the 6 frames of its trajectory"));
  store.write("trajectories/f/1.h5", segment);
  posix_files().remove(store.path("trajectories/f.h5"));
  EXPECT_EQ(store.damaged(), "trajectories/f.h5 ");
}

// Written anew, a file that was damaged is whole again: the joined one is derived from segments that verify.
MPI_TEST(Damage, SegmentsAreCheckedBeforeTheyAreJoined, 1) {
  const DamagedStore store(world, "join");
  std::string bytes = store.bytes("trajectories/f/1.h5");
  bytes[700] = static_cast<char>(bytes[700] ^ 1);
  store.write("trajectories/f/1.h5", bytes);
  Store other = store.open();
  try {
    other.join_segments("f", "f");
    FAIL();
  } catch (const Error& problem) {
    EXPECT_TRUE(is_ours(problem.what())) << problem.what();
  }
}

}  // namespace
}  // namespace vitriflow
