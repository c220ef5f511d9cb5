#include <sys/stat.h>

#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

using testing::scratch_folder;

constexpr std::int64_t kFrames = 7;

Frame frame_at(std::int64_t number) {
  const auto x = static_cast<double>(number);
  return {100 * number, 0.05 * x, {20, 0, 0, 0, 20, 0, 0, 0, 20}, {x, 0.5, 0.25, 1, 2, 3}};
}

std::vector<Frame> frames_between(std::int64_t from, std::int64_t to) {
  std::vector<Frame> frames;
  for (std::int64_t number = from; number < to; ++number) frames.push_back(frame_at(number));
  return frames;
}

Store open(const std::string& folder) {
  begin_epoch(folder, 1, posix_files());
  return {folder, 1, "rank0", posix_files(), system_clock()};
}

StoredResult result() {
  StoredResult stored;
  stored.origin.task = "glass";
  stored.origin.ranks = {0};
  stored.result.put_vector("thermo/energy", std::vector<double>(20000, 0.1), "eV");
  return stored;
}

// A finished task with its frames in two segments.
std::string finished_campaign(const Communicator& world, const std::string& folder) {
  Store store = open(folder);
  const TrajectoryParticles particles{{1, 2}, {"Zn", "N"}};
  store.write_segment(world, "fp", 0, particles, frames_between(0, 4));
  store.write_segment(world, "fp", 3, particles, frames_between(4, kFrames));
  store.join_segments("fp", "a test");
  store.put("fp", result());
  store.flush();
  return folder;
}

std::int64_t count_frames(Store& store) {
  std::int64_t equal = 0;
  store.read_frames("fp", [&](const TrajectoryParticles&, std::int64_t index, const Frame& frame) {
    if (frame.positions == frame_at(index).positions && frame.step == frame_at(index).step) ++equal;
  });
  return equal;
}

bool is_linked(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && info.st_nlink > 1;
}

MPI_TEST(Adoption, ResultAndFramesStayWhenTheOtherCampaignIsGone, 1) {
  const std::string folder = scratch_folder("adopt");
  const std::string other = finished_campaign(world, folder + "/other");
  Store store = open(folder + "/mine");
  EXPECT_EQ(store.adopt("fp", other, "").task, "glass");
  EXPECT_EQ(store.flush(), std::vector<std::string>{"fp"});
  EXPECT_TRUE(is_linked(folder + "/mine/trajectories/fp/3.h5"));
  std::filesystem::remove_all(other);
  Store later = open(folder + "/mine");
  EXPECT_EQ(later.read("fp").result.to_bytes(), result().result.to_bytes());
  EXPECT_EQ(count_frames(later), kFrames);
  EXPECT_TRUE(std::filesystem::is_empty(folder + "/mine/aside/1"));
}

MPI_TEST(Adoption, FramesBegunHereGiveWayAndNothingElseDoes, 1) {
  const std::string folder = scratch_folder("begun");
  const std::string other = finished_campaign(world, folder + "/other");
  Store store = open(folder + "/mine");
  store.write_segment(world, "fp", 7, {{1, 2}, {"Zn", "N"}}, frames_between(90, 93));
  store.write_segment(world, "another", 0, {{1, 2}, {"Zn", "N"}}, frames_between(0, 2));
  store.adopt("fp", other, "");
  EXPECT_EQ(count_frames(store), kFrames);
  EXPECT_TRUE(std::filesystem::exists(folder + "/mine/trajectories/another/0.h5"));
}

MPI_TEST(Adoption, LostOrDamagedSegmentIsRefusedAndNothingChanges, 1) {
  const std::string folder = scratch_folder("lost");
  const std::string other = finished_campaign(world, folder + "/other");
  Store store = open(folder + "/mine");
  store.write_segment(world, "fp", 7, {{1, 2}, {"Zn", "N"}}, frames_between(90, 93));
  std::string bytes = posix_files().read(other + "/trajectories/fp/3.h5");
  std::filesystem::remove(other + "/trajectories/fp/3.h5");
  EXPECT_THROW(store.adopt("fp", other, ""), Error);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  posix_files().create(other + "/trajectories/fp/3.h5")->write(bytes);
  EXPECT_THROW(store.adopt("fp", other, ""), Error);
  EXPECT_TRUE(std::filesystem::exists(folder + "/mine/trajectories/fp/7.h5"));
  EXPECT_FALSE(std::filesystem::exists(folder + "/mine/trajectories/fp.h5"));
  EXPECT_FALSE(store.contains("fp"));
}

}  // namespace
}  // namespace vitriflow
