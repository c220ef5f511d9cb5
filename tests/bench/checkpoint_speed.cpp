// Times a checkpoint of many atoms against plain MPI-IO of as many bytes on the same file system, in pairs:
//   mpirun -n 2 checkpoint_speed FOLDER [ATOMS] [REPEATS]
// "written" is all that the file needs to be whole on disk (HDF5, checksum, header, sync); plain MPI-IO writes the same
// slabs collectively and syncs. What is read back and compared before the file is taken into place stands beside it.
#include <mpi.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "hpc/base/files.hpp"
#include "hpc/h5.hpp"
#include "hpc/session.hpp"
#include "hpc/store/checkpoint_file.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {
namespace {

struct State {
  std::vector<double> positions, velocities;
  void describe(Archive& archive) {
    archive.field("engine/positions", positions, "A");
    archive.field("engine/velocities", velocities, "A/ps");
  }
};

template <typename Work>
double seconds(const Communicator& group, const Work& work) {
  group.barrier();
  const double begin = MPI_Wtime();
  work();
  group.barrier();
  return MPI_Wtime() - begin;
}

void write_ours(const Communicator& group, const std::string& path, State& state, WritingArchive& archive) {
  state.describe(archive);
  write_group_file(group, posix_files(), path, archive.file("checkpoint", "bench", 1));
}

// As the store does before it takes the file into place.
void verify_ours(const Communicator& group, const std::string& path, const WritingArchive& archive) {
  check_group_file(group, posix_files(), path, "checkpoint");
  group.all_or_none([&] { archive.verify(H5File::open(path).root()); });
}

void write_plain(const Communicator& group, const std::string& path, const State& state) {
  MPI_File file = MPI_FILE_NULL;
  MPI_File_open(group.handle(), path.c_str(), MPI_MODE_CREATE | MPI_MODE_WRONLY, MPI_INFO_NULL, &file);
  const auto ranks = static_cast<std::size_t>(group.size()), rank = static_cast<std::size_t>(group.rank());
  MPI_Offset start = 0;
  for (const auto* values : {&state.positions, &state.velocities}) {
    const std::size_t first = values->size() * rank / ranks, last = values->size() * (rank + 1) / ranks;
    MPI_File_write_at_all(file, start + static_cast<MPI_Offset>(first * sizeof(double)), values->data() + first,
                          static_cast<int>(last - first), MPI_DOUBLE, MPI_STATUS_IGNORE);
    start += static_cast<MPI_Offset>(values->size() * sizeof(double));
  }
  MPI_File_sync(file);
  MPI_File_close(&file);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(const Communicator& group, const std::string& folder, std::size_t atoms, int repeats) {
  State state;
  for (std::size_t i = 0; i < 3 * atoms; ++i) {
    state.positions.push_back(1e-3 * static_cast<double>(i));
    state.velocities.push_back(1e-5 * static_cast<double>(i % 1000));
  }
  const std::string ours = folder + "/checkpoint.h5", plain = folder + "/plain";
  std::vector<double> written, raw, verified, ratios;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    WritingArchive archive(group);
    written.push_back(seconds(group, [&] { write_ours(group, ours, state, archive); }));
    verified.push_back(seconds(group, [&] { verify_ours(group, ours, archive); }));
    raw.push_back(seconds(group, [&] { write_plain(group, plain, state); }));
    ratios.push_back(raw.back() / written.back());
    group.on_root([&] {
      std::printf("written %.3f s, plain MPI-IO %.3f s, ratio %.2f; verified %.3f s\n", written.back(), raw.back(),
                  ratios.back(), verified.back());
      std::fflush(stdout);
      for (const auto& path : {ours, plain}) std::filesystem::remove(path);
    });
  }
  if (!group.is_root()) return;
  const double megabytes = 48e-6 * static_cast<double>(atoms);
  std::printf(
      "%zu atoms, %.0f MB, %d ranks: written in %.3f s, plain MPI-IO %.3f s, throughput %.0f %% of it, "
      "verified in %.3f s (medians of %d)\n",
      atoms, megabytes, group.size(), median(written), median(raw), 100 * median(ratios), median(verified), repeats);
}

}  // namespace
}  // namespace vitriflow

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: checkpoint_speed FOLDER [ATOMS] [REPEATS]\n"), 2;
  vitriflow::Session session(argc, argv);
  vitriflow::compare(vitriflow::Communicator::borrow(MPI_COMM_WORLD), argv[1], argc > 2 ? std::stoul(argv[2]) : 1000000,
                     argc > 3 ? std::stoi(argv[3]) : 5);
}
