#include "tests/mpi/engines/systems.hpp"

#include <cmath>
#include <random>

#include <fmt/format.h>

#include "stages/engines/lammps_commands.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

constexpr std::array<double, 3> kMoleculeSpacing{6.1, 6.3, 6.6};
constexpr std::array<std::array<double, 3>, 6> kSites{
    {{0, 0, 0}, {1.5, 0, 0}, {2.1, 1.35, 0.2}, {3.5, 1.5, 0.9}, {1.9, -0.8, 1.1}, {-0.4, 0.25, -0.1}}};

void add_molecule(System& system, double x, double y, double z) {
  const std::int64_t first = system.size();
  const std::int64_t molecule = first / 6 + 1;
  for (std::size_t s = 0; s < kSites.size(); ++s) {
    system.type.push_back(static_cast<std::int64_t>(s));
    system.molecule.push_back(molecule);
    system.positions.insert(system.positions.end(), {x + kSites[s][0], y + kSites[s][1], z + kSites[s][2]});
  }
  auto& topology = system.topology;
  topology.bonds.insert(topology.bonds.end(), {{0, first, first + 1},
                                               {0, first + 1, first + 2},
                                               {0, first + 2, first + 3},
                                               {0, first + 1, first + 4},
                                               {1, first, first + 5}});
  topology.angles.insert(topology.angles.end(), {{0, first, first + 1, first + 2},
                                                 {0, first + 1, first + 2, first + 3},
                                                 {0, first, first + 1, first + 4},
                                                 {0, first + 4, first + 1, first + 2},
                                                 {1, first + 5, first, first + 1}});
  topology.dihedrals.push_back({0, first, first + 1, first + 2, first + 3});
  topology.dihedrals.push_back({1, first + 5, first, first + 1, first + 2});  // zero amplitude
  topology.impropers.push_back({0, first + 1, first, first + 2, first + 4});
}

ForceField molecule_field(double kspace_accuracy) {
  ForceField field;
  field.name = "test-molecules";
  field.bonds = {{"core", 15.0, 1.5}, {"dummy", 23.0, 0.5}};
  field.angles = {{"core", 1.5, 115.0, 2.0, 2.5}, {"dummy", 0.5, 125.0, 0, 0}};
  field.dihedrals = {{"core", 0.15, 2, 180}, {"dummy", 0.0, 2, 180}};
  field.impropers = {{"branch", 0.15, -1, 2}};
  const std::vector<double> epsilon{0.004, 0.004, 0.005, 0.007, 0.001};
  const std::vector<double> sigma{3.2, 3.3, 3.4, 3.1, 2.5};
  for (int a = 0; a < 6; ++a) {
    for (int b = a; b < 6; ++b) {
      if (a == 0 && b == 3) continue;  // Morse instead
      const auto i = static_cast<std::size_t>(a);
      const auto j = static_cast<std::size_t>(b);
      const bool dummy = b == 5;
      field.lennard_jones.push_back({a, b, dummy ? 1e-7 : std::sqrt(epsilon[i] * epsilon[j]),
                                     dummy ? 1.0 : 0.5 * (sigma[i] + sigma[j]), dummy ? 3.0 : 7.5});
    }
  }
  field.morse = {{0, 3, 0.04, 2.0, 2.9, 7.0}};
  field.special_lj = {0, 0, 0.5};
  field.special_coulomb = {0, 0, 0.6874};
  field.coulomb_cutoff = 8.0;
  field.kspace_accuracy = kspace_accuracy;
  field.skin = 1.0;
  field.tail_correction = true;
  return field;
}

}  // namespace

void shake(std::vector<double>& positions, double noise) {
  std::mt19937 generator(20240117);
  for (auto& x : positions) x += noise * (2.0 * static_cast<double>(generator()) / 4294967295.0 - 1.0);
}

System argon(int cells, double noise) {
  System system;
  system.name = "argon";
  system.types = {{"Ar", "Ar", 39.948, 0.0}};
  const double a = 5.4;
  for (int i = 0; i < 8 * cells * cells * cells; ++i) {
    const int x = i % (2 * cells);
    const int y = i / (2 * cells) % (2 * cells);
    const int z = i / (4 * cells * cells);
    if ((x + y + z) % 2 != 0) continue;
    system.positions.insert(system.positions.end(), {0.5 * a * x, 0.5 * a * y, 0.5 * a * z});
    system.type.push_back(0);
    system.molecule.push_back(1);
  }
  shake(system.positions, noise);
  system.box.edges = {a * cells, a * cells, a * cells};
  system.force_field.name = "lj";
  system.force_field.lennard_jones = {{0, 0, 0.0104, 3.4, std::min(8.5, 0.49 * a * cells)}};
  system.force_field.skin = 1.0;
  system.true_mass = 39.948 * static_cast<double>(system.size());
  return system;
}

System pair_of_particles(double r, bool bonded) {
  System system;
  system.name = "pair";
  system.types = {{"P", "H", 1.0, 0.0}};
  system.type = {0, 0};
  system.molecule = {1, 1};
  system.positions = {20.0, 20.0, 20.0, 20.0 + r, 20.0, 20.0};
  system.box.edges = {40.0, 40.0, 40.0};
  system.force_field.name = "pair";
  system.force_field.lennard_jones = {{0, 0, 0.01, 3.0, 15.0}};
  system.force_field.bonds = {{"P-P", 10.0, 1.0}};
  if (bonded) system.topology.bonds = {{0, 0, 1}};
  system.true_mass = 2.0;
  return system;
}

System molecules(double kspace_accuracy) {
  System system;
  system.name = "molecules";
  const std::vector<double> charge{0.4, -0.2, 0.1, -0.3, 0.3, -0.3};
  const std::vector<double> mass{12.0, 12.0, 14.0, 16.0, 3.0, 4.0};
  for (std::size_t i = 0; i < charge.size(); ++i) {
    system.types.push_back({fmt::format("S{}", i), i == 5 ? "X" : "C", mass[i], charge[i]});
  }
  for (int i = 0; i < 27; ++i) {
    add_molecule(system, kMoleculeSpacing[0] * (i % 3), kMoleculeSpacing[1] * (i / 3 % 3),
                 kMoleculeSpacing[2] * (i / 9));
  }
  shake(system.positions, 0.05);
  for (std::size_t c = 0; c < 3; ++c) system.box.edges[c] = 3 * kMoleculeSpacing[c];
  system.force_field = molecule_field(kspace_accuracy);
  system.true_mass = 61.0 * 27;
  return system;
}

System leaning_molecules(const std::array<int, 3>& lean, double kspace_accuracy) {
  System system = molecules(kspace_accuracy);
  constexpr std::array<std::size_t, 3> kAxis{0, 0, 1};
  for (std::size_t c = 0; c < 3; ++c) system.box.tilts[c] = lean[c] * kMoleculeSpacing[kAxis[c]];
  return system;
}

System as_include(System system, const std::string& more) {
  std::string text;
  for (const auto& command : lammps_force_field_commands(system, true)) text += command + "\n";
  system.force_field.lammps_include = text + more + "\n";
  return system;
}

std::unique_ptr<Engine> open(const std::string& name, const Communicator& group) {
  static const std::string folder = scratch_folder("engines");
  EngineSetup setup;
  setup.scratch = folder;
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  setup.log_path = fmt::format("{}/engine{}.log", folder, group.size() == 1 ? fmt::format("-{}", rank) : "");
  return open_engine(name, group, setup);
}

System with_mesh(const std::string& engine, const Communicator& group, const System& system) {
  const auto opened = open(engine, group);
  opened->load(system);
  return opened->system();
}

}  // namespace vitriflow::testing
