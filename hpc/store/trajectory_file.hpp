// Trajectory segments and the file over them, in the layout of H5MD 1.1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hpc/h5.hpp"
#include "hpc/store/group_file.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {

inline constexpr const char* kSegment = "segment";
inline constexpr const char* kTrajectory = "trajectory";

// Throws Bug unless every frame has the shapes of these particles.
void ensure_frames(const TrajectoryParticles& particles, const std::vector<Frame>& frames);

// On the root: everything but the positions.
void lay_out_segment(H5Group& root, const std::string& fingerprint, std::int64_t leg,
                     const TrajectoryParticles& particles, const std::vector<Frame>& frames);
// On every rank of the group: its slab of particles in all frames, as 32-bit numbers (2e-6 A at 40 A).
class SegmentSlab {
 public:
  SegmentSlab(const Communicator& group, std::uint64_t particles, const std::vector<Frame>& frames);
  static std::vector<std::string> reserved();
  const std::vector<FileBlock>& blocks() const noexcept { return blocks_; }

 private:
  std::vector<float> values_;
  std::vector<FileBlock> blocks_;
};

// A segment open for reading by one process, frame by frame.
class SegmentReader {
 public:
  // Throws Error when the file is another task's or leg's.
  SegmentReader(H5File file, const std::string& path, const std::string& fingerprint, std::int64_t leg);
  const TrajectoryParticles& particles() const noexcept { return particles_; }
  std::int64_t frames() const { return static_cast<std::int64_t>(steps_.size()); }
  Frame frame(std::int64_t index) const;

 private:
  H5File file_;
  H5Dataset positions_;
  H5Dataset edges_;
  TrajectoryParticles particles_;
  std::vector<std::int64_t> steps_;
  std::vector<double> times_ps_;
};

// How many frames trajectories/<fingerprint>.h5 shows, whether its segments are there or not.
// Throws Error when the file is another task's.
std::int64_t joined_frames(const std::string& path, const std::string& fingerprint);

// The bytes of trajectories/<fingerprint>.h5: datasets that show the segments' frames as one.
struct SegmentPart {
  std::string file;  // relative to the joined file
  std::uint64_t frames = 0;
};
std::string joined_file(const std::string& path, const std::string& fingerprint, const std::string& title,
                        const TrajectoryParticles& particles, const std::vector<SegmentPart>& parts);

}  // namespace vitriflow
