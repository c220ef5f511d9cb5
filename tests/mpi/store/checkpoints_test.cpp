#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>

#include "hpc/base/error.hpp"
#include "hpc/store/store.hpp"
#include "tests/support/begun_epoch.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow {
namespace {

using testing::scratch_folder;

struct State {
  std::int64_t step = 0;
  double temperature = 0;
  std::string ensemble;
  std::vector<double> positions;
  std::vector<double> short_list;
  std::vector<double> none;
  std::vector<std::int64_t> ids;
  std::string image;  // root only

  void describe(Archive& archive) {
    archive.field("step", step);
    archive.field("thermostat/temperature", temperature, "K");
    archive.field("ensemble", ensemble);
    archive.field("positions", positions, "A");
    archive.field("short_list", short_list, "eV");
    archive.field("none", none, "1");
    archive.field("ids", ids);
    archive.root_bytes("restart", image);
  }
};

// Positions are long enough to be written in slabs.
State state_at(std::int64_t step, const Communicator& world) {
  State state;
  state.step = step;
  state.temperature = 300.0 + 0.1;
  state.ensemble = "npt, isotropic";
  for (int i = 0; i < 100001; ++i) state.positions.push_back(0.1 * i + static_cast<double>(step));
  state.short_list = {std::numeric_limits<double>::quiet_NaN(), -0.0, 1e-308};
  state.ids = {3, 1, 2};
  if (world.is_root()) state.image = std::string("binary\0\xff", 8) + std::string(100000, 'r');
  return state;
}

void write(Store& store, const Communicator& world, std::int64_t leg) {
  State state = state_at(1000 * leg, world);
  store.write_checkpoint(world, "fp", leg, [&](Archive& archive) { state.describe(archive); });
}

// The leg that is read, -1 for none; the state must be the one written for it.
std::int64_t read(Store& store, const Communicator& world) {
  State state;
  const auto leg = store.read_checkpoint(world, "fp", [&](Archive& archive) { state.describe(archive); });
  if (!leg) return -1;
  const State truth = state_at(1000 * *leg, world);
  EXPECT_EQ(state.step, truth.step);
  EXPECT_EQ(state.temperature, truth.temperature);
  EXPECT_EQ(state.ensemble, truth.ensemble);
  EXPECT_EQ(state.positions, truth.positions);
  EXPECT_EQ(state.ids, truth.ids);
  EXPECT_EQ(state.image, truth.image);
  EXPECT_TRUE(state.none.empty());
  EXPECT_EQ(state.short_list.size(), 3U);
  EXPECT_TRUE(std::isnan(state.short_list[0]));
  EXPECT_TRUE(std::signbit(state.short_list[1]));
  return *leg;
}

std::vector<std::string> stored(const Communicator& world, const std::string& folder) {
  world.barrier();
  auto names = posix_files().list(folder + "/checkpoints/fp");
  world.barrier();
  return names;
}

void flip_byte(const Communicator& world, const std::string& path, std::int64_t offset) {
  world.on_root([&] {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const char flipped = static_cast<char>(file.get() ^ 1);
    file.seekp(offset);
    file.put(flipped);
  });
}

Store open(const Communicator& world, const std::string& folder) {
  return Store(testing::begun(folder), 1, "rank" + std::to_string(world.rank()), posix_files(), system_clock());
}

using Names = std::vector<std::string>;

MPI_TEST(Checkpoints, ComeBackOnEveryRankAndTheTwoNewestAreKept, 1, 2, 4) {
  const std::string folder = scratch_folder("keep");
  Store store = open(world, folder);
  EXPECT_EQ(read(store, world), -1);
  for (std::int64_t leg = 8; leg <= 11; ++leg) write(store, world, leg);
  EXPECT_EQ(stored(world, folder), (Names{"10.h5", "11.h5"}));
  EXPECT_EQ(read(store, world), 11);
  world.on_root([&] { store.remove_checkpoints("fp"); });
  EXPECT_EQ(read(store, world), -1);
}

MPI_TEST(Checkpoints, FlippedByteAnywhereMeansTheOlderOne, 1, 2) {
  const std::string folder = scratch_folder("damage");
  Store store = open(world, folder);
  write(store, world, 1);
  for (const std::int64_t offset : {0, 30, 300, 511, 512, 700, 2000, 100000, 800000}) {
    write(store, world, 2);
    const std::string path = folder + "/checkpoints/fp/2.h5";
    ASSERT_GT(static_cast<std::int64_t>(posix_files().size(path)), offset);
    flip_byte(world, path, offset);
    EXPECT_EQ(read(store, world), 1) << offset;
    EXPECT_EQ(stored(world, folder), (Names{"1.h5", "2.h5.damaged"})) << offset;
  }
}

MPI_TEST(Checkpoints, TornFileMeansTheOlderOne, 1, 2) {
  const std::string folder = scratch_folder("torn");
  Store store = open(world, folder);
  write(store, world, 1);
  for (const std::uint64_t size : {0, 100, 512, 5000, 500000}) {
    write(store, world, 2);
    world.on_root([&] { posix_files().truncate(folder + "/checkpoints/fp/2.h5", size); });
    EXPECT_EQ(read(store, world), 1) << size;
  }
}

MPI_TEST(Checkpoints, EarlierLegEndsThePastThatIsRunAgain, 1, 2) {
  const std::string folder = scratch_folder("back");
  Store store = open(world, folder);
  for (std::int64_t leg = 3; leg <= 5; ++leg) write(store, world, leg);
  write(store, world, 4);
  EXPECT_EQ(stored(world, folder), (Names{"4.h5"}));
  EXPECT_EQ(read(store, world), 4);
}

MPI_TEST(Checkpoints, HalfWrittenFileOfAKilledRunIsPassedOver, 1, 2) {
  const std::string folder = scratch_folder("half");
  Store store = open(world, folder);
  write(store, world, 1);
  world.on_root([&] { std::ofstream(folder + "/aside/1/rank0-checkpoints_fp_2.h5") << "half a checkpoint"; });
  EXPECT_EQ(read(store, world), 1);
  write(store, world, 2);
  EXPECT_EQ(read(store, world), 2);
  EXPECT_EQ(stored(world, folder), (Names{"1.h5", "2.h5"}));
}

MPI_TEST(Checkpoints, MissingFieldIsNamedOnEveryRank, 1, 2) {
  const std::string folder = scratch_folder("missing");
  Store store = open(world, folder);
  write(store, world, 1);
  double value = 0;
  const auto message = [&](const std::string& name, const std::string& unit) {
    try {
      store.read_checkpoint(world, "fp", [&](Archive& archive) { archive.field(name, value, unit); });
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string path = folder + "/checkpoints/fp/1.h5";
  EXPECT_EQ(message("pressure", "bar"), "checkpoint '" + path + "' has no field 'pressure'.");
  EXPECT_EQ(message("barostat/pressure", "bar"), "checkpoint '" + path + "' has no field 'barostat/pressure'.");
  EXPECT_EQ(message("thermostat/temperature", "bar"),
            "checkpoint '" + path + "': field 'thermostat/temperature' is of another type or unit than expected.");
  EXPECT_EQ(message("thermostat/temperature", "K"), "");
}

// The folder cannot be written to: every rank learns of it, nothing hangs, and the older checkpoint stays.
MPI_TEST(Checkpoints, FailureToWriteReachesEveryRank, 1, 2, 4) {
  const std::string folder = scratch_folder("fail");
  Store store = open(world, folder);
  write(store, world, 1);
  world.on_root([&] { posix_files().make_directories(folder + "/checkpoints/fp/2.h5"); });
  EXPECT_THROW(write(store, world, 2), Error);
  world.on_root([&] { posix_files().remove_all(folder + "/checkpoints/fp/2.h5"); });
  EXPECT_EQ(read(store, world), 1);
  write(store, world, 2);
  EXPECT_EQ(read(store, world), 2);
}

// The last rank may write no more than 300 kB a file, as on a disk that is nearly full.
MPI_TEST(Checkpoints, WriteThatFailsOnOneRankReachesEveryRank, 1, 2, 4) {
  const std::string folder = scratch_folder("limit");
  Store store = open(world, folder);
  write(store, world, 1);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit before = limit;
  limit.rlim_cur = 300000;
  if (world.rank() == world.size() - 1) ::setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_THROW(write(store, world, 2), Error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(read(store, world), 1);
  write(store, world, 2);
  EXPECT_EQ(read(store, world), 2);
}

}  // namespace
}  // namespace vitriflow
