// frames.import: a LAMMPS text dump becomes a trajectory that every analysis reads.
#include <algorithm>

#include "hpc/base/error.hpp"
#include "stages/declaration.hpp"
#include "stages/exchange/lammps_dump.hpp"
#include "stages/inputs.hpp"
#include "stages/leg_ends.hpp"

namespace vitriflow {

namespace {

// A segment, which is a leg, ends at the first of these.
constexpr std::size_t kFramesOfASegment = 50, kParticlesOfASegment = 1'000'000;

struct FramesParameters {
  std::string file, units;
  std::vector<std::string> elements;
  double timestep_fs = 0;
};

std::string found(const StageContext& context, const std::string& name) {
  return existing_input("structures", name, context.inputs_folder, context.workflow_folder);
}

double volume_of(const Frame& frame) { return frame.edges[0] * frame.edges[4] * frame.edges[8]; }

// Every rank reads the file and writes its slab; the frames of a segment are held in memory.
class FramesWriter {
 public:
  FramesWriter(StageContext& context, LammpsDump& dump) : context_(context), dump_(dump) {}

  void run() {
    const auto kept = context_.store->read_checkpoint(context_.group, context_.fingerprint,
                                                      [this](Archive& archive) { describe(archive); });
    context_.store->drop_segments_after(context_.group, context_.fingerprint, kept.value_or(-1));
    LegEnds leg_ends(context_);
    while (write_leg()) {
      leg_ends.ended(leg_ - 1, [this] {
        context_.store->write_checkpoint(context_.group, context_.fingerprint, leg_ - 1,
                                         [this](Archive& archive) { describe(archive); });
      });
    }
    context_.group.on_root([&] { context_.store->join_segments(context_.fingerprint, context_.task); });
  }

  const std::vector<double>& volumes() const { return volumes_; }
  const std::vector<double>& times() const { return times_; }

 private:
  // Whether others may follow.
  bool write_leg() {
    bool more = true;
    context_.group.all_or_none([&] { more = fill(); });
    if (frames_.empty()) return false;
    if (context_.journal) {
      context_.journal("leg", {{"leg", std::to_string(leg_)},
                               {"first", std::to_string(volumes_.size() - frames_.size())},
                               {"steps", std::to_string(frames_.size())},
                               {"of", "the dump"}});
    }
    context_.store->write_segment(context_.group, context_.fingerprint, leg_++, dump_.particles(), frames_);
    if (context_.report_progress)
      context_.report_progress({static_cast<std::int64_t>(volumes_.size()), 0, "reading frames"});
    frames_.clear();
    return more;
  }

  bool is_full() const {
    return frames_.size() == kFramesOfASegment || frames_.size() * dump_.particles().ids.size() >= kParticlesOfASegment;
  }

  bool fill() {
    while (!is_full()) {
      auto frame = dump_.next();
      if (!frame) return false;
      if (!times_.empty() && frame->time_ps <= times_.back()) {
        throw Error(
            fmt::format("frame {} (step {}) is not later than the one before it. Remove repeated frames, or state "
                        "'timestep'.",
                        times_.size(), frame->step),
            Failure::invalid_input);
      }
      times_.push_back(frame->time_ps);
      volumes_.push_back(volume_of(*frame));
      frames_.push_back(std::move(*frame));
    }
    return true;
  }

  void describe(Archive& archive) {
    archive.field("run/next_leg", leg_);
    archive.field("run/times", times_, "ps");
    archive.field("run/volumes", volumes_, "A3");
    dump_.exchange(archive);
  }

  StageContext& context_;
  LammpsDump& dump_;
  std::vector<Frame> frames_;
  std::vector<double> volumes_, times_;
  std::int64_t leg_ = 0;
};

Result run_import(StageContext& context, const FramesParameters& p) {
  LammpsDump dump(found(context, p.file), {p.elements, p.timestep_fs, p.units == "real"});
  FramesWriter writer(context, dump);
  writer.run();
  if (writer.times().empty()) throw Error(fmt::format("'{}' holds no frame.", p.file), Failure::invalid_input);
  Result result;
  result.put_scalar("frames", static_cast<double>(writer.times().size()), "1");
  result.put_scalar("atoms", static_cast<double>(dump.particles().ids.size()), "1");
  result.put_vector("thermo/time", writer.times(), "ps");
  result.put_vector("thermo/volume", writer.volumes(), "A3");
  result.figures.push_back(
      {"volume-time", "Volume of the cell", "time", "volume", {{"", "thermo/time", "thermo/volume"}}});
  return result;
}

Declaration<FramesParameters> declaration() {
  using P = FramesParameters;
  Declaration<P> d("frames.import", 1, "Takes over the frames of a LAMMPS text dump as a trajectory.");
  d.text(&P::file, "file")
      .input("structures")
      .doc("A text dump with the columns id, x y z (or xu, xs) and element or type.");
  d.texts(&P::elements, "elements")
      .fallback(std::vector<std::string>{})
      .doc("Of the types in order, for a dump without a column 'element'; X for a site that is no atom.");
  d.number(&P::timestep_fs, "timestep", "fs")
      .fallback(1.0)
      .above(0)
      .at_most(100)
      .doc("Of the run, for a dump without times.");
  d.choice(&P::units, "units", {"metal", "real"})
      .fallback("metal")
      .doc("Of the times in the dump: ps (metal) or fs (real).");
  d.gives(PortType::frames);
  d.gives(PortType::results);
  d.reference("Thompson et al., Comput. Phys. Commun. 271, 108171 (2022), doi:10.1016/j.cpc.2021.108171");
  d.example(
      "frames:\n"
      "  kind: frames.import\n"
      "  file: ./glass.lammpstrj\n"
      "  elements: [Zn, N, C, H]\n"
      "  timestep: 0.5 fs\n");
  d.runs(run_import);
  return d;
}

const RegisterKind kRegistered{declaration().description()};

}  // namespace

}  // namespace vitriflow
