// bench_lammps_overhead [STEPS] [PAIRS]: how much longer an MD stage takes than the same commands run by lmp.
//
// One cell of ZIF-4, NPT at 300 K, thermodynamics every 100 steps. Each pair runs the engine leg by leg as md.sample
// does, then lmp once over all steps; processor times are compared, so that a busy machine disturbs little. Run in the
// repository's root without mpirun.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <mpi.h>

#include "hpc/base/error.hpp"
#include "stages/engines/lammps_commands.hpp"
#include "stages/md/leg_schedule.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow {

namespace {

constexpr std::int64_t kThermoEvery = 100;

double processor_s(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double run_engine(const System& system, std::int64_t steps, const std::string& folder) {
  const double start = processor_s(RUSAGE_SELF);
  EngineSetup setup;
  setup.scratch = folder;
  setup.log_path = folder + "/engine.log";
  const auto engine = open_engine("lammps", Communicator::borrow(MPI_COMM_SELF), setup);
  engine->load(system);
  engine->draw_velocities(300, 1);
  double sum = 0;
  const Observer thermo{kThermoEvery, [&](Snapshot& snapshot) { sum += snapshot.thermo().temperature_K; }};
  Segment segment{"sampling", steps, {.ensemble = Ensemble::npt_isotropic}, kThermoEvery, 0};
  for (const auto& leg : schedule_legs({segment}, system.size())) {
    engine->run_dynamics(leg_request({segment}, leg), {&thermo, 1});
  }
  return processor_s(RUSAGE_SELF) - start;
}

void write_script(const System& system, std::int64_t steps, const std::string& folder) {
  std::ofstream(folder + "/lmp.data") << lammps_data_file(system);
  std::ofstream script(folder + "/lmp.in");
  script << "units metal\natom_style full\natom_modify map array\nread_data " << folder << "/lmp.data\n";
  for (const auto& command : lammps_force_field_commands(system, true)) script << command << '\n';
  script << "velocity all create 300 1 mom yes rot no dist gaussian loop all\ntimestep 0.0005\n"
         << lammps_motion_command({.ensemble = Ensemble::npt_isotropic}) << '\n'
         << "thermo_style custom step temp pe ke press vol ecouple\nthermo " << kThermoEvery << "\nrun " << steps
         << '\n';
}

double run_lmp(const std::string& folder) {
  const double start = processor_s(RUSAGE_CHILDREN);
  const std::string command = fmt::format(
      "env -i PATH=/usr/bin:/bin HOME=/tmp OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "
      "lmp -in {0}/lmp.in -log {0}/lmp.log -screen none",
      folder);
  const int status = std::system(command.c_str());  // NOLINT(bugprone-command-processor): a fixed command
  if (status != 0) throw Error(fmt::format("'{}' ended with status {}. Is 'lmp' installed?", command, status));
  return processor_s(RUSAGE_CHILDREN) - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

void compare(std::int64_t steps, int pairs) {
  const System system = assemble(read_structure("inputs/structures/zif-4.yaml"),
                                 read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  const std::string folder = std::filesystem::temp_directory_path() / fmt::format("vitriflow-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);
  write_script(system, steps, folder);
  std::vector<double> ratios;
  for (int pair = 0; pair < pairs; ++pair) {
    const double ours = run_engine(system, steps, folder);
    const double theirs = run_lmp(folder);
    ratios.push_back(ours / theirs);
    std::printf("pair %d: engine %.2f s, lmp %.2f s, ratio %.4f, %.0f steps/s\n", pair + 1, ours, theirs, ratios.back(),
                static_cast<double>(steps) / ours);
  }
  std::printf("median ratio %.4f\n", median(ratios));
  std::filesystem::remove_all(folder);
}

}  // namespace

}  // namespace vitriflow

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  try {
    vitriflow::compare(argc > 1 ? std::atoll(argv[1]) : 10000, argc > 2 ? std::atoi(argv[2]) : 3);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
  return 0;
}
