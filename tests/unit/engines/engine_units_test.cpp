#include "stages/engines/engine_units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hpc/base/error.hpp"

namespace vitriflow {

TEST(WrapPositions, OrthogonalAndTiltedCellsKeepTheFractionalPart) {
  Box box;
  box.origin = {-1, 0, 2};
  box.edges = {10, 8, 6};
  box.tilts = {2, -1, 1.5};
  // fractional (0.25, 0.5, 0.75), moved by (2, -3, 1) cell vectors
  const auto at = [&](double a, double b, double c) {
    return std::vector<double>{-1 + a * 10 + b * 2 + c * -1, b * 8 + c * 1.5, 2 + c * 6};
  };
  auto positions = at(2.25, -2.5, 1.75);
  wrap_positions(positions, box);
  const auto expected = at(0.25, 0.5, 0.75);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(positions[i], expected[i], 1e-12);
}

TEST(TargetTemperature, IsLinearBetweenTheRampsEndsAndConstantOutside) {
  const DynamicsRequest request{
      .temperature_from_K = 300, .temperature_to_K = 900, .ramp_first = 100, .ramp_last = 700};
  EXPECT_EQ(target_temperature(request, 0), 300);
  EXPECT_EQ(target_temperature(request, 100), 300);
  EXPECT_EQ(target_temperature(request, 400), 600);
  EXPECT_EQ(target_temperature(request, 700), 900);
  EXPECT_EQ(target_temperature(request, 5000), 900);
}

TEST(CheckThermo, WhatIsNotFiniteOrTooHotBlewUp) {
  Thermo thermo{.step = 40, .temperature_K = 300, .potential_eV = -1, .kinetic_eV = 1};
  EXPECT_NO_THROW(check_thermo(thermo, "argon"));
  thermo.temperature_K = 2e5;
  try {
    check_thermo(thermo, "argon");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "the trajectory of system 'argon' blew up: at step 40 its temperature is 2e+05 K and its potential energy "
        "-1 eV. Use a smaller timestep, or minimise before.");
  }
  thermo.temperature_K = 300;
  thermo.potential_eV = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(check_thermo(thermo, "argon"), Error);
}

}  // namespace vitriflow
