// ScatteringResult: the scattering surveys of an ensemble's members turned into
// curves with errors, peaks and figures.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "stages/analysis/measured_curve.hpp"
#include "stages/analysis/scattering_curves.hpp"

namespace vitriflow {

struct ScatteringMember {
  std::string task;  // "cold[hold=10ps]"
  ScatteringSurvey survey;
};

// What an experiment gave for one of the curves, on the same units.
struct MeasuredComparison {
  MeasuredCurve curve;
  std::string path;   // "pdf/xray/D"
  double from = 0.0;  // A: residuals begin here
};

// Writes, with "<curve>_error" beside each where there are several members or
// enough blocks of frames:
//   rdf/r, rdf/r_upper, sq/Q, box/Q and the curves of scattering_curves means
//   over the members first_peak_AB, first_peak_S_neutron, first_peak_S_xray
//   positions, estimates over the ensemble measured_Rw, measured_scale,
//   measured/r, measured/curve,                 with a measured curve: see
//   residual(); measured/simulated and the mean curve times the scale
//   members/task, members/frames, members/<estimate>, members/<estimate>_error
// and the figures. Throws Error when members are not of the same elements, or
// of elements whose scattering is unknown.
void put_scattering(Result& result, const ScatteringRequest& request, const TransformRequest& transform,
                    bool deuterated, const std::vector<ScatteringMember>& members,
                    const std::optional<MeasuredComparison>& measured = {});

}  // namespace vitriflow
