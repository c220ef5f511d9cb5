#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

using testing::scratch_folder;

constexpr std::int64_t kParticles = 5;  // does not divide evenly

TrajectoryParticles particles() { return {{11, 12, 13, 14, 15}, {"Zn", "N", "N", "C", "H"}}; }

// Frame `number` of the whole trajectory; the numbers are exact in 32 bits.
Frame frame_at(std::int64_t number) {
  Frame frame;
  frame.step = 100 * number;
  frame.time_ps = 0.05 * static_cast<double>(number);
  const double length = 20.0 + static_cast<double>(number);
  frame.edges = {length, 0, 0, 0, length + 1, 0, 0, 0, length + 2};
  for (std::int64_t i = 0; i < 3 * kParticles; ++i) frame.positions.push_back(static_cast<double>(number + i) + 0.25);
  return frame;
}

std::vector<Frame> frames_between(std::int64_t from, std::int64_t to) {
  std::vector<Frame> frames;
  for (std::int64_t number = from; number < to; ++number) frames.push_back(frame_at(number));
  return frames;
}

Store open(const Communicator& world, const std::string& folder) {
  return Store(testing::begun(folder), 1, "rank" + std::to_string(world.rank()), posix_files(), system_clock());
}

// Frames 0-3, 4-5 and 6-12 in three legs.
void write_all(Store& store, const Communicator& world) {
  store.write_segment(world, "fp", 0, particles(), frames_between(0, 4));
  store.write_segment(world, "fp", 1, particles(), frames_between(4, 6));
  store.write_segment(world, "fp", 2, particles(), {});
  store.write_segment(world, "fp", 10, particles(), frames_between(6, 13));
  world.on_root([&] { store.join_segments("fp", "a test"); });
}

void expect_frame(const Frame& frame, std::int64_t number) {
  const Frame truth = frame_at(number);
  EXPECT_EQ(frame.step, truth.step);
  EXPECT_EQ(frame.time_ps, truth.time_ps);
  EXPECT_EQ(frame.edges, truth.edges);
  EXPECT_EQ(frame.positions, truth.positions);
}

// Runs Debian's Python; its exit status.
int python(const std::string& script, const std::string& argument) {
  const std::string command = "cd / && /usr/bin/python3 -W ignore '" + script + "' '" + argument + "'";
  return std::system(command.c_str());  // NOLINT(bugprone-command-processor): a test's own fixed command
}

MPI_TEST(Trajectories, EveryFrameIsVisitedOnceByTheRankWhoseTurnItIs, 1, 2, 4) {
  Store store = open(world, scratch_folder("visit"));
  write_all(store, world);
  std::int64_t visited = 0;
  const std::int64_t frames =
      store.visit_frames(world, "fp", [&](const TrajectoryParticles& kept, std::int64_t index, const Frame& frame) {
        EXPECT_EQ(index % world.size(), world.rank());
        EXPECT_EQ(kept.ids, particles().ids);
        EXPECT_EQ(kept.elements, particles().elements);
        expect_frame(frame, index);
        ++visited;
      });
  EXPECT_EQ(frames, 13);
  EXPECT_EQ(world.sum(visited), 13);
}

// A visit that ends after each round, and goes on from where it was.
struct Paused {
  TrajectoryPlace place;
};

MPI_TEST(Trajectories, VisitGoesOnFromTheEndOfAnyRound, 1, 2, 4) {
  Store store = open(world, scratch_folder("rounds"));
  write_all(store, world);
  for (std::int64_t round = 1; round <= 5; ++round) {
    std::multiset<std::int64_t> seen;
    std::int64_t begun = 0;
    const FrameRounds rounds{[round](std::int64_t count) {
                               EXPECT_EQ(count, kParticles);
                               return round;
                             },
                             [&](std::int64_t first, std::int64_t count) {
                               EXPECT_EQ(first, begun);
                               EXPECT_LE(count, round);
                               begun += count;
                             },
                             [&](const TrajectoryPlace& place, std::int64_t frames_in_all) {
                               EXPECT_EQ(frames_in_all, 13);
                               EXPECT_EQ(place.frame, begun);
                               throw Paused{place};
                             }};
    TrajectoryPlace place;
    for (bool over = false; !over;) {
      try {
        const auto frames = store.visit_frames(
            world, "fp", place,
            [&](const TrajectoryParticles&, std::int64_t index, const Frame& frame) {
              expect_frame(frame, index);
              seen.insert(index);
            },
            rounds);
        EXPECT_EQ(frames, 13);
        over = true;
      } catch (const Paused& paused) {
        place = paused.place;
      }
    }
    for (std::int64_t index = 0; index < 13; ++index)
      EXPECT_EQ(world.sum(static_cast<std::int64_t>(seen.count(index))), 1) << index;
  }
}

MPI_TEST(Trajectories, DroppedSegmentsAreWrittenAgain, 1, 2) {
  const std::string folder = scratch_folder("drop");
  Store store = open(world, folder);
  write_all(store, world);
  store.drop_segments_after(world, "fp", 0);
  EXPECT_FALSE(posix_files().exists(store.trajectory_path("fp")));
  const auto nothing = [](const TrajectoryParticles&, std::int64_t, const Frame&) {};
  EXPECT_EQ(store.visit_frames(world, "fp", nothing), 4);
  store.write_segment(world, "fp", 1, particles(), frames_between(4, 9));
  EXPECT_EQ(store.visit_frames(world, "fp", nothing), 9);
  store.drop_segments_after(world, "fp", -1);
  EXPECT_EQ(store.visit_frames(world, "fp", nothing), 0);
  world.on_root([&] { store.join_segments("fp", "none"); });
  EXPECT_FALSE(posix_files().exists(store.trajectory_path("fp")));
}

MPI_TEST(Trajectories, DamagedSegmentIsAnErrorOnEveryRank, 1, 2, 4) {
  const std::string folder = scratch_folder("damaged");
  Store store = open(world, folder);
  write_all(store, world);
  const std::string path = folder + "/trajectories/fp/1.h5";
  world.on_root([&] {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(2000);
    file.put('!');
  });
  try {
    store.visit_frames(world, "fp", [](const TrajectoryParticles&, std::int64_t, const Frame&) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "file '" + path +
                                "' is damaged: its checksum does not fit. 'vitriflow check --repair' drops the "
                                "trajectory, so that the next run makes it again.");
  }
}

MPI_TEST(Trajectories, LostSegmentOfAFinishedTaskIsAnErrorOnEveryRank, 1, 2) {
  const std::string folder = scratch_folder("lost");
  Store store = open(world, folder);
  write_all(store, world);
  world.on_root([&] { std::filesystem::remove(folder + "/trajectories/fp/1.h5"); });
  try {
    store.visit_frames(world, "fp", [](const TrajectoryParticles&, std::int64_t, const Frame&) {});
    FAIL() << "read eleven of thirteen frames without a word";
  } catch (const Error& error) {
    const std::string words = "holds 11 of the 13 frames of its trajectory: a segment is lost.";
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

MPI_TEST(Trajectories, ErrorInAVisitReachesEveryRank, 1, 2, 4) {
  Store store = open(world, scratch_folder("throw"));
  write_all(store, world);
  const auto visit = [](const TrajectoryParticles&, std::int64_t index, const Frame&) {
    if (index == 5) throw Error("frame 5 is odd");
  };
  EXPECT_THROW(store.visit_frames(world, "fp", visit), Error);
}

MPI_TEST(Trajectories, JoinedFileIsReadByH5pyAndMDAnalysis, 1, 2, 4) {
  const std::string folder = scratch_folder("python");
  const std::string moved = folder + "-moved";
  Store store = open(world, folder);
  write_all(store, world);
  world.on_root([&] {
    std::filesystem::remove_all(moved);
    std::filesystem::rename(folder, moved);  // a campaign may be moved
    EXPECT_EQ(python(std::string(kSourceFolder) + "/tests/mpi/store/read_trajectory.py", moved + "/trajectories/fp.h5"),
              0);
    std::filesystem::remove_all(moved);
  });
}

}  // namespace
}  // namespace vitriflow
