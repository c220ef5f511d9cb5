// RingSurvey: the rings and the defects of the net of every frame of a trajectory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hpc/communicator.hpp"
#include "hpc/store/store.hpp"
#include "stages/analysis/frame_rows.hpp"
#include "stages/analysis/frame_survey.hpp"
#include "stages/analysis/framework_net.hpp"

namespace vitriflow {

struct RingRequest {
  NetRequest net;
  std::size_t largest = 12;      // ring, in nodes
  std::size_t coordination = 4;  // links of a node without a defect
  double from_ps = 0.0;          // earlier frames are left out
};

// Rings of fewer nodes cannot be: two linkers may join the same two nodes, two links may not.
std::size_t smallest_ring(const NetRequest& net);

struct RingSurvey {
  std::string formula;
  double nodes_per_formula_unit = 1;
  std::vector<double> time_ps;         // [frames], as all that follow
  std::vector<double> connectivity;    // links of a node, mean
  std::vector<double> node_defects;    // fraction of nodes with another number of links than `coordination`
  std::vector<double> linker_defects;  // fraction of linkers that join another number of nodes than two; 0 without any
  std::vector<std::vector<double>> rings_per_node;  // [size][frames], empty below the smallest ring
  std::vector<std::vector<double>> nodes_in_rings;  // [size][frames], fraction of nodes in at least one
};

// What one frame says. Throws Error as framework_net does.
std::vector<double> ring_row(const NetParticles& particles, const Frame& frame, const RingRequest& request);

// One rank's part of a survey. gather() is collective and gives every rank the same bits, whatever the number of ranks.
class RingSurveyor : public FrameSurvey {
 public:
  explicit RingSurveyor(RingRequest request) : request_(std::move(request)) {}
  // Throws Error as net_particles and framework_net do.
  void add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) override;
  void exchange(Archive& archive, const Communicator& group) override;
  double particle_frames_per_s() const override { return 50'000; }
  RingSurvey gather(const Communicator& group) const;

 private:
  RingRequest request_;
  std::optional<NetParticles> known_;
  std::string formula_;  // on the root, which sees the first frame
  FrameRows rows_;
};

// The survey of a stored trajectory: every frame by one rank; the same bits on any number of ranks. Collective. Throws
// Error on every rank.
RingSurvey survey_rings(Store& store, const Communicator& group, const std::string& fingerprint,
                        const RingRequest& request);

}  // namespace vitriflow
