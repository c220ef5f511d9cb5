// Store: the finished results, checkpoints and trajectories of a campaign's folder, each complete and verified or
// absent.
//
// The formats, with grammars and examples: hpc/store/FORMATS.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hpc/base/clock.hpp"
#include "hpc/base/files.hpp"
#include "hpc/communicator.hpp"
#include "hpc/result.hpp"
#include "hpc/store/archive.hpp"

namespace vitriflow {

// What is written beside every result: who made it, from what.
struct Origin {
  std::string task;        // "glass[hold=10ps]"
  std::string kind;        // "md.anneal"
  std::string program;     // "vitriflow 0.1.0"
  std::string engine;      // "LAMMPS 20210929", or empty
  double started_s = 0.0;  // wall clock
  double finished_s = 0.0;
  std::vector<int> ranks;  // of the pool
  std::int64_t attempt = 1;
};

struct StoredResult {
  Origin origin;
  Result result;
};

// One frame of a trajectory, the same on every rank of the group.
struct Frame {
  std::int64_t step = 0;
  double time_ps = 0.0;
  std::vector<double> edges;      // box vectors [3][3], A
  std::vector<double> positions;  // [N][3], A, wrapped into the box
};

// What a trajectory needs to know once: the particles that are kept.
struct TrajectoryParticles {
  std::vector<std::int64_t> ids;      // [N]
  std::vector<std::string> elements;  // [N], chemical symbols; "X" for a site without an element
};

using FrameVisit = std::function<void(const TrajectoryParticles&, std::int64_t index, const Frame&)>;

// Where a reader of a trajectory stands; enough to go on from there at another time.
struct TrajectoryPlace {
  std::int64_t segment = 0;        // of the segments in order
  std::int64_t segment_begin = 0;  // frames before it
  std::int64_t frame = 0;          // the next one
};

// How a group goes through a trajectory: so many frames, then all ranks meet. Each is called on every rank and may
// throw the same on all.
struct FrameRounds {
  std::function<std::int64_t(std::int64_t particles)> frames;  // of a round, at most; 1 or more
  std::function<void(std::int64_t first, std::int64_t count)> begin;
  // `frames_in_all` is -1 where it is not known beforehand.
  std::function<void(const TrajectoryPlace& place, std::int64_t frames_in_all)> end;
};

class Store {
 public:
  // Results whose Result::to_bytes() is longer have a file of their own.
  static constexpr std::size_t kSmallLimit = 65536;

  // Opens a campaign's folder (creates results/, checkpoints/, trajectories/ when absent). Not collective. `writer`
  // names this process's small-result file: small-<epoch>-<writer>. Results up to kSmallLimit bytes go there. Where
  // only reading is meant (status, report) epoch 0 and any writer will do, and nothing is written but campaign.h5.
  // Writing needs an epoch that was begun (hpc/store/aside_folder.hpp) and throws Error (held) once it was replaced.
  Store(std::string folder, std::int64_t epoch, std::string writer, FileSystem& files, Clock& clock);
  ~Store();
  Store(Store&&) noexcept;

  const std::string& folder() const;
  std::int64_t epoch() const;

  // -- results: keyed by fingerprint, immutable --
  bool contains(const std::string& fingerprint);      // looks at what others appended since
  StoredResult read(const std::string& fingerprint);  // throws Error: absent, or damaged (names the file)
  // Hands a result over. It counts as done only after flush() or sync_if_due() returned it. Not collective: the root of
  // a group calls it. A fingerprint that is there already is left as it is.
  void put(const std::string& fingerprint, const StoredResult& result);
  std::vector<std::string> sync_if_due();   // at most one sync per 10 ms; the fingerprints that became durable
  std::vector<std::string> flush();         // syncs now
  std::vector<std::string> fingerprints();  // of every result, sorted

  // -- results of other campaigns; root only --
  // Takes a finished task over from the campaign in the folder `other`, with its trajectory where there is one: by hard
  // links where the file system allows them, else as copies, all verified before anything is taken into place. What
  // this campaign had begun of the task itself goes. `record` is the text of a small result as it stands in a log there
  // (visit_small_records); empty: it has a file of its own. Counts as done as after put(). Throws Error where something
  // there is lost or damaged; then nothing has changed here.
  Origin adopt(const std::string& fingerprint, const std::string& other, std::string_view record);

  // -- checkpoints: the two newest of a task are kept; collective over the group --
  // `describe` is called once with a writing archive. Written aside, synced, verified, taken into place; then the
  // oldest of three goes.
  void write_checkpoint(const Communicator& group, const std::string& fingerprint, std::int64_t leg,
                        const std::function<void(Archive&)>& describe);
  // Reads the newest checkpoint that verifies with `describe`; its leg, or none. A damaged one is set aside
  // (renamed *.damaged) with a warning. Collective.
  std::optional<std::int64_t> read_checkpoint(const Communicator& group, const std::string& fingerprint,
                                              const std::function<void(Archive&)>& describe);
  void remove_checkpoints(const std::string& fingerprint);  // when the task is done

  // -- trajectories: immutable segments; one H5MD file of virtual datasets over them --
  // Writes the frames as segment `leg` (collective: every rank writes its slab of particles). Nothing for no frames.
  void write_segment(const Communicator& group, const std::string& fingerprint, std::int64_t leg,
                     const TrajectoryParticles& particles, const std::vector<Frame>& frames);
  // Drops segments after `leg` (all of them for -1): they belong to a past that will be run again. Collective.
  void drop_segments_after(const Communicator& group, const std::string& fingerprint, std::int64_t leg);
  // Writes trajectories/<fingerprint>.h5 over the segments. Root only. Nothing for no segments.
  void join_segments(const std::string& fingerprint, const std::string& title);
  std::string trajectory_path(const std::string& fingerprint) const;
  // Calls `visit` for the frames of a trajectory that the rank's turn falls on (frame index % size == rank), streaming.
  // Returns the number of frames in all. Collective.
  std::int64_t visit_frames(const Communicator& group, const std::string& fingerprint, const FrameVisit& visit);
  // The same from `place` on, in rounds; each segment is verified before it is read. Collective.
  std::int64_t visit_frames(const Communicator& group, const std::string& fingerprint, TrajectoryPlace place,
                            const FrameVisit& visit, const FrameRounds& rounds);

  // The same for one process without a group: every frame, in order.
  std::int64_t read_frames(const std::string& fingerprint, const FrameVisit& visit) const;

  // -- campaign.h5: derived from the results, rebuilt at will --
  // One group per task name: small results copied, large ones and trajectories as external links. Atomic. Not
  // collective.
  struct Entry {
    std::string task;
    std::string fingerprint;
  };
  void write_campaign_file(const std::vector<Entry>& tasks);

 private:
  void adopt_trajectory(const std::string& fingerprint, const std::string& other);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitriflow
