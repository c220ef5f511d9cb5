#include "stages/md/watchdog.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <optional>

#include "stages/engines/instability.hpp"

namespace vitriflow {
namespace {

constexpr double kVolume_A3 = 4000.0;

Thermo at(std::int64_t step, double temperature_K) {
  Thermo thermo;
  thermo.step = step;
  thermo.temperature_K = temperature_K;
  thermo.volume_A3 = kVolume_A3;
  return thermo;
}

DynamicsRequest npt(double from_K, double to_K) {
  DynamicsRequest request{.ensemble = Ensemble::npt_isotropic, .timestep_fs = 0.5, .first_step = 0, .steps = 20000};
  request.temperature_from_K = from_K;
  request.temperature_to_K = to_K;
  request.ramp_last = 20000;
  return request;
}

std::optional<Instability> seen(Watchdog& watchdog, const Thermo& thermo) {
  try {
    watchdog.look(thermo);
    return std::nullopt;
  } catch (const Unstable& failure) {
    return failure.kind();
  }
}

TEST(Watchdog, EveryNumberMustBeOne) {
  for (const auto member : {&Thermo::temperature_K, &Thermo::potential_eV, &Thermo::kinetic_eV, &Thermo::conserved_eV,
                            &Thermo::pressure_bar, &Thermo::volume_A3}) {
    Watchdog watchdog(npt(300, 300), 100, 300, kVolume_A3);
    Thermo thermo = at(100, 300);
    EXPECT_EQ(seen(watchdog, thermo), std::nullopt);
    thermo.*member = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(seen(watchdog, thermo), Instability::not_finite);
  }
}

TEST(Watchdog, BoundOfTheTemperatureIsSaid) {
  Watchdog watchdog(npt(300, 300), 3001, 300, kVolume_A3);
  EXPECT_EQ(seen(watchdog, at(100, 2544)), std::nullopt);  // 5 * 300 + 10 * 300 sqrt(2 / 9000) + 1000 = 2544.7
  try {
    watchdog.look(at(200, 2545));
    FAIL() << "too hot";
  } catch (const Unstable& failure) {
    EXPECT_EQ(failure.kind(), Instability::too_hot);
    EXPECT_STREQ(
        failure.what(),
        "at step 200 the temperature is 2545 K; 2545 K is the most to be expected where the thermostat and the "
        "start are at no more than 300 K");
  }
}

// Two particles have three degrees of freedom: the kinetic temperature is chi-squared with three of them.
TEST(Watchdog, FluctuationsOfTwoParticlesAreLegal) {
  Watchdog watchdog(npt(300, 300), 2, 300, kVolume_A3);
  EXPECT_EQ(seen(watchdog, at(100, 300 * 32.0 / 3)), std::nullopt);  // met once in two million looks
}

TEST(Watchdog, StartsHotterThanTheThermostat) {
  Watchdog watchdog(npt(300, 300), 1000, 4000, kVolume_A3);
  EXPECT_EQ(seen(watchdog, at(100, 4300)), std::nullopt);
}

TEST(Watchdog, RampsAreJudgedByTheLegsOwnTargets) {
  DynamicsRequest first = npt(100, 4100), last = first;
  first.steps = 1000;  // up to 300 K
  last.first_step = 19000;
  last.steps = 1000;  // up to 4100 K
  Watchdog early(first, 1000, 100, kVolume_A3), late(last, 1000, 3900, kVolume_A3);
  EXPECT_EQ(seen(early, at(500, 4100)), Instability::too_hot);
  EXPECT_EQ(seen(late, at(19500, 4100)), std::nullopt);
}

TEST(Watchdog, WithoutAThermostatOnlyTheEnergyCounts) {
  DynamicsRequest nve{.ensemble = Ensemble::nve, .timestep_fs = 1, .steps = 20000};
  Watchdog watchdog(nve, 10, 300, kVolume_A3);
  EXPECT_EQ(seen(watchdog, at(100, 9000)), std::nullopt);  // something burns
  Thermo thermo = at(1100, 9000);
  thermo.conserved_eV = 0.39;  // 10 * 0.02 eV * (1 + 1 ps / 1 ps) = 0.4 eV
  EXPECT_EQ(seen(watchdog, thermo), std::nullopt);
  thermo.conserved_eV = -0.41;
  EXPECT_EQ(seen(watchdog, thermo), Instability::drift);
}

TEST(Watchdog, EnergyIsNotConservedWhereTheSurroundingsChange) {
  Thermo thermo = at(1100, 300);
  thermo.conserved_eV = 1e6;
  Watchdog ramp(npt(300, 310), 10, 300, kVolume_A3);
  EXPECT_EQ(seen(ramp, at(100, 300)), std::nullopt);
  EXPECT_EQ(seen(ramp, thermo), std::nullopt);
  DynamicsRequest cube{.ensemble = Ensemble::nvt, .timestep_fs = 1, .steps = 20000};
  cube.towards_cube = true;
  Watchdog shaped(cube, 10, 300, kVolume_A3);
  EXPECT_EQ(seen(shaped, at(100, 300)), std::nullopt);
  EXPECT_EQ(seen(shaped, thermo), std::nullopt);
}

// ln V of an ideal gas that leaves a crystal's volume for that of 1 bar under d2 ln V / dt2 = 3 / tau2.
TEST(Watchdog, AGasThatFillsItsBoxIsLegal) {
  const DynamicsRequest request = npt(300, 300);
  Watchdog watchdog(request, 1000, 300, kVolume_A3);
  const double tau_steps = request.barostat_ps / (request.timestep_fs * 1e-3);
  for (std::int64_t step = 100; step <= 2200; step += 100) {
    const double t = static_cast<double>(step) / tau_steps;
    Thermo thermo = at(step, 300);
    thermo.volume_A3 = kVolume_A3 * std::exp(1.5 * t * t);
    ASSERT_EQ(seen(watchdog, thermo), std::nullopt) << step;
  }
}

TEST(Watchdog, ABoxThatBurstsIsNotLegal) {
  for (const double change : {40.0, 1 / 40.0}) {
    Watchdog watchdog(npt(300, 300), 1000, 300, kVolume_A3);
    Thermo thermo = at(100, 300);  // a tenth of the damping time: at most a factor of 2 e^2 = 14.8
    thermo.volume_A3 = change * kVolume_A3;
    EXPECT_EQ(seen(watchdog, thermo), Instability::volume);
  }
}

TEST(Watchdog, WithoutABarostatTheBoxIsNobodysBusiness) {
  DynamicsRequest nvt{.ensemble = Ensemble::nvt, .timestep_fs = 1, .steps = 20000};
  Watchdog watchdog(nvt, 10, 300, kVolume_A3);
  Thermo thermo = at(1, 300);
  thermo.volume_A3 = 1e9;
  EXPECT_EQ(seen(watchdog, thermo), std::nullopt);
}

TEST(Watchdog, KineticTemperatureIsTheEnginesOne) {
  System system;
  system.types = {{"Ar", "Ar", 39.948, 0.0}};
  system.type = {0, 0};
  system.positions.assign(6, 0.0);
  EXPECT_EQ(kinetic_temperature_K(system), 0.0);
  system.velocities = {1, 0, 0, -1, 0, 0};
  // 2 * 39.948 g/mol (1 A/ps)^2 = 39.948e-3 * 2 * 1e4 J/mol over 3 degrees of freedom and R.
  EXPECT_NEAR(kinetic_temperature_K(system), 2 * 39.948e-3 * 1e4 / (3 * 8.314462618), 1e-6);
}

}  // namespace
}  // namespace vitriflow
