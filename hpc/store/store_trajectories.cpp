#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <optional>
#include <sstream>

#include "hpc/base/error.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/store_state.hpp"
#include "hpc/store/trajectory_file.hpp"

namespace vitriflow {

namespace {

// Frames cannot be had from anywhere else.
template <typename Check>
void check_frames(Check check) {
  try {
    check();
  } catch (const NewerFormat&) {
    throw;
  } catch (const Error& problem) {
    throw Error(fmt::format("{} 'vitriflow check --repair' drops the trajectory, so that the next run makes it again.",
                            problem.what()));
  }
}

// How many frames the joined file shows, which is written when the task is over; -1 where there is none yet.
std::int64_t promised_frames(const std::string& joined, const std::string& fingerprint, FileSystem& files) {
  std::int64_t frames = -1;
  if (!files.exists(joined)) return frames;
  check_frames([&] {
    check_file(files, joined, kTrajectory);
    frames = joined_frames(joined, fingerprint);
  });
  return frames;
}

void check_complete(const std::string& folder, std::int64_t frames, std::int64_t promised) {
  if (promised < 0 || frames == promised) return;
  throw Error(
      fmt::format("folder '{}' holds {} of the {} frames of its trajectory: a segment is lost. "
                  "'vitriflow check --repair' drops the trajectory, so that the next run makes it again.",
                  folder, frames, promised));
}

}  // namespace

void Store::write_segment(const Communicator& group, const std::string& fingerprint, std::int64_t leg,
                          const TrajectoryParticles& particles, const std::vector<Frame>& frames) {
  ensure_file_name(fingerprint);
  ensure_frames(particles, frames);
  if (frames.empty()) return;
  FileSystem& files = *state_->files;
  const std::string folder = state_->segment_folder(fingerprint);
  const std::string path = leg_path(folder, leg);
  std::string beside;
  group.on_root([&] {
    state_->make_folder(folder);
    beside = state_->aside.name_for(path);
  });
  const auto lay_out = [&](H5Group& root) { lay_out_segment(root, fingerprint, leg, particles, frames); };
  const SegmentSlab slab(group, particles.ids.size(), frames);
  beside = write_group_file(group, files, beside, {kSegment, lay_out, SegmentSlab::reserved(), slab.blocks()});
  check_group_file(group, files, beside, kSegment);
  group.on_root([&] {
    state_->aside.take(beside, path);  // over the same leg of a past that is run again
    files.sync_directory(folder);
  });
}

void Store::drop_segments_after(const Communicator& group, const std::string& fingerprint, std::int64_t leg) {
  group.on_root([&] {
    FileSystem& files = *state_->files;
    const std::string folder = state_->segment_folder(fingerprint);
    state_->aside.remove(trajectory_path(fingerprint));  // first: it promises what the segments hold
    for (const auto stored : stored_legs(folder, files)) {
      if (stored > leg) state_->aside.remove(leg_path(folder, stored));
    }
  });
}

void Store::join_segments(const std::string& fingerprint, const std::string& title) {
  FileSystem& files = *state_->files;
  const std::string folder = state_->segment_folder(fingerprint);
  const std::string path = trajectory_path(fingerprint);
  TrajectoryParticles particles;
  std::vector<SegmentPart> parts;
  for (const auto leg : stored_legs(folder, files)) {
    const std::string name = leg_path(folder, leg);
    std::string bytes;
    check_frames([&] { bytes = read_checked(files, name, kSegment); });
    const SegmentReader segment(H5File::open_image(bytes, name), name, fingerprint, leg);
    if (parts.empty()) particles = segment.particles();
    if (segment.particles().ids != particles.ids) {
      throw Error(fmt::format("file '{}' holds other particles than the segments before it.", leg_path(folder, leg)));
    }
    parts.push_back({leg_path(fingerprint, leg), static_cast<std::uint64_t>(segment.frames())});
  }
  if (parts.empty()) return;
  const std::string beside = state_->aside.name_for(path);
  write_aside(files, beside, joined_file(path, fingerprint, title, particles, parts));
  check_file(files, beside, kTrajectory);
  state_->aside.take(beside, path);
  files.sync_directory(state_->folder + "/trajectories");
}

std::string Store::trajectory_path(const std::string& fingerprint) const {
  return fmt::format("{}/trajectories/{}.h5", state_->folder, fingerprint);
}

namespace {

// One group on its way through the segments of a trajectory.
class TrajectoryVisit {
 public:
  TrajectoryVisit(const Communicator& group, FileSystem& files, std::string folder, const std::string& joined,
                  std::string fingerprint)
      : group_(group), files_(files), folder_(std::move(folder)), fingerprint_(std::move(fingerprint)) {
    std::string list;
    std::int64_t promised = 0;  // by the joined file, which is written when the task is over
    group.on_root([&] {
      list = fmt::format("{}", fmt::join(stored_legs(folder_, files), " "));
      promised = promised_frames(joined, fingerprint_, files);
    });
    group.broadcast(list);
    promised_ = group.sum(promised);
    std::istringstream legs(list);
    for (std::int64_t leg = 0; legs >> leg;) legs_.push_back(leg);
  }

  std::int64_t frames_in_all() const { return promised_; }

  // How many frames there are up to the end of the last segment.
  std::int64_t run(TrajectoryPlace place, const FrameVisit& visit, const FrameRounds& rounds) const {
    while (place.segment < static_cast<std::int64_t>(legs_.size())) {
      const std::int64_t leg = legs_[static_cast<std::size_t>(place.segment)];
      const std::string path = leg_path(folder_, leg);
      check_frames([&] { check_group_file(group_, files_, path, kSegment); });
      std::optional<SegmentReader> segment;
      group_.all_or_none([&] { segment.emplace(H5File::open(path), path, fingerprint_, leg); });
      visit_segment(*segment, place, visit, rounds);
    }
    return place.frame;
  }

 private:
  void visit_segment(const SegmentReader& segment, TrajectoryPlace& place, const FrameVisit& visit,
                     const FrameRounds& rounds) const {
    const std::int64_t begin = place.segment_begin, end = begin + segment.frames();
    const auto round = rounds.frames(static_cast<std::int64_t>(segment.particles().ids.size()));
    do {
      const std::int64_t next = end - place.frame > round ? place.frame + round : end;
      rounds.begin(place.frame, next - place.frame);
      group_.all_or_none([&] {
        for (std::int64_t index = place.frame; index < next; ++index) {
          if (index % group_.size() == group_.rank()) visit(segment.particles(), index, segment.frame(index - begin));
        }
      });
      place.frame = next;
      if (next == end) place = {place.segment + 1, end, end};
      rounds.end(place, promised_);
    } while (place.frame < end);
  }

  const Communicator& group_;
  FileSystem& files_;
  std::string folder_, fingerprint_;
  std::vector<std::int64_t> legs_;  // of the segments, in order
  std::int64_t promised_ = -1;      // -1: the file is not there
};

}  // namespace

std::int64_t Store::visit_frames(const Communicator& group, const std::string& fingerprint, const FrameVisit& visit) {
  const auto whole = [](std::int64_t) { return std::numeric_limits<std::int64_t>::max(); };
  return visit_frames(group, fingerprint, {}, visit,
                      {whole, [](std::int64_t, std::int64_t) {}, [](const TrajectoryPlace&, std::int64_t) {}});
}

std::int64_t Store::visit_frames(const Communicator& group, const std::string& fingerprint, TrajectoryPlace place,
                                 const FrameVisit& visit, const FrameRounds& rounds) {
  const std::string folder = state_->segment_folder(fingerprint);
  const TrajectoryVisit trajectory(group, *state_->files, folder, trajectory_path(fingerprint), fingerprint);
  const std::int64_t frames = trajectory.run(place, visit, rounds);
  group.on_root([&] { check_complete(folder, frames, trajectory.frames_in_all()); });
  return frames;
}

std::int64_t Store::read_frames(const std::string& fingerprint, const FrameVisit& visit) const {
  const std::string folder = state_->segment_folder(fingerprint);
  std::int64_t frames = 0;
  for (const std::int64_t leg : stored_legs(folder, *state_->files)) {
    const std::string path = leg_path(folder, leg);
    check_frames([&] { check_file(*state_->files, path, kSegment); });
    const SegmentReader segment(H5File::open(path), path, fingerprint, leg);
    for (std::int64_t index = 0; index < segment.frames(); ++index)
      visit(segment.particles(), frames++, segment.frame(index));
  }
  check_complete(folder, frames, promised_frames(trajectory_path(fingerprint), fingerprint, *state_->files));
  return frames;
}

}  // namespace vitriflow
