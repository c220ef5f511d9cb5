// ScatteringSurvey: the pairs of all elements and the density modes of a whole trajectory, gathered frame by frame on
// the ranks of a group in memory that does not grow with its length.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/store.hpp"
#include "stages/analysis/blocked_counts.hpp"
#include "stages/analysis/frame_survey.hpp"

namespace vitriflow {

struct ScatteringRequest {
  double r_max = 10.0;     // A
  std::size_t bins = 500;  // from 0 to r_max
  double q_box = 8.0;      // up to here density modes are summed, 1/A
  double q_shell = 0.05;   // width of a shell of them, 1/A
  double from_ps = 0.0;    // earlier frames are left out

  std::size_t shells() const;
};

// Where the sums over frames stand in a row of whole numbers. Fractions are kept as multiples of a power of two, so
// that no order of adding matters.
class ScatteringLayout {
 public:
  ScatteringLayout(std::size_t elements, std::size_t bins, std::size_t shells)
      : elements_(elements), bins_(bins), shells_(shells) {}
  std::size_t pairs() const { return elements_ * (elements_ + 1) / 2; }
  std::size_t pair(std::size_t a, std::size_t b) const;  // a <= b
  std::size_t frames() const { return 0; }
  std::size_t inverse_volume() const { return 1; }
  std::size_t counts(std::size_t pair) const { return 2 + pair * bins_; }                 // [bins], see count_pairs
  std::size_t vectors() const { return 2 + pairs() * bins_; }                             // [shells]
  std::size_t lengths() const { return vectors() + shells_; }                             // [shells], sum of |k|
  std::size_t modes(std::size_t pair) const { return vectors() + (2 + pair) * shells_; }  // [shells]
  std::size_t size() const { return vectors() + (2 + pairs()) * shells_; }

 private:
  std::size_t elements_, bins_, shells_;
};

// Sums over frames, in the units that formulas take.
struct ScatteringSums {
  double frames = 0.0;
  double inverse_volume = 0.0;              // 1/A3
  std::vector<std::vector<double>> counts;  // [pairs][bins], see count_pairs
  std::vector<double> vectors;              // [shells]: reciprocal lattice vectors, half of them (k and -k are one)
  std::vector<double> lengths;              // [shells]: sum of |k|, 1/A
  std::vector<std::vector<double>> modes;   // [pairs][shells]: sum of Re rho_a(k) rho_b(k)* / N
};

struct ScatteringSurvey {
  std::vector<std::string> elements;              // sorted
  std::vector<std::int64_t> members;              // [elements]: particles of each
  std::int64_t frames = 0;                        // used
  double half_width = 0.0;                        // half the smallest distance between faces of any used cell, A
  ScatteringLayout layout{0, 0, 0};               // of the blocks
  std::vector<std::vector<std::int64_t>> blocks;  // in order; those without a used frame are left out
};

// All blocks but `left_out` (none: leave it out).
ScatteringSums sums_of(const ScatteringSurvey& survey, const ScatteringRequest& request,
                       std::optional<std::size_t> left_out = {});

// One rank's part of a survey. gather() is collective and gives every rank the same bits, whatever the number of ranks.
class ScatteringSurveyor : public FrameSurvey {
 public:
  explicit ScatteringSurveyor(ScatteringRequest request);
  // Particles without an element ("X") are no scatterers. Throws Error when there are no others.
  void add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) override;
  void exchange(Archive& archive, const Communicator& group) override;
  double particle_frames_per_s() const override { return 20'000; }
  // `frames_in_all` counts those of the trajectory, used or not.
  ScatteringSurvey gather(const Communicator& group, std::int64_t frames_in_all) const;

 private:
  // Elements and how many particles are of each.
  struct Scatterers {
    std::vector<std::string> elements;  // sorted
    std::vector<std::int64_t> members;
  };
  void find_members(const TrajectoryParticles& particles);
  // What the lowest rank that has seen a frame knows. Collective.
  Scatterers shared_scatterers(const Communicator& group) const;
  void prepare_sums(const Scatterers& scatterers);
  void add_pairs(const class PeriodicCell& cell, const Frame& frame, std::int64_t* row);
  void add_modes(const class PeriodicCell& cell, const Frame& frame, std::int64_t* row);

  ScatteringRequest request_;
  Scatterers scatterers_;                           // none: no frame was used here
  std::vector<std::vector<std::int64_t>> members_;  // by element; none: no frame was used here since a resumption
  ScatteringLayout layout_{0, 0, 0};
  std::optional<BlockedCounts> sums_;
  double half_width_;
};

// The survey of a stored trajectory. Collective over the group. Throws Error on every rank.
ScatteringSurvey survey_scattering(Store& store, const Communicator& group, const std::string& fingerprint,
                                   const ScatteringRequest& request);

}  // namespace vitriflow
