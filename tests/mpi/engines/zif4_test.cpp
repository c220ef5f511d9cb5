// ZIF-4 with nb-ZIF-FF, one cell of 400 particles: what campaigns really run.
#include <cmath>

#include "hpc/store/memory_archive.hpp"
#include "stages/structure/assembly.hpp"
#include "stages/structure/structure_file.hpp"
#include "tests/mpi/engines/systems.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

// The crystal, its particles moved by up to 0.03 A so that no force vanishes by symmetry.
System zif4() {
  System system = assemble(read_structure("inputs/structures/zif-4.yaml"),
                           read_force_field("inputs/forcefields/nb-zif-ff-b.yaml"), {});
  shake(system.positions, 0.03);
  return system;
}

// Without what makes energies step or forces differ from their slope (conformance_test.cpp says why).
System exact_zif4() {
  System system = zif4();
  system.force_field.kspace_accuracy = 1e-8;
  system.force_field.mesh = {0, 0, 0};
  return as_include(with_mesh("lammps", world(), system), "pair_modify table 0 tail no");
}

Evaluation evaluate(const Communicator& group, const System& system) {
  const auto engine = open("lammps", group);
  engine->load(system);
  return engine->evaluate();
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace

// A small step, so that no pair crosses a cutoff: the truncated Coulomb sum alone jumps by 1e-8 eV there.
MPI_TEST(Zif4, ForcesEqualFiniteDifferences, 2) {
  const System system = exact_zif4();
  const auto at_rest = evaluate(world, system);
  constexpr double kStep = 2e-5;
  for (const std::string type : {"Zn", "He", "N1", "Ne", "C4", "H2"}) {
    std::size_t i = 0;
    while (system.types[static_cast<std::size_t>(system.type[i])].name != type) ++i;
    System moved = system;
    moved.positions[3 * i + 1] += kStep;
    const double above = evaluate(world, moved).energy_eV;
    moved.positions[3 * i + 1] -= 2 * kStep;
    const double below = evaluate(world, moved).energy_eV;
    EXPECT_NEAR((below - above) / (2 * kStep), at_rest.forces_eV_A[3 * i + 1], 5e-6) << type;
  }
}

MPI_TEST(Zif4, StressEqualsFiniteDifferences, 2) {
  const System system = exact_zif4();
  const auto at_rest = evaluate(world, system);
  constexpr double kStrain = 2e-6;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::array<double, 2> energy{};
    for (const int side : {0, 1}) {
      System strained = system;
      const double factor = 1 + (side == 0 ? -kStrain : kStrain);
      for (std::size_t i = axis; i < strained.positions.size(); i += 3) strained.positions[i] *= factor;
      strained.box.edges[axis] *= factor;
      energy[static_cast<std::size_t>(side)] = evaluate(world, strained).energy_eV;
    }
    const double stress = (energy[1] - energy[0]) / (2 * kStrain) / system.box.volume() * 160.2176634;
    EXPECT_NEAR(stress, at_rest.stress_GPa[axis], 1e-4) << axis;
  }
}

MPI_TEST(Zif4, OneTwoAndFourRanksAgreeToTenDigits, 1, 2, 4) {
  const System system = zif4();
  const auto one = evaluate(Communicator::borrow(MPI_COMM_SELF), system);
  const auto many = evaluate(world, system);
  EXPECT_NEAR(many.energy_eV, one.energy_eV, 1e-10 * std::abs(one.energy_eV));
  double most = 0;
  for (std::size_t i = 0; i < one.forces_eV_A.size(); ++i) {
    most = std::max(most, std::abs(one.forces_eV_A[i] - many.forces_eV_A[i]));
  }
  EXPECT_LT(most, 1e-10 * largest(one.forces_eV_A));
}

// The default settings (tables, 3e-5) stay within the force error that they were chosen for: 2e-4 of the mean force.
MPI_TEST(Zif4, ProductionSettingsGiveTheExactForces, 2) {
  System system = zif4();
  system.force_field.tail_correction = false;
  const auto fast = evaluate(world, system);
  const auto exact = evaluate(world, exact_zif4());
  double difference2 = 0;
  double force2 = 0;
  for (std::size_t i = 0; i < fast.forces_eV_A.size(); ++i) {
    difference2 += std::pow(fast.forces_eV_A[i] - exact.forces_eV_A[i], 2);
    force2 += std::pow(exact.forces_eV_A[i], 2);
  }
  EXPECT_LT(std::sqrt(difference2 / force2), 5e-4);
}

// 100 steps of NPT, killed between two legs: the resumed run repeats the bits.
MPI_TEST(Zif4, ResumedNptRepeatsTheBits, 1, 2) {
  const System system = zif4();
  const auto run = [&](Engine& engine, std::int64_t leg) {
    engine.run_dynamics({.ensemble = Ensemble::npt_isotropic, .first_step = 25 * leg, .steps = 25}, {});
  };
  const auto whole = open("lammps", world);
  whole->load(system);
  whole->draw_velocities(300, 11);
  MemoryArchive archive;
  for (std::int64_t leg = 0; leg < 4; ++leg) {
    run(*whole, leg);
    if (leg == 1) whole->exchange(archive);
  }
  archive.read_from_now_on();
  const auto resumed = open("lammps", world);
  resumed->load(system);
  resumed->exchange(archive);
  for (std::int64_t leg = 2; leg < 4; ++leg) run(*resumed, leg);
  EXPECT_EQ(resumed->system().positions, whole->system().positions);
  EXPECT_EQ(resumed->system().velocities, whole->system().velocities);
  EXPECT_EQ(resumed->system().box.edges, whole->system().box.edges);
}

}  // namespace vitriflow::testing
