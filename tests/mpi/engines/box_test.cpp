// Boxes of any shape: energies and stress of tilted cells, barostats that change edges and tilts, the way to a cube.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "stages/analysis/statistics.hpp"
#include "tests/mpi/engines/systems.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

// Tight k-space without tables, no tail correction: forces and stress are the exact slopes of the energy.
System exact(const System& system) {
  return as_include(with_mesh("lammps", world(), system), "pair_modify table 0 tail no");
}

Evaluation evaluate(const System& system) {
  const auto engine = open("lammps", world());
  engine->load(system);
  return engine->evaluate();
}

// Carries particles and box along with 1 + strain e_row e_column.
System strained(System system, std::size_t row, std::size_t column, double strain) {
  for (std::size_t i = 0; i < system.positions.size(); i += 3) {
    system.positions[i + row] += strain * system.positions[i + column];
  }
  auto [edges, tilts] = std::tie(system.box.edges, system.box.tilts);
  if (row == column) edges[row] *= 1 + strain;
  if (row == 0 && column == 0) tilts = {tilts[0] * (1 + strain), tilts[1] * (1 + strain), tilts[2]};
  if (row == 1 && column == 1) tilts[2] *= 1 + strain;
  if (row == 0 && column == 1) tilts = {tilts[0] + strain * edges[1], tilts[1] + strain * tilts[2], tilts[2]};
  if (row == 0 && column == 2) tilts[1] += strain * edges[2];
  if (row == 1 && column == 2) tilts[2] += strain * edges[2];
  return system;
}

DynamicsRequest barostatted(Ensemble ensemble, double temperature_K, double pressure_bar) {
  DynamicsRequest request{.ensemble = ensemble, .timestep_fs = 2.0, .pressure_bar = pressure_bar};
  request.temperature_from_K = request.temperature_to_K = temperature_K;
  request.thermostat_ps = 0.2;
  request.barostat_ps = 1.0;
  return request;
}

}  // namespace

// The same lattice by other vectors: b - a in place of b, where b leans by half of a. Ewald sums differ by the error
// that PPPM was asked for.
MPI_TEST(Box, AnotherDescriptionOfALatticeHasTheSameEnergyAndForces, 1, 2) {
  System half = molecules(1e-8);
  half.box.tilts[0] = 0.5 * half.box.edges[0];
  const System one_way = exact(half);
  half.box.tilts[0] *= -1;
  const System other_way = exact(half);
  const auto one = evaluate(one_way);
  const auto other = evaluate(other_way);
  EXPECT_NEAR(other.energy_eV, one.energy_eV, 3e-8 * static_cast<double>(one_way.size()));
  for (std::size_t i = 0; i < one.forces_eV_A.size(); ++i) {
    ASSERT_NEAR(other.forces_eV_A[i], one.forces_eV_A[i], 2e-6) << i;
  }
  for (std::size_t c = 0; c < 6; ++c) EXPECT_NEAR(other.stress_GPa[c], one.stress_GPa[c], 1e-5) << c;
}

MPI_TEST(Box, StressOfATiltedCellEqualsFiniteDifferences, 1, 2) {
  const System system = exact(leaning_molecules({1, 0, 1}, 1e-8));
  const auto at_rest = evaluate(system);
  constexpr double kStrain = 2e-6;
  constexpr std::array<std::array<std::size_t, 2>, 6> kComponents{{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
  for (std::size_t c = 0; c < 6; ++c) {
    const auto [row, column] = kComponents[c];
    const double above = evaluate(strained(system, row, column, kStrain)).energy_eV;
    const double below = evaluate(strained(system, row, column, -kStrain)).energy_eV;
    const double stress = (above - below) / (2 * kStrain) / system.box.volume() * 160.2176634;
    EXPECT_NEAR(stress, at_rest.stress_GPa[c], 4e-5) << c;
  }
}

// Solid argon: every component of the pressure tensor that the barostat holds has the mean that was asked for.
MPI_TEST(Box, MeanPressureTensorIsTheTarget, 1) {
  constexpr double kPressure_bar = 500;
  for (const auto& [ensemble, held] : {std::pair{Ensemble::npt_anisotropic, 3U}, {Ensemble::npt_triclinic, 6U}}) {
    const auto engine = open("lammps", world);
    engine->load(argon(3, 0.05));
    engine->draw_velocities(40, 7);
    DynamicsRequest request = barostatted(ensemble, 40, kPressure_bar);
    request.steps = 2000;
    engine->run_dynamics(request, {});
    request.first_step = 2000;
    request.steps = 12000;
    std::array<std::vector<double>, 6> pressures;
    const Observer observer{10, [&](Snapshot& snapshot) {
                              const Thermo& now = snapshot.thermo();
                              const auto& p = now.pressure_tensor_bar;
                              for (std::size_t c = 0; c < 6; ++c) pressures[c].push_back(p[c]);
                              EXPECT_NEAR((p[0] + p[1] + p[2]) / 3, now.pressure_bar, 1e-6 + 1e-9 * std::abs(p[0]));
                              EXPECT_NEAR(now.box.volume(), now.volume_A3, 1e-8 * now.volume_A3);
                            }};
    engine->run_dynamics(request, {&observer, 1});
    for (std::size_t c = 0; c < held; ++c) {
      const Estimate mean = estimate_mean(pressures[c], "bar");
      std::printf("%zu of %u: %.1f +- %.1f bar\n", c, held, mean.value, mean.standard_error);
      // Shear of the box swings slowly, which makes errors wide: 5 % of the pressure beside four of them.
      const double target = c < 3 ? kPressure_bar : 0.0;
      EXPECT_NEAR(mean.value, target, std::min(4 * mean.standard_error, 0.05 * kPressure_bar)) << c;
    }
    const auto box = engine->system().box;
    EXPECT_EQ(box.tilts[0] != 0, ensemble == Ensemble::npt_triclinic);
    EXPECT_NE(box.edges[0], box.edges[1]);
  }
}

MPI_TEST(Box, WayToTheCubeKeepsTheVolumeAndIsLinear, 1, 2) {
  {
    const System start = molecules();
    const auto engine = open("lammps", world);
    engine->load(start);
    engine->minimize({.force_tolerance_eV_A = 0.05, .max_iterations = 200});
    engine->draw_velocities(300, 5);
    DynamicsRequest request{.ensemble = Ensemble::nvt, .timestep_fs = 0.5, .towards_cube = true};
    request.ramp_last = 400;
    std::vector<Box> boxes;
    const Observer observer{50, [&](Snapshot& snapshot) { boxes.push_back(snapshot.box()); }};
    for (request.first_step = 0; request.first_step < 400; request.first_step += request.steps) {
      request.steps = request.first_step == 0 ? 100 : 150;
      engine->run_dynamics(request, {&observer, 1});
    }
    ASSERT_EQ(boxes.size(), 8U);
    const double cube = std::cbrt(start.box.volume());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const double way = static_cast<double>(i + 1) / 8;
      EXPECT_NEAR(boxes[i].volume(), start.box.volume(), 1e-9 * start.box.volume());
      for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_NEAR(boxes[i].edges[c], start.box.edges[c] + way * (cube - start.box.edges[c]), 1e-9) << i;
      }
      for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(boxes[i].tilts[c], (1 - way) * start.box.tilts[c], 1e-9) << i;
    }
    const System end = engine->system();
    for (const double edge : end.box.edges) EXPECT_NEAR(edge, cube, 1e-9);
    EXPECT_EQ(end.positions.size(), start.positions.size());
    EXPECT_TRUE(std::isfinite(engine->evaluate().energy_eV));
  }
}

}  // namespace vitriflow::testing
