#include "stages/analysis/scattering_survey.hpp"

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"
#include "stages/analysis/density_modes.hpp"
#include "stages/analysis/group_sums.hpp"
#include "stages/analysis/pair_counts.hpp"
#include "stages/analysis/periodic_cell.hpp"
#include "stages/analysis/species_grid.hpp"

namespace vitriflow {

namespace {

// The steps in which fractions are counted. They are far below what 32-bit positions resolve, and leave room for the
// strongest reflections of a million particles over ten thousands of frames.
constexpr double kVolumeStep = 0x1p-48, kLengthStep = 0x1p-16, kModeStep = 0x1p-20;
constexpr double kMostSteps = 0x1p46;  // that one frame may add

std::int64_t steps(double value, double step) {
  const double counted = value / step;
  ENSURE(std::abs(counted) < kMostSteps, "{} is too much for steps of {}", value, step);
  return std::llround(counted);
}

std::vector<double> part(const std::vector<double>& sums, std::size_t first, std::size_t count, double step) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = sums[first + i] * step;
  return values;
}

}  // namespace

std::size_t ScatteringRequest::shells() const {
  return static_cast<std::size_t>(std::ceil(q_box / q_shell * (1.0 - 1e-12)));
}

std::size_t ScatteringLayout::pair(std::size_t a, std::size_t b) const {
  ENSURE(a <= b && b < elements_, "pair {}, {} of {} elements", a, b, elements_);
  return a * elements_ - a * (a + 1) / 2 + b;
}

ScatteringSums sums_of(const ScatteringSurvey& survey, const ScatteringRequest& request,
                       std::optional<std::size_t> left_out) {
  const auto& layout = survey.layout;
  std::vector<double> row(layout.size());
  for (std::size_t b = 0; b < survey.blocks.size(); ++b) {
    if (b == left_out) continue;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] += static_cast<double>(survey.blocks[b][i]);
  }
  ScatteringSums sums;
  sums.frames = row[layout.frames()];
  sums.inverse_volume = row[layout.inverse_volume()] * kVolumeStep;
  sums.vectors = part(row, layout.vectors(), request.shells(), 1.0);
  sums.lengths = part(row, layout.lengths(), request.shells(), kLengthStep);
  for (std::size_t p = 0; p < layout.pairs(); ++p) {
    sums.counts.push_back(part(row, layout.counts(p), request.bins, 1.0));
    sums.modes.push_back(part(row, layout.modes(p), request.shells(), kModeStep));
  }
  return sums;
}

ScatteringSurveyor::ScatteringSurveyor(ScatteringRequest request)
    : request_(request), half_width_(std::numeric_limits<double>::infinity()) {}

void ScatteringSurveyor::find_members(const TrajectoryParticles& particles) {
  std::map<std::string, std::vector<std::int64_t>> found;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    if (particles.elements[i] != "X") found[particles.elements[i]].push_back(static_cast<std::int64_t>(i));
  }
  if (found.empty()) {
    throw Error(
        "none of its particles has an element, so nothing scatters. Build the system from a structure that "
        "names elements",
        Failure::invalid_input);
  }
  Scatterers scatterers;
  for (auto& [element, members] : found) {
    scatterers.elements.push_back(element);
    scatterers.members.push_back(static_cast<std::int64_t>(members.size()));
    members_.push_back(std::move(members));
  }
  if (!sums_) prepare_sums(scatterers);
}

void ScatteringSurveyor::prepare_sums(const Scatterers& scatterers) {
  scatterers_ = scatterers;
  layout_ = ScatteringLayout(scatterers.elements.size(), request_.bins, request_.shells());
  sums_.emplace(layout_.size());
}

void ScatteringSurveyor::add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
  if (frame.time_ps < request_.from_ps) return;
  if (members_.empty()) find_members(particles);
  const PeriodicCell cell(frame.edges);
  half_width_ = std::min(half_width_, cell.half_width());
  std::int64_t* row = sums_->at(index).data();
  row[layout_.frames()] += 1;
  row[layout_.inverse_volume()] += steps(1.0 / cell.volume(), kVolumeStep);
  add_pairs(cell, frame, row);
  if (request_.shells() > 0) add_modes(cell, frame, row);
}

void ScatteringSurveyor::add_pairs(const PeriodicCell& cell, const Frame& frame, std::int64_t* row) {
  const double reach = std::min(request_.r_max, cell.half_width());
  const double bin_width = request_.r_max / static_cast<double>(request_.bins);
  std::vector<SpeciesGrid> grids;
  grids.reserve(members_.size());
  for (const auto& members : members_) grids.emplace_back(cell, frame.positions, members, reach);
  for (std::size_t a = 0; a < grids.size(); ++a) {
    for (std::size_t b = a; b < grids.size(); ++b)
      count_pairs(grids[a], grids[b], bin_width, {row + layout_.counts(layout_.pair(a, b)), request_.bins});
  }
}

void ScatteringSurveyor::add_modes(const PeriodicCell& cell, const Frame& frame, std::int64_t* row) {
  const std::size_t shells = request_.shells();
  double particles = 0.0;
  for (const auto& members : members_) particles += static_cast<double>(members.size());
  std::vector<double> lengths(shells), modes(layout_.pairs() * shells);
  visit_density_modes(cell, frame.positions, members_, request_.q_box, [&](const DensityMode& mode) {
    const auto shell = std::min(static_cast<std::size_t>(mode.q_per_A / request_.q_shell), shells - 1);
    row[layout_.vectors() + shell] += 1;
    lengths[shell] += mode.q_per_A;
    std::size_t pair = 0;
    for (std::size_t a = 0; a < members_.size(); ++a) {
      for (std::size_t b = a; b < members_.size(); ++b, ++pair)
        modes[pair * shells + shell] += mode.real[a] * mode.real[b] + mode.imaginary[a] * mode.imaginary[b];
    }
  });
  for (std::size_t s = 0; s < shells; ++s) row[layout_.lengths() + s] += steps(lengths[s], kLengthStep);
  for (std::size_t i = 0; i < modes.size(); ++i) row[layout_.modes(0) + i] += steps(modes[i] / particles, kModeStep);
}

ScatteringSurveyor::Scatterers ScatteringSurveyor::shared_scatterers(const Communicator& group) const {
  int first = scatterers_.elements.empty() ? group.size() : group.rank();
  MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, group.handle());
  if (first == group.size()) return {};
  std::string text = fmt::format("{} {}", fmt::join(scatterers_.elements, " "), fmt::join(scatterers_.members, " "));
  auto count = static_cast<std::int64_t>(scatterers_.elements.size());
  group.broadcast(text, first);
  MPI_Bcast(&count, 1, MPI_INT64_T, first, group.handle());
  std::istringstream words(text);
  Scatterers shared;
  shared.elements.resize(static_cast<std::size_t>(count));
  shared.members.resize(static_cast<std::size_t>(count));
  for (auto& element : shared.elements) words >> element;
  for (auto& members : shared.members) words >> members;
  return shared;
}

void ScatteringSurveyor::exchange(Archive& archive, const Communicator& group) {
  Scatterers scatterers;
  if (!archive.reading()) scatterers = shared_scatterers(group);
  std::string elements = fmt::format("{}", fmt::join(scatterers.elements, " "));
  archive.field("elements", elements);
  archive.field("members", scatterers.members);
  exchange_least(archive, "half_width", "A", group, half_width_);
  if (elements.empty()) return;  // no frame was used anywhere
  if (archive.reading()) {
    std::istringstream words(elements);
    for (std::string element; words >> element;) scatterers.elements.push_back(element);
  }
  if (!sums_) prepare_sums(scatterers);
  sums_->exchange(archive, "sums", group);
}

ScatteringSurvey ScatteringSurveyor::gather(const Communicator& group, std::int64_t frames_in_all) const {
  const Scatterers scatterers = shared_scatterers(group);
  ScatteringSurvey survey;
  survey.elements = scatterers.elements;
  survey.members = scatterers.members;
  if (survey.elements.empty()) return survey;  // no frame was used anywhere
  survey.layout = ScatteringLayout(survey.elements.size(), request_.bins, request_.shells());
  survey.blocks = (sums_ ? *sums_ : BlockedCounts(survey.layout.size())).gather(group, frames_in_all);
  const auto frames = survey.layout.frames();
  std::erase_if(survey.blocks, [&](const auto& block) { return block[frames] == 0; });
  for (const auto& block : survey.blocks) survey.frames += block[frames];
  survey.half_width = least_over(group, half_width_);
  return survey;
}

ScatteringSurvey survey_scattering(Store& store, const Communicator& group, const std::string& fingerprint,
                                   const ScatteringRequest& request) {
  ScatteringSurveyor surveyor(request);
  const auto frames = store.visit_frames(
      group, fingerprint, [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
        surveyor.add(particles, index, frame);
      });
  return surveyor.gather(group, frames);
}

}  // namespace vitriflow
