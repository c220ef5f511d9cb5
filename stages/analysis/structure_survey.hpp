// StructureSurvey: what a whole trajectory says of its structure, gathered frame by frame on the ranks of a group.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/store.hpp"
#include "stages/analysis/blocked_counts.hpp"
#include "stages/analysis/frame_rows.hpp"
#include "stages/analysis/frame_survey.hpp"
#include "stages/analysis/linker_rings.hpp"
#include "stages/analysis/pair_counts.hpp"
#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

// Stands for particles of any element; sites without one (dummies) are none.
inline constexpr const char* kEveryElement = "all";
// In the middle of an angle: the centroid of a linker's ring (see find_linker_rings).
inline constexpr const char* kLinker = "Im";

struct SurveyRequest {
  std::vector<std::array<std::string, 2>> pairs;   // centre, neighbour: {"Zn", "N"}
  std::vector<std::array<std::string, 3>> angles;  // end, centre, end: {"N", "Zn", "N"}, {"Zn", "Im", "Zn"}
  double r_max = 10.0;                             // A
  std::size_t bins = 200;                          // from 0 to r_max
  double cutoff = 2.5;                             // of a bond, A
  double cutoff_margin = 0.2;                      // coordination is also counted at the cutoff less and plus this, A
  std::size_t nearest = 4;                         // neighbours of pairs that are not bonded
  double from_ps = 0.0;                            // earlier frames are left out
};

// The cutoffs at which coordination is counted: the request's less its margin, itself, and plus its margin.
inline constexpr std::size_t kCutoffs = 3, kMiddleCutoff = 1;
using Cutoffs = std::array<double, kCutoffs>;

struct PairSurvey {
  std::vector<FrameBlock> blocks;  // in order; those without a used frame are left out
  // By cutoff: [k] is the number of centres with k neighbours, over all frames.
  std::array<std::vector<std::int64_t>, kCutoffs> coordination;
  std::array<std::vector<double>, kCutoffs> mean_coordination;  // by cutoff: [frames]
  std::vector<double> undercoordinated;  // [frames]: fraction of centres with fewer neighbours than `nearest`
  std::vector<double> bonded_distance;   // [frames], A; NaN: no pair within the cutoff
  std::vector<double> nearest_distance;  // [frames], A; NaN: not searched (there are bonds) or too few
};

struct AngleSurvey {
  std::vector<std::int64_t> histogram;  // [kAngleBins]
  std::vector<double> mean;             // [frames], degree; NaN without an angle
  std::vector<double> deviation;        // [frames], standard deviation within the frame, degree
  std::vector<double> tau4;             // [frames], mean over four-coordinated centres; NaN without one
};

struct StructureSurvey {
  std::int64_t frames = 0;          // used
  double half_width = 0.0;          // half the smallest distance between faces of any used cell, A
  std::vector<double> volume;       // [frames], A3
  std::vector<PairSurvey> pairs;    // as requested
  std::vector<AngleSurvey> angles;  // as requested
};

Cutoffs cutoffs_of(const SurveyRequest& request);

// One rank's part of a survey. gather() is collective and gives every rank the same bits, whatever the number of ranks.
class StructureSurveyor : public FrameSurvey {
 public:
  explicit StructureSurveyor(SurveyRequest request);
  // Throws Error when the particles lack a requested element (the sentence names them and what is near).
  void add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) override;
  void exchange(Archive& archive, const Communicator& group) override;
  double particle_frames_per_s() const override { return 200'000; }
  // `frames_in_all` counts those of the trajectory, used or not.
  StructureSurvey gather(const Communicator& group, std::int64_t frames_in_all) const;

 private:
  using Row = FrameRows::Row;
  const std::vector<std::int64_t>& members(const TrajectoryParticles& particles, const std::string& element);
  void survey_pairs(const std::map<std::string, SpeciesGrid>& wide, const std::map<std::string, SpeciesGrid>& near,
                    double reach, Row& row);
  void survey_coordination(std::size_t pair, const SpeciesGrid& centres, const SpeciesGrid& others, Row& row);
  void survey_all_angles(const std::map<std::string, SpeciesGrid>& near, const std::vector<LinkerRing>& linkers,
                         const Frame& frame, Row& row);
  std::vector<LinkerRing> linkers_in(const TrajectoryParticles& particles, const PeriodicCell& cell,
                                     const Frame& frame);

  SurveyRequest request_;
  std::map<std::string, std::vector<std::int64_t>> members_;
  bool wants_linkers_ = false;
  double half_width_;
  FrameRows rows_;
  std::vector<BlockedCounts> counts_;
  std::vector<std::array<std::vector<std::int64_t>, kCutoffs>> coordination_;
  std::vector<std::vector<std::int64_t>> angles_;
};

// The survey of a stored trajectory. Collective over the group. Throws Error on every rank.
StructureSurvey survey_trajectory(Store& store, const Communicator& group, const std::string& fingerprint,
                                  const SurveyRequest& request);

}  // namespace vitriflow
