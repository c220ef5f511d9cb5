// What doctor tries under mpirun: a collective HDF5 file, LAMMPS against an analytic answer, styles of LAMMPS.
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "hpc/base/clock.hpp"
#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "hpc/communicator.hpp"
#include "hpc/store/aside_folder.hpp"
#include "hpc/store/store.hpp"
#include "runner/doctor.hpp"
#include "runner/self_test.hpp"
#include "stages/engines/engine.hpp"
#include "stages/engines/lammps_styles.hpp"

namespace vitriflow {

namespace {

constexpr std::int64_t kParticles = 20000, kFrames = 5;

Frame probe_frame(std::int64_t index) {
  Frame frame{index, static_cast<double>(index), {30, 0, 0, 0, 30, 0, 0, 0, 30}, {}};
  frame.positions.resize(3 * kParticles);
  for (std::size_t i = 0; i < frame.positions.size(); ++i)
    frame.positions[i] = static_cast<double>((i + static_cast<std::size_t>(index)) % 30);
  return frame;
}

void probe_hdf5(const Communicator& group, const std::string& folder) {
  Clock& clock = system_clock();
  group.on_root([&] { begin_epoch(folder, 1, posix_files()); });
  Store store(folder, 1, fmt::format("doctor-{}", group.rank()), posix_files(), clock);
  TrajectoryParticles particles;
  for (std::int64_t i = 0; i < kParticles; ++i) particles.ids.push_back(i + 1);
  particles.elements.assign(kParticles, "Ar");
  std::vector<Frame> frames;
  for (std::int64_t i = 0; i < kFrames; ++i) frames.push_back(probe_frame(i));
  const double before = clock.monotonic_s();
  store.write_segment(group, "doctor", 0, particles, frames);
  const double seconds = clock.monotonic_s() - before;
  std::int64_t wrong = 0;
  const std::int64_t seen =
      store.visit_frames(group, "doctor", [&](const TrajectoryParticles&, std::int64_t index, const Frame& frame) {
        if (frame.positions != probe_frame(index).positions) ++wrong;
      });
  if (group.sum(wrong) != 0 || seen != kFrames)
    throw Error(fmt::format("what was written to '{}' reads back otherwise", folder));
  const double megabytes = static_cast<double>(kFrames * kParticles * 3 * 4) / 1e6;
  if (group.is_root())
    fmt::print("{} ranks wrote and read {:.1f} MB collectively, synced in {:.0f} ms\n", group.size(), megabytes,
               seconds * 1e3);
}

// 32 argon atoms, slightly off a face-centred lattice.
System argon() {
  System system;
  system.name = "argon";
  system.types = {{"Ar", "Ar", 39.948, 0.0}};
  const double a = 10.8;
  for (int cell = 0; cell < 8; ++cell) {
    const double corner[3] = {(cell & 1) * a / 2, ((cell >> 1) & 1) * a / 2, ((cell >> 2) & 1) * a / 2};
    const double sites[4][3] = {{0, 0, 0}, {0, a / 4, a / 4}, {a / 4, 0, a / 4}, {a / 4, a / 4, 0}};
    for (const auto& site : sites) {
      for (int k = 0; k < 3; ++k)
        system.positions.push_back(corner[k] + site[k] + 0.05 * std::sin(static_cast<double>(system.positions.size())) +
                                   0.2);
      system.type.push_back(0);
      system.molecule.push_back(1);
    }
  }
  system.box.edges = {a, a, a};
  system.true_mass = 32 * 39.948;
  system.force_field.name = "argon";
  system.force_field.lennard_jones = {{0, 0, 0.0103, 3.4, 5.0}};
  system.force_field.skin = 0.3;
  return system;
}

void probe_lammps(const Communicator& group, const std::string& folder) {
  const System system = argon();
  const auto evaluate = [&](const std::string& name) {
    const auto engine = open_engine(name, group, {folder, folder + "/" + name + ".log", {}});
    engine->load(system);
    return engine->evaluate();
  };
  const Evaluation lammps = evaluate("lammps"), analytic = evaluate("reference");
  double worst = 0;
  for (std::size_t i = 0; i < analytic.forces_eV_A.size(); ++i)
    worst = std::max(worst, std::abs(analytic.forces_eV_A[i] - lammps.forces_eV_A[i]));
  if (worst > 1e-9)
    throw Error(fmt::format(
        "LAMMPS and the analytic engine differ by {:.1e} eV/A in a force: this LAMMPS computes wrongly", worst));
  if (group.is_root())
    fmt::print("version {}, opened; forces of 32 argon atoms within {:.0e} eV/A of the analytic ones\n",
               engine_info("lammps").version, worst);
}

void probe_styles(const Communicator& group, const std::string& folder, const std::string& styles) {
  const EngineSetup setup{folder, folder + "/styles.log", {}};
  std::istringstream stream(styles);
  std::vector<LammpsStyle> wanted;
  for (std::string word; std::getline(stream, word, ',');)
    wanted.push_back({word.substr(0, word.find(':')), word.substr(word.find(':') + 1)});
  for (const LammpsStyle& style : styles_that_lammps_lacks(wanted, group, setup)) {
    if (group.is_root()) fmt::print("{}:{}\n", style.category, style.name);
  }
}

}  // namespace

void run_probe(const std::string& what, const std::string& folder, const std::string& styles) {
  const Communicator world = Communicator::borrow(MPI_COMM_WORLD);
  if (what == "hdf5") return probe_hdf5(world, folder);
  if (what == "lammps") return probe_lammps(world, folder);
  if (what == "placement") return probe_placement(folder);
  if (what == "styles") return probe_styles(world, folder, styles);
  throw Error(fmt::format("unknown probe '{}'.{}", what, did_you_mean(what, {"hdf5", "lammps", "placement", "styles"})),
              Failure::invalid_input);
}

}  // namespace vitriflow
