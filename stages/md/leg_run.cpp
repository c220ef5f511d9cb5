#include "stages/md/leg_run.hpp"

#include <algorithm>
#include <utility>

#include "hpc/base/error.hpp"
#include "stages/leg_ends.hpp"
#include "stages/md/refined_leg.hpp"

namespace vitriflow {

namespace {

std::vector<Box> boxes_of(const std::vector<double>& numbers) {
  std::vector<Box> boxes(numbers.size() / 9);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const double* first = &numbers[9 * i];
    std::copy_n(first, 3, boxes[i].origin.begin());
    std::copy_n(first + 3, 3, boxes[i].edges.begin());
    std::copy_n(first + 6, 3, boxes[i].tilts.begin());
  }
  return boxes;
}

constexpr std::int64_t kLongestWatch_steps = 1000;
constexpr std::int64_t kSilentWatch_steps = 100;

// How often the watchdog looks: with the records, or where there are none.
std::int64_t watch_interval(const Segment& segment) {
  return segment.thermo_every > 0 ? std::min(segment.thermo_every, kLongestWatch_steps) : kSilentWatch_steps;
}

bool recording(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) {
    if (segment.frames_every > 0) return true;
  }
  return false;
}

}  // namespace

KeptParticles::KeptParticles(const System& system) {
  for (std::int64_t i = 0; i < system.size(); ++i) {
    const auto type = static_cast<std::size_t>(system.type[static_cast<std::size_t>(i)]);
    const std::string& element = system.types.at(type).element;
    if (element == "X") continue;
    indices.push_back(i);
    particles.ids.push_back(i + 1);
    particles.elements.push_back(element);
  }
}

std::vector<double> KeptParticles::select(const std::vector<double>& positions, const Box& box) const {
  std::vector<double> selected;
  selected.reserve(3 * indices.size());
  for (const std::int64_t i : indices) {
    for (std::size_t k = 0; k < 3; ++k)
      selected.push_back(positions[3 * static_cast<std::size_t>(i) + k] - box.origin[k]);
  }
  return selected;
}

LegRun::LegRun(StageContext& context, Engine& engine, const System& system, std::vector<Segment> segments)
    : context_(context),
      engine_(&engine),
      kept_(system),
      segments_(std::move(segments)),
      legs_(schedule_legs(segments_, system.size())),
      title_(system.name.empty() ? context.task : context.task + ": " + system.name),
      particles_(system.size()),
      rescue_(context) {}

Course LegRun::run() {
  const std::size_t first = resume();
  if (first == 0) {
    const System start = engine_->system();
    last_K_ = kinetic_temperature_K(start);
    last_volume_A3_ = start.box.volume();
  }
  LegEnds leg_ends(context_);
  std::int64_t last = 0;
  for (std::size_t i = first; i < legs_.size(); ++i) {
    run_leg(legs_[i]);
    last = legs_[i].number;
    if (i + 1 == legs_.size() || is_enough(legs_[i])) break;
    leg_ends.ended(legs_[i].number, [&] { keep_state(legs_[i]); });
  }
  write_frames(last);
  if (recording(segments_))
    context_.group.on_root([&] { context_.store->join_segments(context_.fingerprint, title_); });
  return {std::move(thermo_), boxes_of(ends_), rescue_.taken()};
}

bool LegRun::is_enough(const Leg& leg) const {
  if (!enough_ || leg.segment + 1 != segments_.size()) return false;
  std::int64_t before = 0;
  while (legs_[static_cast<std::size_t>(before)].segment < leg.segment) ++before;
  return context_.group.any(context_.group.is_root() && enough_(thermo_, leg.number + 1 - before));
}

void LegRun::note_box(const Leg& leg) {
  if (leg.first_step + leg.steps != first_step_of(segments_, leg.segment + 1)) return;
  const Box box = engine_->system().box;
  for (const auto* part : {&box.origin, &box.edges, &box.tilts}) ends_.insert(ends_.end(), part->begin(), part->end());
}

std::size_t LegRun::resume() {
  const auto kept = context_.store->read_checkpoint(context_.group, context_.fingerprint,
                                                    [this](Archive& archive) { describe(archive); });
  context_.store->drop_segments_after(context_.group, context_.fingerprint, kept.value_or(-1));
  return kept ? static_cast<std::size_t>(*kept) + 1 : 0;
}

void LegRun::run_leg(const Leg& leg) {
  rescue_.answer_deaths(*engine_, place_of(leg));
  do {
    rescue_.keep(*engine_);
  } while (!try_leg(leg));
  next_leg_ = leg.number + 1;
  note_box(leg);
  report(leg.first_step + leg.steps, segments_[leg.segment].phase);
}

// False: it ran away, and is to be tried again with a remedy. Engines fail on every rank or on none.
bool LegRun::try_leg(const Leg& leg) {
  if (context_.journal) {
    context_.journal("leg", {{"leg", std::to_string(leg.number)},
                             {"first", std::to_string(leg.first_step)},
                             {"steps", std::to_string(leg.steps)}});
  }
  report(leg.first_step, segments_[leg.segment].phase);
  try {
    integrate(leg);
    return true;
  } catch (const Unstable& failure) {
    go_back(leg, failure.kind(), failure.what());
  } catch (const Error& failure) {
    const auto kind = instability_in(failure.what());
    if (!kind) throw;
    go_back(leg, *kind, failure.what());
  }
  return false;
}

void LegRun::integrate(const Leg& leg) {
  const Treatment treatment = rescue_.treatment();
  const DynamicsRequest request = treated(leg_request(segments_, leg), treatment);
  Watchdog watchdog(request, particles_, last_K_, last_volume_A3_);
  Thermo last;
  const auto look = [&](Snapshot& snapshot) {
    last = snapshot.thermo();
    watchdog.look(last);
  };
  // First, so that nothing is recorded that it refuses; and at the leg's end, which the next one starts from.
  std::vector<Observer> observers{{watch_interval(segments_[leg.segment]), look}, {leg.first_step + leg.steps, look}};
  for (auto& observer : observers_of(leg)) observers.push_back(std::move(observer));
  run_refined(*engine_, request, treatment.parts, observers);
  last_K_ = last.temperature_K;
  last_volume_A3_ = last.volume_A3;
}

void LegRun::go_back(const Leg& leg, Instability kind, const std::string& words) {
  engine_ = &rescue_.go_back(place_of(leg), kind, words);
  thermo_ = thermo_.between(-1, leg.first_step);
  while (!frames_.empty() && frames_.back().step > leg.first_step) frames_.pop_back();
  if (last_frame_step_ > leg.first_step) last_frame_step_ = leg.first_step;
}

Rescue::Place LegRun::place_of(const Leg& leg) const {
  return {leg, leg_request(segments_, leg), segments_[leg.segment].phase, time_at_ps(segments_, leg.first_step)};
}

std::vector<Observer> LegRun::observers_of(const Leg& leg) {
  const Segment& segment = segments_[leg.segment];
  std::vector<Observer> observers;
  if (segment.thermo_every > 0) {
    observers.push_back(
        {segment.thermo_every, [this, &segment](Snapshot& snapshot) { see_thermo(snapshot.thermo(), segment.phase); }});
  }
  if (segment.frames_every > 0) {
    observers.push_back({segment.frames_every, [this](Snapshot& snapshot) { see_frame(snapshot); }});
  }
  return observers;
}

// An engine may show the step between two legs twice; the end of the earlier leg counts.
void LegRun::see_thermo(const Thermo& thermo, const std::string& phase) {
  if (thermo.step <= thermo_.last_step()) return;
  thermo_.append(thermo, time_at_ps(segments_, thermo.step));
  report(thermo.step, phase);
}

void LegRun::see_frame(Snapshot& snapshot) {
  const std::int64_t step = snapshot.thermo().step;
  if (step <= last_frame_step_) return;
  const Box box = snapshot.box();
  const auto vectors = box.vectors();
  frames_.push_back(
      {step, time_at_ps(segments_, step), {vectors.begin(), vectors.end()}, kept_.select(snapshot.positions_A(), box)});
  last_frame_step_ = step;
}

void LegRun::keep_state(const Leg& leg) {
  write_frames(leg.number);
  context_.store->write_checkpoint(context_.group, context_.fingerprint, leg.number,
                                   [this](Archive& archive) { describe(archive); });
}

void LegRun::write_frames(std::int64_t leg) {
  if (frames_.empty()) return;
  context_.store->write_segment(context_.group, context_.fingerprint, leg, kept_.particles, frames_);
  frames_.clear();
}

void LegRun::describe(Archive& archive) {
  const auto first_step_after = [this](std::int64_t leg) {
    const auto i = static_cast<std::size_t>(leg);
    return i < legs_.size() ? legs_[i].first_step : legs_.back().first_step + legs_.back().steps;
  };
  archive.field("run/next_leg", next_leg_);
  std::int64_t first_step = first_step_after(next_leg_);
  archive.field("run/first_step", first_step);
  if (archive.reading() && (next_leg_ < 0 || first_step != first_step_after(next_leg_))) {
    throw Error(
        fmt::format("the checkpoint of task '{}' ends at step {}, where this program ends no leg. Use the build "
                    "that wrote it, or remove the checkpoint to start the task over.",
                    context_.task, first_step));
  }
  archive.field("run/last_frame_step", last_frame_step_);
  archive.field("run/boxes", ends_, "A");
  archive.field("run/temperature", last_K_, "K");
  archive.field("run/volume", last_volume_A3_, "A3");
  rescue_.exchange(archive);
  thermo_.exchange(archive);
  engine_->exchange(archive);
}

void LegRun::report(std::int64_t step, const std::string& phase) const {
  if (!context_.report_progress) return;
  context_.report_progress({step, legs_.back().first_step + legs_.back().steps, phase});
}

}  // namespace vitriflow
