// CurvePeak: where the first peak of a curve stands.
#pragma once

#include <span>

namespace vitriflow {

// The first maximum of the smoothed curve that is at least half as high as its highest value: the vertex of the
// parabola through what lies within 0.7 of its height around it (at least three points, least squares). Heights count
// from 0. NaN where there is none before the curve ends.
double first_peak_position(std::span<const double> x, std::span<const double> y);

}  // namespace vitriflow
