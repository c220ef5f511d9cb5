// Files of measured curves, and how far a simulated one is from them.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "stages/analysis/measured_curve.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/analysis/trajectory_file.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

std::string file_with(const std::string& text) {
  static const testing::ScratchFolder folder;
  const auto path = folder / "curve.dofr";
  std::ofstream(path) << text;
  return path;
}

TEST(MeasuredCurve, SkipsHeadersAndTakesTheFirstTwoColumns) {
  const auto curve = read_measured_curve(
      file_with("# made at a beamline\r\nr D error\r\n\n 0.10E+01  -2.5 0.1\r\n1.5,+3;7\n# a remark\n2\t4\n"));
  EXPECT_EQ(curve.x, (std::vector<double>{1.0, 1.5, 2.0}));
  EXPECT_EQ(curve.y, (std::vector<double>{-2.5, 3.0, 4.0}));
}

TEST(MeasuredCurve, NamesTheLineThatIsWrong) {
  const auto broken = file_with("# r D\n1 2\n2 x\n");
  EXPECT_EQ(testing::message_of([&] { read_measured_curve(broken); }),
            broken + ":3: '2 x' is no row of two numbers, as those before it are. Remove it, or begin it with '#'.");
  const auto unsorted = file_with("1 2\n3 4\n2.5 4\n");
  EXPECT_EQ(testing::message_of([&] { read_measured_curve(unsorted); }),
            unsorted + ":3: '2.5' does not follow '3' in ascending order. Sort the rows by their first column.");
  const auto empty = file_with("r D\n");
  EXPECT_EQ(testing::message_of([&] { read_measured_curve(empty); }),
            "'" + empty + "' holds 0 rows of two numbers; a curve has two or more.");
}

TEST(MeasuredCurve, ReadsWhatInstrumentsWrite) {
  const auto path = testing::reference_file("data/pdf/");
  if (path.empty()) GTEST_SKIP() << "VITRIFLOW_REFERENCE_DATA is unset";
  const auto zif = read_measured_curve(path + "ZIF4glassa_31.dofr");
  EXPECT_EQ(zif.x.size(), 2001U);
  EXPECT_DOUBLE_EQ(zif.x.back(), 40.0);
  const auto nickel = read_measured_curve(path + "ni-q27r100-neutron.gr");
  EXPECT_DOUBLE_EQ(nickel.x.front(), 0.01);
  EXPECT_NEAR(nickel.x.back(), 100.0, 0.02);
}

TEST(MeasuredCurve, LeavesNoResidualToAScaledCopyAndAllOfItToWhatItDoesNotHold) {
  MeasuredCurve measured;
  std::vector<double> x, same, other;
  for (int i = 0; i <= 400; ++i) {
    x.push_back(0.05 * i);
    same.push_back(2.0 * x.back() - 7.0);  // a straight line: nothing is lost between points
    other.push_back(1.0);
  }
  for (int i = 0; i < 100; ++i) {
    measured.x.push_back(0.033 + 0.11 * i);
    measured.y.push_back(measured.x.back() < 1.0 ? 1e3 : 0.3 * (2.0 * measured.x.back() - 7.0));
  }
  const auto copy = residual(measured, x, same, 1.0);
  EXPECT_NEAR(copy.r_w, 0.0, 1e-7);
  EXPECT_NEAR(copy.scale, 0.3, 1e-12);
  EXPECT_GT(residual(measured, x, same, 0.0).r_w, 0.9);  // the noise at short distances
  double mean = 0.0, square = 0.0, count = 0.0;
  for (std::size_t i = 0; i < measured.x.size(); ++i) {
    if (measured.x[i] < 1.0) continue;
    mean += measured.y[i];
    square += measured.y[i] * measured.y[i];
    ++count;
  }
  EXPECT_NEAR(residual(measured, x, other, 1.0).r_w, std::sqrt(1.0 - mean * mean / count / square), 1e-9);
  EXPECT_TRUE(std::isnan(residual(measured, x, same, 15.0).r_w));
}

}  // namespace
}  // namespace vitriflow
