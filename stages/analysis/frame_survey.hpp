// FrameSurvey: what an analysis collects from the frames of one trajectory, so that one mechanism can show it the
// frames, keep its state and go on from there.
#pragma once

#include <cstdint>

#include "hpc/communicator.hpp"
#include "hpc/store/archive.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {

// One rank's part. Every frame is seen by one rank, in any order. What is collected are whole numbers, extremes and
// rows by frame, so that neither the ranks nor the places at which a run was interrupted can be told from the sums.
class FrameSurvey {
 public:
  virtual ~FrameSurvey() = default;

  // Throws Error where the frame cannot be analysed.
  virtual void add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) = 0;

  // Writes what the whole group has collected, the same on any number of ranks; or takes it over, the root all of it.
  // Collective.
  virtual void exchange(Archive& archive, const Communicator& group) = 0;

  // How many particles of frames one rank gets through in about a second. Only how often a run can be interrupted
  // depends on it.
  virtual double particle_frames_per_s() const = 0;
};

}  // namespace vitriflow
