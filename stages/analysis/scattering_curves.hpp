// ScatteringCurves: what sums over frames make of the functions that neutron
// and X-ray experiments measure.
//
// Conventions, as compared by D. A. Keen, J. Appl. Cryst. 34, 172 (2001); c_a
// is the fraction of the particles that are of element a, rho0 the number of
// them per volume, sums run over all ordered pairs of elements:
//   A-B/g      partial pair distribution g_ab(r), 1 for an ideal gas
//   A-B/n      mean number of B within r of an A
//   A-B/S      Faber-Ziman partial S_ab(Q) = 1 + rho0 int 4 pi r^2 [g_ab(r) -
//   1] w(r) sin(Qr)/(Qr) dr neutron    F(Q) = sum c_a c_b b_a b_b [S_ab(Q) - 1]
//   (barn)
//              S(Q) = 1 + F(Q) / <b>^2,  g(r) = sum c_a c_b b_a b_b g_ab(r) /
//              <b>^2
//   xray       S(Q) = 1 + sum c_a c_b f_a(Q) f_b(Q) [S_ab(Q) - 1] / <f(Q)>^2,
//   F(Q) = S(Q) - 1, or with the same sum
//              divided by <f(Q)^2> where the experiment's is
//              g(r) with the constant weights f_a(0) f_b(0)
//   D(r)       (2/pi) int Q F(Q) w(Q) sin(Qr) dQ from q_min to q_max: Keen's
//   D(r) for neutrons (barn/A2) G(r)       D(r) / (4 pi r rho0) T(r)       D(r)
//   + 4 pi r rho0 <b>^2; for X-rays <b>^2 is 1 (or <f(0)>^2 / <f(0)^2>), since
//   their F is normalised Gpdf(r)    D(r) / <b>^2: the G(r) of powder
//   diffraction; for X-rays it is D(r)
// D(r), G(r), T(r) and Gpdf(r) come from a F(Q) without a window on g(r), since
// the way back undoes the cut at r_max. Below the first distance G(r) is -<b>^2
// and D(r) is -4 pi r rho0 <b>^2, as far as q_min and q_max let it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "stages/analysis/scatterer.hpp"
#include "stages/analysis/scattering_survey.hpp"
#include "stages/analysis/sine_transform.hpp"

namespace vitriflow {

struct TransformRequest {
  double q_min = 0.5, q_max = 25.0, q_step = 0.05;  // 1/A
  Window r_window = Window::lorch;                  // of S(Q) and F(Q)
  Window q_window = Window::lorch;                  // of D(r)
  bool xray_by_mean_square = false;                 // F of X-rays is divided by <f^2> instead of <f>^2
};

// The grids that all members of an ensemble share.
struct ScatteringGrids {
  double bin_width = 0.0;  // A
  std::vector<double> r,
      r_upper;                      // A: centres and upper edges of the usable bins
  std::vector<double> q;            // 1/A
  std::vector<std::size_t> shells;  // those that hold density modes in every member
};

// By path: "rdf/A-B/g", "rdf/A-B/n", "rdf/neutron/g" on r (n: r_upper);
// "sq/A-B/S", "sq/neutron/S", "sq/neutron/F" on q; "pdf/neutron/D", G, T, Gpdf
// on r; "box/Q", "box/vectors" (a frame's reciprocal lattice vectors, k and -k
// as one), "box/neutron/S" from density modes, on the shells; "xray" likewise.
using ScatteringCurves = std::map<std::string, std::vector<double>>;

ScatteringCurves scattering_curves(const ScatteringSums& sums, const std::vector<std::int64_t>& members,
                                   const std::vector<Scatterer>& scatterers, const ScatteringGrids& grids,
                                   const SineTransform& transform, const TransformRequest& request);

// The unit of a curve at such a path.
std::string unit_of_curve(const std::string& path);

}  // namespace vitriflow
