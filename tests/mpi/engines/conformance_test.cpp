// One suite over all engines: what any engine must do, whatever program stands behind it.
#include <cmath>

#include "hpc/base/error.hpp"
#include "hpc/store/memory_archive.hpp"
#include "tests/mpi/engines/systems.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

struct Case {
  std::string engine;
  System system;
};

// LAMMPS cuts Lennard-Jones pairs without a shift unless told.
std::vector<Case> cases() {
  const System argon_atoms = argon(3, 0.2);
  return {{"reference", argon_atoms},
          {"lammps", as_include(argon_atoms, "pair_modify shift yes")},
          {"lammps", molecules()}};
}

// Tabulated Coulomb energies and forces are interpolated each on their own, and PPPM's forces are not the exact slope
// of its energy: without tables and with a tight mesh they are. A tail correction's pressure counts pairs that cross
// the cutoff, which no small step shows: off.
std::vector<Case> exact_cases() {
  auto exact = cases();
  exact.back().system = as_include(with_mesh("lammps", world(), molecules(1e-8)), "pair_modify table 0 tail no");
  return exact;
}

Evaluation evaluate(const std::string& engine, const Communicator& group, const System& system) {
  const auto opened = open(engine, group);
  opened->load(system);
  return opened->evaluate();
}

System strained(System system, std::size_t axis, double strain) {
  for (std::size_t i = axis; i < system.positions.size(); i += 3) system.positions[i] *= 1 + strain;
  system.box.edges[axis] *= 1 + strain;
  return system;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double most = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace

// PPPM at a relative accuracy of 1e-8 leaves about 1e-7 eV/A; the step's own error is of the order h^2.
MPI_TEST(Conformance, ForcesEqualFiniteDifferences, 1, 2) {
  for (const auto& [engine, system] : exact_cases()) {
    const auto at_rest = evaluate(engine, world, system);
    ASSERT_EQ(at_rest.forces_eV_A.size(), system.positions.size());
    constexpr double kStep = 1e-4;
    for (const std::size_t i : {0UL, 4UL, 11UL, 17UL, 32UL}) {
      System moved = system;
      moved.positions[i] += kStep;
      const double above = evaluate(engine, world, moved).energy_eV;
      moved.positions[i] -= 2 * kStep;
      const double below = evaluate(engine, world, moved).energy_eV;
      EXPECT_NEAR((below - above) / (2 * kStep), at_rest.forces_eV_A[i], 2e-6)
          << engine << ' ' << system.name << ' ' << i;
    }
  }
}

MPI_TEST(Conformance, StressEqualsFiniteDifferences, 1, 2) {
  for (const auto& [engine, system] : exact_cases()) {
    const auto at_rest = evaluate(engine, world, system);
    constexpr double kStrain = 2e-6;
    for (const std::size_t axis : {0UL, 1UL, 2UL}) {
      const double above = evaluate(engine, world, strained(system, axis, kStrain)).energy_eV;
      const double below = evaluate(engine, world, strained(system, axis, -kStrain)).energy_eV;
      const double stress = (above - below) / (2 * kStrain) / system.box.volume() * 160.2176634;
      EXPECT_NEAR(stress, at_rest.stress_GPa[axis], 2e-5 * largest({at_rest.stress_GPa[0], 1.0}))
          << engine << ' ' << system.name << ' ' << axis;
    }
  }
}

// Lennard-Jones at its minimum: -epsilon (the reference engine shifts by the value at the cutoff), no force.
MPI_TEST(Conformance, EnergiesAreInElectronvolts, 1, 2) {
  const double r_min = std::pow(2.0, 1.0 / 6) * 3.0;
  const double at_cutoff = 0.04 * (std::pow(0.2, 12) - std::pow(0.2, 6));
  for (const std::string engine : {"reference", "lammps"}) {
    const auto found = evaluate(engine, world, pair_of_particles(r_min, false));
    EXPECT_NEAR(found.energy_eV, -0.01 - (engine == "reference" ? at_cutoff : 0.0), 1e-14) << engine;
    EXPECT_LT(largest(found.forces_eV_A), 1e-12) << engine;
    const auto stretched = evaluate(engine, world, pair_of_particles(1.1, true));
    EXPECT_NEAR(stretched.energy_eV, 10 * 0.01, 1e-12) << engine;
    EXPECT_NEAR(stretched.forces_eV_A[0], 2 * 10 * 0.1, 1e-12) << engine;
    EXPECT_NEAR(stretched.stress_GPa[0], 2 * 10 * 0.1 * 1.1 / 64000.0 * 160.2176634, 1e-8) << engine;
  }
}

// A diatomic of reduced mass 1/2 returns after T = 2 pi sqrt(mu / 2k): 100 steps of T/100. Verlet's period is short by
// (omega dt)^2 / 24, a phase of 1e-3.
MPI_TEST(Conformance, OscillatorKeepsItsPeriod, 1, 2) {
  const double mass_eV_ps2_A2 = 0.5 * 1.03642696526805e-4;
  const double period_ps = 2 * M_PI * std::sqrt(mass_eV_ps2_A2 / (2 * 10.0));
  for (const std::string engine : {"reference", "lammps"}) {
    const auto opened = open(engine, world);
    opened->load(pair_of_particles(1.1, true));
    DynamicsRequest request;
    request.timestep_fs = period_ps * 10;
    request.steps = 100;
    opened->run_dynamics(request, {});
    const auto after = opened->system();
    EXPECT_NEAR(after.positions[3] - after.positions[0], 1.1, 1e-6) << engine;
    EXPECT_LT(std::abs(after.velocities[0]), 2e-3 * 0.1 * M_PI / period_ps) << engine;
  }
}

MPI_TEST(Conformance, NveConservesItsEnergy, 1, 2) {
  for (const auto& [engine, start] : cases()) {
    const auto opened = open(engine, world);
    opened->load(start);
    opened->minimize({.force_tolerance_eV_A = 0.05, .max_iterations = 200});
    opened->draw_velocities(100.0, 4711);
    std::vector<double> conserved;
    const Observer observer{10, [&](Snapshot& snapshot) { conserved.push_back(snapshot.thermo().conserved_eV); }};
    opened->run_dynamics({.timestep_fs = 0.5, .steps = 500}, {&observer, 1});
    ASSERT_EQ(conserved.size(), 50U) << engine;
    // In 0.25 ps: 1e-6 eV a particle; 1e-4 where pairs cross a cutoff that is not shifted.
    const double allowed = start.name == "argon" ? 1e-6 : 1e-4;
    EXPECT_LT(std::abs(conserved.back() - conserved.front()), allowed * static_cast<double>(start.size()))
        << engine << ' ' << start.name;
  }
}

MPI_TEST(Conformance, AnyNumberOfRanksGivesTheSameEnergyAndForces, 1, 2, 4) {
  const auto alone = Communicator::borrow(MPI_COMM_SELF);
  for (const auto& [engine, start] : cases()) {
    const System system = with_mesh(engine, alone, start);
    const System chosen_together = with_mesh(engine, world, start);
    EXPECT_EQ(system.force_field.mesh, chosen_together.force_field.mesh) << engine;
    EXPECT_EQ(system.force_field.ewald_per_A, chosen_together.force_field.ewald_per_A) << engine;
    const auto one = evaluate(engine, alone, system);
    const auto many = evaluate(engine, world, system);
    EXPECT_NEAR(many.energy_eV, one.energy_eV, 1e-10 * std::abs(one.energy_eV)) << engine << ' ' << system.name;
    EXPECT_LT(largest_difference(many.forces_eV_A, one.forces_eV_A), 1e-10 * largest(one.forces_eV_A))
        << engine << ' ' << system.name;
  }
}

MPI_TEST(Conformance, MinimizeLowersTheEnergyAndSaysWhyItStopped, 1, 2) {
  for (const auto& [engine, start] : cases()) {
    const auto opened = open(engine, world);
    opened->load(start);
    const auto outcome =
        opened->minimize({.force_tolerance_eV_A = 0.05, .energy_tolerance = 0, .max_iterations = 3000});
    EXPECT_TRUE(outcome.converged) << engine << ' ' << start.name << ' ' << outcome.stopped_by;
    EXPECT_EQ(outcome.stopped_by, "force tolerance") << engine;
    EXPECT_LT(outcome.energy_after_eV, outcome.energy_before_eV);
    EXPECT_GT(outcome.iterations, 0);
    EXPECT_LE(largest(opened->evaluate().forces_eV_A), 0.0505) << engine << ' ' << start.name;
  }
}

}  // namespace vitriflow::testing
