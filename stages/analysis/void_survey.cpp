#include "stages/analysis/void_survey.hpp"

#include <cmath>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

// Offsets that fill the unit cube evenly (the additive sequence of the generalised golden ratio in three dimensions).
Vector3 offset_of(std::int64_t frame) {
  constexpr double kRatio = 1.22074408460575947536;  // x^4 = x + 1
  const double n = static_cast<double>(frame + 1);
  Vector3 offset{};
  double step = 1.0;
  for (double& x : offset) {
    step /= kRatio;
    x = n * step - std::floor(n * step);
  }
  return offset;
}

}  // namespace

const std::array<VoidQuantity, kVoidQuantities>& void_quantities() {
  static const std::array<VoidQuantity, kVoidQuantities> kQuantities{{
      {"void_geometric", "1", "fraction outside of all atoms", &VoidMeasures::geometric},
      {"void_centre", "1", "fraction where the probe's centre may be", &VoidMeasures::centre},
      {"void_occupiable", "1", "fraction that a probe may cover", &VoidMeasures::occupiable},
      {"void_centre_in_channels", "1", "fraction where the centre may be and leave for other cells",
       &VoidMeasures::centre_in_channels},
      {"void_occupiable_in_channels", "1", "fraction that a probe may cover and leave for other cells",
       &VoidMeasures::occupiable_in_channels},
      {"pore_limiting_diameter", "A", "largest sphere that gets from cell to cell", &VoidMeasures::limiting_diameter},
      {"largest_cavity_diameter", "A", "largest sphere that fits in", &VoidMeasures::largest_diameter},
  }};
  return kQuantities;
}

std::vector<double> void_row(const SphereRadii& radii, const Frame& frame, std::int64_t index,
                             const VoidRequest& request) {
  const PeriodicCell cell(frame.edges);
  require_memory(cell, request.grid);
  const AtomSpheres spheres(cell, frame.positions, radii);
  const auto offset = offset_of(index);
  std::vector<double> row;
  for (const double grid : {request.grid, 2.0 * request.grid}) {
    const auto found = measure_voids(spheres, request, grid, offset);
    for (const auto& quantity : void_quantities()) row.push_back(found.*quantity.value);
  }
  if (request.sizes == 0) return row;
  const auto coverable = coverable_fractions(spheres, request, 2.0 * request.grid, offset);
  row.insert(row.end(), coverable.begin(), coverable.end());
  return row;
}

void VoidSurveyor::add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
  if (!radii_) radii_ = sphere_radii(particles.elements, request_.radii);
  if (frame.time_ps >= request_.from_ps) rows_.add(index, void_row(*radii_, frame, index, request_));
}

VoidSurvey VoidSurveyor::gather(const Communicator& group) const {
  VoidSurvey survey;
  survey.coverable.resize(request_.sizes);
  for (const auto& row : rows_.gather(group)) {
    ENSURE(row.values.size() == 2 * kVoidQuantities + request_.sizes, "{} values", row.values.size());
    auto value = row.values.begin();
    for (auto& series : survey.values) series.push_back(*value++);
    for (auto& series : survey.on_coarse) series.push_back(*value++);
    for (auto& series : survey.coverable) series.push_back(*value++);
    ++survey.frames;
  }
  return survey;
}

VoidSurvey survey_voids(Store& store, const Communicator& group, const std::string& fingerprint,
                        const VoidRequest& request) {
  VoidSurveyor surveyor(request);
  store.visit_frames(group, fingerprint,
                     [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
                       surveyor.add(particles, index, frame);
                     });
  return surveyor.gather(group);
}

}  // namespace vitriflow
