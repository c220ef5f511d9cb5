// Known answers of the reference engine, and the faults that the faulty one makes.
#include <gmock/gmock.h>

#include <cmath>

#include "hpc/base/error.hpp"
#include "tests/mpi/engines/systems.hpp"
#include "tests/support/mpi_test.hpp"

namespace vitriflow::testing {

namespace {

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

// Lattice sums of fcc, 12-6: E = 2 epsilon [12.13188 (sigma/R)^12 - 14.45392 (sigma/R)^6] (Kittel, Introduction to
// Solid State Physics, ch. 3, eqs. 11-12). A cutoff of 16 A leaves a tail of (2 pi/3) rho 4 epsilon sigma^6 / rc^3 a
// particle.
MPI_TEST(Reference, FccLatticeSumIsKittels, 1, 2, 4) {
  System crystal = argon(6, 0.0);
  auto& lj = crystal.force_field.lennard_jones[0];
  lj.cutoff = 16.0;
  const auto engine = open("reference", world);
  engine->load(crystal);
  const double n = static_cast<double>(crystal.size());
  const double s6 = std::pow(lj.sigma / (5.4 / std::sqrt(2.0)), 6);
  const double infinite = 2 * lj.epsilon * (12.13188 * s6 * s6 - 14.45392 * s6);
  const double density = 4 / std::pow(5.4, 3);
  const double missing = -2 * M_PI / 3 * density * 4 * lj.epsilon * std::pow(lj.sigma, 6) / std::pow(lj.cutoff, 3);
  const double shift = 4 * lj.epsilon * std::pow(lj.sigma / lj.cutoff, 6);  // each of the pairs within is lifted by it
  const double pairs = 0.5 * density * 4 * M_PI / 3 * std::pow(lj.cutoff, 3);
  EXPECT_NEAR(engine->evaluate().energy_eV / n, infinite - missing + shift * pairs, 1e-3 * std::abs(infinite));
}

MPI_TEST(Reference, AnyNumberOfRanksGivesTheSameBits, 2, 4) {
  const auto together = open("reference", world);
  const auto alone = open("reference", Communicator::borrow(MPI_COMM_SELF));
  for (auto* engine : {together.get(), alone.get()}) {
    engine->load(argon(3, 0.1));
    engine->draw_velocities(80, 3);
    engine->run_dynamics(
        {.ensemble = Ensemble::nvt, .timestep_fs = 2, .steps = 50, .temperature_from_K = 80, .temperature_to_K = 80},
        {});
  }
  EXPECT_EQ(together->system().positions, alone->system().positions);
}

MPI_TEST(Reference, VelocitiesHaveTheTemperatureAndNoMomentum, 1, 2) {
  for (const std::string name : {"reference", "lammps"}) {
    const auto engine = open(name, world);
    engine->load(argon(3, 0.0));
    engine->draw_velocities(120.0, 17);
    const auto velocities = engine->system().velocities;
    double twice_kinetic = 0;
    std::array<double, 3> momentum{};
    for (std::size_t i = 0; i < velocities.size(); ++i) {
      twice_kinetic += 39.948 * velocities[i] * velocities[i] * 1.0364269e-4;
      momentum[i % 3] += velocities[i];
    }
    EXPECT_NEAR(twice_kinetic / ((3.0 * 108 - 3) * 8.617343e-5), 120.0, 1e-3) << name;
    for (const double p : momentum) EXPECT_NEAR(p, 0.0, 1e-9) << name;
  }
}

MPI_TEST(Reference, WhatItCannotTreatIsAnError, 1) {
  const auto engine = open("reference", world);
  EXPECT_EQ(message_of([&] { engine->load(molecules()); }),
            "engine 'reference' cannot treat electrostatics of system 'molecules'. Use engine 'lammps'.");
  engine->load(argon(3, 0.0));
  EXPECT_EQ(message_of([&] { engine->run_dynamics({.ensemble = Ensemble::npt_isotropic, .steps = 1}, {}); }),
            "engine 'reference' keeps the volume. Use ensemble 'nve' or 'nvt', or engine 'lammps'.");
}

MPI_TEST(Faulty, FailsAtTheStepThatTheNameSays, 1, 2) {
  const auto run = [&](const std::string& name) {
    System system = argon(3, 0.0);
    system.name = name;
    const auto engine = open("faulty", world);
    return message_of([&] {
      engine->load(system);
      engine->run_dynamics({.timestep_fs = 1, .steps = 20}, {});
    });
  };
  EXPECT_EQ(run("well-behaved"), "no error");
  EXPECT_THAT(run("fail-at-step-7"), ::testing::StartsWith("faulty, command 'run 7': asked to fail. Log: "));
  EXPECT_THAT(run("throw-on-load"),
              ::testing::StartsWith("faulty, command 'load throw-on-load': asked to fail. Log: "));
  EXPECT_THAT(run("nan-at-step-3"),
              ::testing::StartsWith("the trajectory of system 'nan-at-step-3 lj' blew up: at step 3 "));
  EXPECT_EQ(run("fail-at-step-100"), "no error");
}

}  // namespace vitriflow::testing
