// LegRun: drives an engine through the segments of a simulation leg by leg, so that it can end at every leg's end and
// go on from there later with the same bits.
//
// What a task keeps at a leg's end is described once (describe): how far it is, the thermo series, the engine's state.
// The frames of a trajectory go into the store's segments just before each checkpoint; segments that are newer than the
// checkpoint a run resumes from are dropped and made again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "stages/engines/engine.hpp"
#include "stages/kind.hpp"
#include "stages/md/leg_schedule.hpp"
#include "stages/md/rescue.hpp"
#include "stages/md/thermo_series.hpp"
#include "stages/md/watchdog.hpp"
#include "stages/system.hpp"

namespace vitriflow {

// Everything but the sites without an element, whose positions would only repeat their parents'.
struct KeptParticles {
  explicit KeptParticles(const System& system);
  TrajectoryParticles particles;
  std::vector<std::int64_t> indices;  // in the system
  // Their positions relative to the box's origin, [N][3].
  std::vector<double> select(const std::vector<double>& positions, const Box& box) const;
};

// What a run leaves behind beside the engine's state.
struct Course {
  ThermoSeries thermo;
  std::vector<Box> ends;  // the box at the end of each segment; none of one that ended early
  std::vector<TakenRemedy> remedies;
};

// Whether what the last segment recorded in its first `legs` legs is enough. A function of its arguments alone: a
// resumed run asks again.
using EarlyEnd = std::function<bool(const ThermoSeries& thermo, std::int64_t legs)>;

class LegRun {
 public:
  // The engine has loaded `system` with the velocities that the run starts from.
  LegRun(StageContext& context, Engine& engine, const System& system, std::vector<Segment> segments);

  // Asked at the end of every leg of the last segment but its last; empty: never.
  void may_end_early(EarlyEnd enough) { enough_ = std::move(enough); }

  // What runs away is taken back to its leg's beginning and treated as the policy allows; otherwise it fails.
  void may_be_rescued(RemedyPolicy policy, Rescue::Reopen reopen) {
    rescue_.allow(std::move(policy), std::move(reopen));
  }

  // Runs what is left and returns what was recorded. Throws Stopped at a leg's end, with the state kept, when a stop
  // was requested and more legs follow. Collective.
  Course run();

 private:
  std::size_t resume();
  void run_leg(const Leg& leg);
  bool try_leg(const Leg& leg);
  void integrate(const Leg& leg);
  void go_back(const Leg& leg, Instability kind, const std::string& words);
  Rescue::Place place_of(const Leg& leg) const;
  void note_box(const Leg& leg);
  bool is_enough(const Leg& leg) const;
  std::vector<Observer> observers_of(const Leg& leg);
  void see_thermo(const Thermo& thermo, const std::string& phase);
  void see_frame(Snapshot& snapshot);
  void keep_state(const Leg& leg);
  void write_frames(std::int64_t leg);
  void describe(Archive& archive);
  void report(std::int64_t step, const std::string& phase) const;

  StageContext& context_;
  Engine* engine_;  // of the caller; another one after a rescue
  KeptParticles kept_;
  std::vector<Segment> segments_;
  std::vector<Leg> legs_;
  std::string title_;
  EarlyEnd enough_;
  ThermoSeries thermo_;
  std::vector<double> ends_;   // [segment][9]: origin, edges and tilts of the box at its end, A
  std::vector<Frame> frames_;  // since the last segment
  std::int64_t next_leg_ = 0;  // of the state that describe() describes
  std::int64_t last_frame_step_ = -1;
  std::int64_t particles_;
  double last_K_ = 0.0, last_volume_A3_ = 0.0;  // at the end of the last leg, or before the first
  Rescue rescue_;
};

}  // namespace vitriflow
