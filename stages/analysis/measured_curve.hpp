// MeasuredCurve: a curve that an experiment measured, as files of columns hold it.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace vitriflow {

struct MeasuredCurve {
  std::vector<double> x, y;  // x ascends
};

// Reads a text file: any lines as a header, then rows of two or more numbers (x, y, and what else is left out, such as
// an error) separated by spaces, tabs, commas or semicolons; rows that begin with # are left out. Throws Error with
// file and line for what is no number after the first row, for x that does not ascend, and for fewer than two rows.
MeasuredCurve read_measured_curve(const std::string& path);

// How far a calculated curve is from a measured one where both are known from `from` on, the calculated one read at the
// measured points by straight lines: R_w = sqrt(sum (measured - scale calculated)^2 / sum measured^2), with the `scale`
// that makes it least (normalisations of experiments differ). NaN without two common points.
struct Residual {
  double r_w = 0.0;
  double scale = 0.0;
};
Residual residual(const MeasuredCurve& measured, std::span<const double> x, std::span<const double> y, double from);

}  // namespace vitriflow
