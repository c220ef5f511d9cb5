// VoidSurvey: the voids of every frame of a trajectory.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/store.hpp"
#include "stages/analysis/frame_rows.hpp"
#include "stages/analysis/frame_survey.hpp"
#include "stages/analysis/void_measures.hpp"

namespace vitriflow {

// The numbers of VoidMeasures, as results name them.
struct VoidQuantity {
  const char* name;
  const char* unit;
  const char* meaning;
  double VoidMeasures::*value;
};
inline constexpr std::size_t kVoidQuantities = 7;
const std::array<VoidQuantity, kVoidQuantities>& void_quantities();

struct VoidSurvey {
  std::size_t frames = 0;                                      // used
  std::array<std::vector<double>, kVoidQuantities> values;     // [frames] by quantity
  std::array<std::vector<double>, kVoidQuantities> on_coarse;  // the same on a grid of twice the spacing
  std::vector<std::vector<double>> coverable;                  // [sizes][frames]
};

// What one frame says: the quantities, the same on the coarse grid, coverable fractions (on the coarse grid). The
// grid's offset is another one in every frame, so that averages do not know of it. Throws Error where the grid would
// need too much memory.
std::vector<double> void_row(const SphereRadii& radii, const Frame& frame, std::int64_t index,
                             const VoidRequest& request);

// One rank's part of a survey, in memory for one frame's grid. gather() is collective and gives every rank the same
// bits, whatever the number of ranks.
class VoidSurveyor : public FrameSurvey {
 public:
  explicit VoidSurveyor(VoidRequest request) : request_(std::move(request)) {}
  // Throws Error as sphere_radii and void_row do.
  void add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) override;
  void exchange(Archive& archive, const Communicator& group) override { rows_.exchange(archive, "rows", group); }
  // By the grid's points, at the density of a framework.
  double particle_frames_per_s() const override { return 1e5 * request_.grid * request_.grid * request_.grid; }
  VoidSurvey gather(const Communicator& group) const;

 private:
  VoidRequest request_;
  std::optional<SphereRadii> radii_;
  FrameRows rows_;
};

// The survey of a stored trajectory: every frame by one rank, in memory for one frame's grid; the same bits on any
// number of ranks. Collective. Throws Error on every rank.
VoidSurvey survey_voids(Store& store, const Communicator& group, const std::string& fingerprint,
                        const VoidRequest& request);

}  // namespace vitriflow
