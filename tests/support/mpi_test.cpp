#include "tests/support/mpi_test.hpp"

#include <unistd.h>

#include <filesystem>
#include <vector>

namespace vitriflow::testing {

namespace {

std::vector<std::string>& folders() {
  static std::vector<std::string> made;
  return made;
}

int run_all(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  int provided = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int failed = RUN_ALL_TESTS();
  int anywhere = 0;
  MPI_Allreduce(&failed, &anywhere, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
  if (rank == 0) {
    std::error_code ignored;
    for (const auto& folder : folders()) std::filesystem::remove_all(folder, ignored);
  }
  MPI_Finalize();
  return anywhere;
}

}  // namespace

const Communicator& world() {
  static const Communicator borrowed = Communicator::borrow(MPI_COMM_WORLD);
  return borrowed;
}

std::string scratch_folder(const std::string& name) {
  std::string path;
  if (world().is_root()) {
    path = std::filesystem::temp_directory_path() / ("vitriflow-test-" + std::to_string(::getpid()) + "-" + name);
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  world().broadcast(path);
  folders().push_back(path);
  return path;
}

}  // namespace vitriflow::testing

int main(int argc, char** argv) { return vitriflow::testing::run_all(argc, argv); }
