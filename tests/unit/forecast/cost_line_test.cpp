#include "runner/forecast/cost_line.hpp"

#include <gtest/gtest.h>

namespace vitriflow {
namespace {

TEST(CostLine, FindsWhatIsConstantAndWhatGrows) {
  const CostLine line({{100, 0.5 + 2e-3 * 100}, {400, 0.5 + 2e-3 * 400}});
  EXPECT_NEAR(line.at(0), 0.5, 1e-12);
  EXPECT_NEAR(line.at(1e6), 0.5 + 2e3, 1e-6);
}

TEST(CostLine, IsUnknownWithoutMeasurements) {
  EXPECT_FALSE(CostLine({}).known());
  EXPECT_FALSE(CostLine({{10, 0}}).known());
}

TEST(CostLine, TakesOneMeasurementAsProportional) {
  const CostLine line({{1000, 2.0}});
  EXPECT_DOUBLE_EQ(line.at(3000), 6.0);
  EXPECT_TRUE(line.error_is_assumed());
  EXPECT_DOUBLE_EQ(line.relative_error(), 0.25);
}

TEST(CostLine, TakesTasksWithoutWorkAsEqual) {
  const CostLine line({{0, 1e-3}, {0, 3e-3}});
  EXPECT_DOUBLE_EQ(line.at(0), 2e-3);
}

TEST(CostLine, NeverHasANegativeConstantOrSlope) {
  const CostLine steep({{100, 0.1}, {400, 1.6}});  // through these, the constant would be -0.4
  EXPECT_GE(steep.at(0), 0.0);
  EXPECT_GT(steep.at(1000), steep.at(400));
  const CostLine falling({{100, 2.0}, {400, 1.0}});
  EXPECT_DOUBLE_EQ(falling.at(100), falling.at(1e6));
}

TEST(CostLine, TakesItsErrorFromTheScatterOfFourAndMore) {
  const CostLine quiet({{100, 1.0}, {100, 1.001}, {400, 4.0}, {400, 4.003}});
  EXPECT_FALSE(quiet.error_is_assumed());
  EXPECT_DOUBLE_EQ(quiet.relative_error(), 0.10);
  // +-40 % about a line through zero: four points, one parameter, sqrt(4 * 0.16 / 3 * 1.25)
  const CostLine loud({{100, 0.6}, {100, 1.4}, {400, 2.4}, {400, 5.6}});
  EXPECT_NEAR(loud.relative_error(), 0.5164, 1e-4);
}

}  // namespace
}  // namespace vitriflow
