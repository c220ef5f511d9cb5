#include "hpc/store/trajectory_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/file_identity.hpp"

namespace vitriflow {

namespace {

constexpr std::int64_t kFormatVersion = 1;
// As H5MD and MDAnalysis spell them.
constexpr const char* kLength = "Angstrom";
constexpr const char* kTime = "ps";
constexpr const char* kPositions = "particles/all/position/value";
constexpr const char* kSteps = "particles/all/position/step";
constexpr const char* kTimes = "particles/all/position/time";
constexpr const char* kEdges = "particles/all/box/edges/value";

void write_head(H5Group& root, const std::string& what, const std::string& fingerprint) {
  root.set("format", "vitriflow-" + what);
  root.set("format_version", kFormatVersion);
  root.set("program", this_program());
  root.set("fingerprint", fingerprint);
  H5Group h5md = root.create_group("h5md");
  h5md.set("version", std::vector<std::int64_t>{1, 1});
  h5md.create_group("author").set("name", std::string("vitriflow"));
  H5Group creator = h5md.create_group("creator");
  creator.set("name", std::string("vitriflow"));
  creator.set("version", std::string(kVersion));
}

std::vector<std::string> distinct(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// What does not change from frame to frame.
void write_particles(H5Group& root, const TrajectoryParticles& particles) {
  const auto names = distinct(particles.elements);
  std::vector<std::int32_t> species;
  std::size_t width = 1;
  for (const auto& element : particles.elements) {
    const auto place = std::lower_bound(names.begin(), names.end(), element) - names.begin();
    species.push_back(static_cast<std::int32_t>(place));
    width = std::max(width, element.size());
  }
  H5Group all = root.create_group("particles/all");
  all.create_dataset("id", H5Type::int64, {particles.ids.size()}).write(std::span(particles.ids));
  all.create_fixed_texts("element", width, {species.size()}).write(std::span(particles.elements));
  all.create_enumeration("species", names, species.size()).write_enumerated(species);
}

void write_box(H5Group& root) {
  H5Group box = root.group("particles/all/box");
  box.set("dimension", std::int64_t{3});
  box.set("boundary", std::vector<std::string>(3, "periodic"));
  box.link_hard("edges/step", "/particles/all/position/step");
  box.link_hard("edges/time", "/particles/all/position/time");
}

void write_times(H5Group& root, const std::vector<Frame>& frames) {
  std::vector<std::int64_t> steps;
  std::vector<double> times;
  std::vector<double> all_edges;
  for (const auto& frame : frames) {
    steps.push_back(frame.step);
    times.push_back(frame.time_ps);
    all_edges.insert(all_edges.end(), frame.edges.begin(), frame.edges.end());
  }
  root.create_dataset(kSteps, H5Type::int64, {frames.size()}).write(std::span<const std::int64_t>(steps));
  H5Dataset time = root.create_dataset(kTimes, H5Type::float64, {frames.size()});
  time.set("unit", std::string(kTime));
  time.write(std::span<const double>(times));
  H5Dataset edges = root.create_dataset(kEdges, H5Type::float64, {frames.size(), 3, 3});
  edges.set("unit", std::string(kLength));
  edges.write(std::span<const double>(all_edges));
}

}  // namespace

void ensure_frames(const TrajectoryParticles& particles, const std::vector<Frame>& frames) {
  ENSURE(particles.ids.size() == particles.elements.size(), "{} ids, {} elements", particles.ids.size(),
         particles.elements.size());
  for (const auto& frame : frames) {
    ENSURE(frame.positions.size() == 3 * particles.ids.size() && frame.edges.size() == 9,
           "{} coordinates for {} particles, {} box components", frame.positions.size(), particles.ids.size(),
           frame.edges.size());
  }
}

void lay_out_segment(H5Group& root, const std::string& fingerprint, std::int64_t leg,
                     const TrajectoryParticles& particles, const std::vector<Frame>& frames) {
  write_head(root, kSegment, fingerprint);
  root.set("leg", leg);
  write_particles(root, particles);
  write_times(root, frames);
  write_box(root);
  root.reserve_dataset(kPositions, H5Type::float32, {frames.size(), particles.ids.size(), 3})
      .set("unit", std::string(kLength));
}

SegmentSlab::SegmentSlab(const Communicator& group, std::uint64_t particles, const std::vector<Frame>& frames) {
  const auto rank = static_cast<std::uint64_t>(group.rank());
  const auto size = static_cast<std::uint64_t>(group.size());
  const std::uint64_t from = particles * rank / size;
  const std::uint64_t to = particles * (rank + 1) / size;
  values_.reserve(frames.size() * (to - from) * 3);
  for (const auto& frame : frames) {
    for (std::uint64_t i = 3 * from; i < 3 * to; ++i) values_.push_back(static_cast<float>(frame.positions[i]));
  }
  const std::uint64_t row = 3 * sizeof(float), own = (to - from) * row;
  const char* bytes = reinterpret_cast<const char*>(values_.data());
  for (std::uint64_t frame = 0; frame < frames.size(); ++frame) {
    blocks_.push_back({0, (frame * particles + from) * row, {bytes + frame * own, own}});
  }
}

std::vector<std::string> SegmentSlab::reserved() { return {kPositions}; }

SegmentReader::SegmentReader(H5File file, const std::string& path, const std::string& fingerprint, std::int64_t leg)
    : file_(std::move(file)),
      positions_(file_.root().dataset(kPositions)),
      edges_(file_.root().dataset(kEdges)),
      steps_(file_.root().dataset(kSteps).integers()),
      times_ps_(file_.root().dataset(kTimes).doubles()) {
  const auto version = file_.root().integer("format_version");
  if (version > kFormatVersion) throw NewerFormat(fmt::format("segment '{}'", path), version, kFormatVersion);
  check_fingerprint(file_.root(), fingerprint, path);
  check_leg(file_.root(), leg, path);
  particles_.ids = file_.root().dataset("particles/all/id").integers();
  particles_.elements = file_.root().dataset("particles/all/element").texts();
}

std::int64_t joined_frames(const std::string& path, const std::string& fingerprint) {
  H5File file = H5File::open(path);
  check_fingerprint(file.root(), fingerprint, path);
  return static_cast<std::int64_t>(file.root().dataset(kPositions).shape().at(0));
}

Frame SegmentReader::frame(std::int64_t index) const {
  const auto row = static_cast<std::uint64_t>(index);
  Frame frame;
  frame.step = steps_[row];
  frame.time_ps = times_ps_[row];
  frame.edges = edges_.read_block({row, 0, 0}, {1, 3, 3});
  frame.positions = positions_.read_block({row, 0, 0}, {1, particles_.ids.size(), 3});
  return frame;
}

std::string joined_file(const std::string& path, const std::string& fingerprint, const std::string& title,
                        const TrajectoryParticles& particles, const std::vector<SegmentPart>& parts) {
  H5File file = H5File::create_in_memory(path);
  H5Group& root = file.root();
  write_head(root, kTrajectory, fingerprint);
  root.set("title", title);
  write_particles(root, particles);
  const auto join = [&](const char* dataset, H5Type type, const H5Shape& row) {
    std::vector<H5Group::Source> sources;
    sources.reserve(parts.size());
    for (const auto& part : parts) sources.push_back({part.file, std::string("/") + dataset, part.frames});
    return root.create_virtual(dataset, type, row, sources);
  };
  join(kSteps, H5Type::int64, {});
  join(kTimes, H5Type::float64, {}).set("unit", std::string(kTime));
  join(kEdges, H5Type::float64, {3, 3}).set("unit", std::string(kLength));
  join(kPositions, H5Type::float32, {particles.ids.size(), 3}).set("unit", std::string(kLength));
  write_box(root);
  std::string bytes = file.finish();
  seal_bytes(bytes, kTrajectory);
  return bytes;
}

}  // namespace vitriflow
