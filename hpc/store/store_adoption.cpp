#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/result_file.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/store_state.hpp"
#include "hpc/store/trajectory_file.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kCopyBlock = std::size_t{1} << 24;

void copy(FileSystem& files, const std::string& from, const std::string& to) {
  const auto file = files.create(to);
  const std::uint64_t size = files.size(from);
  for (std::uint64_t at = 0; at < size; at += kCopyBlock) file->write(files.read(from, at, kCopyBlock));
  file->sync();
  file->close();
}

// Whole and verified at `to`, or an Error.
void bring(FileSystem& files, const std::string& from, const std::string& to, const char* what) {
  check_file(files, from, what);
  files.remove(to);
  if (files.link(from, to)) return;
  copy(files, from, to);
  check_file(files, to, what);
}

// Returns the number of frames.
std::int64_t bring_segments(FileSystem& files, const std::string& from, const std::string& to,
                            const std::string& fingerprint) {
  files.remove_all(to);
  files.make_directories(to);
  std::int64_t frames = 0;
  for (const auto leg : stored_legs(from, files)) {
    const std::string path = leg_path(from, leg), beside = leg_path(to, leg);
    bring(files, path, beside, kSegment);
    frames += SegmentReader(H5File::open(beside), path, fingerprint, leg).frames();
  }
  files.sync_directory(to);
  return frames;
}

// The trajectory of another campaign under names of ours that nobody reads yet.
void bring_trajectory(FileSystem& files, const std::string& from, const std::string& to,
                      const std::string& fingerprint) {
  bring(files, from + ".h5", to + ".h5", kTrajectory);
  const std::int64_t promised = joined_frames(to + ".h5", fingerprint);
  const std::int64_t frames = bring_segments(files, from, to, fingerprint);
  if (frames == promised) return;
  throw Error(fmt::format("folder '{}' holds {} of the {} frames of its trajectory: a segment is lost.", from, frames,
                          promised));
}

}  // namespace

Origin Store::adopt(const std::string& fingerprint, const std::string& other, std::string_view record) {
  ensure_file_name(fingerprint);
  FileSystem& files = *state_->files;
  const std::string result = state_->result_path(fingerprint);
  const std::string beside = state_->aside.name_for(result);
  const std::string theirs = fmt::format("{}/results/{}.h5", other, fingerprint);
  if (record.empty()) bring(files, theirs, beside, "result");
  Origin origin = record.empty() ? parse_large_file(read_checked(files, beside, "result"), theirs, fingerprint).origin
                                 : record_origin(record, other + "/results");
  adopt_trajectory(fingerprint, other);
  if (record.empty()) {
    state_->take_large(fingerprint, beside);
  } else {
    state_->log.add(record);
    state_->pending.push_back(fingerprint);
  }
  state_->handed_over.insert(fingerprint);
  return origin;
}

// What was begun here goes before the frames change: a checkpoint belongs to the segments written before it.
void Store::adopt_trajectory(const std::string& fingerprint, const std::string& other) {
  FileSystem& files = *state_->files;
  const AsideFolder& aside = state_->aside;
  const std::string theirs = fmt::format("{}/trajectories/{}", other, fingerprint);
  const std::string segments = state_->segment_folder(fingerprint), joined = trajectory_path(fingerprint);
  const std::string beside = aside.name_for(segments + ".adopted");
  const bool has_frames = files.exists(theirs + ".h5");
  if (has_frames) bring_trajectory(files, theirs, beside, fingerprint);
  for (const auto& begun : {state_->checkpoint_folder(fingerprint), joined, segments}) aside.remove(begun);
  if (!has_frames) return;
  aside.take(beside, segments);
  aside.take(beside + ".h5", joined);
  files.sync_directory(state_->folder + "/trajectories");
}

}  // namespace vitriflow
