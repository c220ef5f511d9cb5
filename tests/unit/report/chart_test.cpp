#include "runner/report/chart.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vitriflow {
namespace {

TEST(AxisTicks, AreRoundAndInsideTheRange) {
  EXPECT_EQ(axis_ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  const auto ticks = axis_ticks(292.3, 911.8, 7);
  ASSERT_FALSE(ticks.empty());
  EXPECT_DOUBLE_EQ(ticks.front(), 300);
  EXPECT_DOUBLE_EQ(ticks.back(), 900);
}

TEST(AxisTicks, OfASmallRangeFarFromZeroDiffer) {
  const auto ticks = axis_ticks(1.3270, 1.3274, 5);
  ASSERT_GE(ticks.size(), 3u);
  for (std::size_t i = 1; i < ticks.size(); ++i) EXPECT_NEAR(ticks[i] - ticks[i - 1], 1e-4, 1e-9);
}

TEST(Chart, BreaksTheLineWhereAPointIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string svg = draw({"t", "x (A)", "y", {{"", {0, 1, 2, 3}, {1, nan, 3, 4}}}});
  const auto path = svg.substr(svg.find(" d=\"") + 4);
  const auto data = path.substr(0, path.find('"'));
  EXPECT_EQ(std::count(data.begin(), data.end(), 'M'), 2) << data;
  EXPECT_EQ(std::count(data.begin(), data.end(), 'L'), 1) << data;
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(Chart, ThinsALongCurveAndKeepsItsLastPoint) {
  Curve curve{"long", {}, {}};
  for (int i = 0; i < 100000; ++i) {
    curve.x.push_back(i);
    curve.y.push_back(std::sin(i * 1e-3));
  }
  const std::string svg = draw({"t", "x", "y", {curve}});
  EXPECT_LT(svg.size(), 30000u);
  EXPECT_NE(svg.find("506.0 "), std::string::npos);  // the right edge, where x is largest
}

TEST(Chart, OfNothingIsStillAPicture) {
  const std::string svg = draw({"empty", "x", "y", {}});
  EXPECT_EQ(svg.rfind("<svg", 0), 0u);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(Chart, CountsBecomeBarsAndMeasuresCurves) {
  const Curve rings{"rings", {3, 4, 5, 6}, {0, 0.25, 0, 1}};
  const std::string bars = draw({"Rings", "nodes in a ring", "rings for each Zn", {rings}});
  EXPECT_EQ(bars.find("<path"), std::string::npos);
  EXPECT_NE(bars.find("stroke-width"), std::string::npos);
  const std::string curve = draw({"Time", "time (ps)", "rings for each Zn", {rings}});
  EXPECT_NE(curve.find("<path"), std::string::npos);
}

}  // namespace
}  // namespace vitriflow
