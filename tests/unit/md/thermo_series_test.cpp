#include "stages/md/thermo_series.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

ThermoSeries counted(std::int64_t points) {
  ThermoSeries series;
  for (std::int64_t i = 0; i < points; ++i) {
    const double x = static_cast<double>(i);
    Thermo thermo{10 * i, 0.0, 300 + x, -1 - x, 2 + x, 3 + x, 4 + x};
    thermo.volume_A3 = 1000 + x;
    series.append(thermo, 0.5 * x);
  }
  return series;
}

TEST(ThermoSeries, BetweenLeavesTheFirstStepToWhatCameBefore) {
  const ThermoSeries part = counted(10).between(20, 50);
  EXPECT_EQ(part.step, (std::vector<std::int64_t>{30, 40, 50}));
  EXPECT_EQ(part.time_ps, (std::vector<double>{1.5, 2.0, 2.5}));
  EXPECT_EQ(part.volume_A3, (std::vector<double>{1003, 1004, 1005}));
}

TEST(ThermoSeries, ThinningKeepsWholePointsAtEqualDistance) {
  const ThermoSeries part = counted(10).thinned(4);
  EXPECT_EQ(part.step, (std::vector<std::int64_t>{0, 30, 60, 90}));
  EXPECT_EQ(part.pressure_bar, (std::vector<double>{4, 7, 10, 13}));
  EXPECT_EQ(counted(10).thinned(10).size(), 10U);
}

TEST(ThermoSeries, DensityOfWaterIceComesFromTheTrueMass) {
  // Ice Ih: 4 molecules of 18.015 g/mol in 130.5 A3 have 0.917 g/cm3.
  EXPECT_NEAR(density_g_cm3(4 * 18.015, 130.5), 0.917, 5e-4);
}

TEST(ThermoSeries, ResultHoldsEveryColumnAtAFewThousandPoints) {
  Result result;
  put_thermo(result, counted(10001), 500.0);
  const std::size_t points = result.integers("thermo/step").size();
  EXPECT_GT(points, 2000U);
  EXPECT_LE(points, 4000U);
  for (const char* name :
       {"time", "temperature", "potential", "kinetic", "conserved", "pressure", "volume", "density"}) {
    EXPECT_EQ(result.vector(std::string("thermo/") + name).size(), points) << name;
  }
  EXPECT_EQ(result.dataset("thermo/volume").unit, "A3");
  EXPECT_EQ(result.dataset("thermo/conserved").unit, "eV");
  EXPECT_DOUBLE_EQ(result.vector("thermo/density").front(), density_g_cm3(500.0, 1000.0));
}

}  // namespace
}  // namespace vitriflow
