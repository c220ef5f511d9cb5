#include "stages/analysis/structure_survey.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "stages/analysis/group_sums.hpp"
#include "stages/analysis/local_order.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// A frame's row: the volume, then for every pair and every angle:
constexpr std::size_t kHead = 1, kPairValues = 5 + kCutoffs, kAngleValues = 3;

std::vector<std::string> distinct(const std::vector<std::string>& names) {
  const std::set<std::string> sorted(names.begin(), names.end());
  return {sorted.begin(), sorted.end()};
}

void add_to(std::vector<std::int64_t>& histogram, const std::vector<std::int64_t>& more) {
  if (histogram.size() < more.size()) histogram.resize(more.size(), 0);
  for (std::size_t k = 0; k < more.size(); ++k) histogram[k] += more[k];
}

// The part of the centres that have fewer than `full` neighbours.
double fraction_below(const std::vector<std::int64_t>& histogram, std::size_t full) {
  double below = 0.0, all = 0.0;
  for (std::size_t k = 0; k < histogram.size(); ++k) {
    all += static_cast<double>(histogram[k]);
    if (k < full) below += static_cast<double>(histogram[k]);
  }
  return all > 0.0 ? below / all : kNaN;
}

std::set<std::string> elements_of(const SurveyRequest& request) {
  std::set<std::string> elements;
  for (const auto& pair : request.pairs) elements.insert(pair.begin(), pair.end());
  for (const auto& angle : request.angles) elements.insert(angle.begin(), angle.end());
  elements.erase(kLinker);
  return elements;
}

bool is_member(const std::string& element, const std::string& wanted) {
  return wanted == kEveryElement ? element != "X" : element == wanted;
}

// Blocks with what each of their frames adds to the ideal gas; those without a used frame are left out.
std::vector<FrameBlock> blocks_of(std::vector<std::vector<std::int64_t>> counts, std::int64_t frames_in_all,
                                  const std::vector<FrameRows::Row>& rows, std::size_t column) {
  std::vector<FrameBlock> blocks;
  for (auto& block : counts) blocks.push_back({std::move(block)});
  for (const auto& row : rows) {
    auto& block = blocks.at(static_cast<std::size_t>(row.index / frames_per_block(frames_in_all)));
    block.ideal_pairs += row.values[column];
    block.centres += row.values[column + 1];
    ++block.frames;
  }
  std::erase_if(blocks, [](const FrameBlock& block) { return block.frames == 0; });
  return blocks;
}

}  // namespace

Cutoffs cutoffs_of(const SurveyRequest& request) {
  return {request.cutoff - request.cutoff_margin, request.cutoff, request.cutoff + request.cutoff_margin};
}

StructureSurveyor::StructureSurveyor(SurveyRequest request)
    : request_(std::move(request)), half_width_(std::numeric_limits<double>::infinity()) {
  counts_.assign(request_.pairs.size(), BlockedCounts(request_.bins));
  coordination_.resize(request_.pairs.size());
  wants_linkers_ = std::any_of(request_.angles.begin(), request_.angles.end(),
                               [](const auto& angle) { return angle[1] == kLinker; });
  angles_.assign(request_.angles.size(), std::vector<std::int64_t>(kAngleBins, 0));
}

const std::vector<std::int64_t>& StructureSurveyor::members(const TrajectoryParticles& particles,
                                                            const std::string& element) {
  const auto known = members_.find(element);
  if (known != members_.end()) return known->second;
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    if (is_member(particles.elements[i], element)) found.push_back(static_cast<std::int64_t>(i));
  }
  if (found.empty()) {
    throw Error(fmt::format("element '{}' is not among the particles.{}", element,
                            did_you_mean(element, distinct(particles.elements))),
                Failure::invalid_input);
  }
  return members_.emplace(element, std::move(found)).first->second;
}

void StructureSurveyor::add(const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
  const PeriodicCell cell(frame.edges);
  if (frame.time_ps < request_.from_ps) return;
  half_width_ = std::min(half_width_, cell.half_width());
  const double largest = cutoffs_of(request_).back();
  if (largest > cell.half_width()) {
    throw Error(
        fmt::format("the cutoff of {:g} A (with its margin) reaches beyond half the box ({:.3f} A) of frame {}, where "
                    "neighbours are no longer unique. Use a larger supercell or a shorter 'cutoff'",
                    largest, cell.half_width(), index),
        Failure::invalid_input);
  }
  const double reach = std::min(request_.r_max, cell.half_width());
  std::map<std::string, SpeciesGrid> wide, near;
  for (const auto& element : elements_of(request_)) {
    const auto& indices = members(particles, element);
    wide.try_emplace(element, cell, frame.positions, indices, reach);
    near.try_emplace(element, cell, frame.positions, indices, largest);
  }
  Row row{index, {cell.volume()}};
  survey_pairs(wide, near, reach, row);
  survey_all_angles(near, wants_linkers_ ? linkers_in(particles, cell, frame) : std::vector<LinkerRing>(), frame, row);
  rows_.add(row.index, std::move(row.values));
}

void StructureSurveyor::survey_pairs(const std::map<std::string, SpeciesGrid>& wide,
                                     const std::map<std::string, SpeciesGrid>& near, double reach, Row& row) {
  const double bin_width = request_.r_max / static_cast<double>(request_.bins);
  const double volume = row.values[0];
  for (std::size_t p = 0; p < request_.pairs.size(); ++p) {
    const auto& [centre, other] = request_.pairs[p];
    count_pairs(wide.at(centre), wide.at(other), bin_width, counts_[p].at(row.index));
    const double centres = static_cast<double>(wide.at(centre).size()),
                 others = static_cast<double>(wide.at(other).size());
    row.values.insert(row.values.end(), {centres * others / volume, centres});
    survey_coordination(p, near.at(centre), near.at(other), row);
    const bool bonded = std::isfinite(row.values.back());
    const double nearest = bonded ? kNaN : nearest_distance(wide.at(centre), wide.at(other), request_.nearest, reach);
    row.values.push_back(nearest);
  }
}

void StructureSurveyor::survey_coordination(std::size_t pair, const SpeciesGrid& centres, const SpeciesGrid& others,
                                            Row& row) {
  double below = kNaN, distance = kNaN;
  const Cutoffs cutoffs = cutoffs_of(request_);
  for (std::size_t c = 0; c < kCutoffs; ++c) {
    std::vector<std::int64_t> histogram;
    const auto found = survey_neighbours(centres, others, cutoffs[c], histogram);
    add_to(coordination_[pair][c], histogram);
    row.values.push_back(found.coordination);
    if (c != kMiddleCutoff) continue;
    below = fraction_below(histogram, request_.nearest);
    distance = found.bonded_distance;
  }
  row.values.insert(row.values.end(), {below, distance});
}

std::vector<LinkerRing> StructureSurveyor::linkers_in(const TrajectoryParticles& particles, const PeriodicCell& cell,
                                                      const Frame& frame) {
  std::vector<std::int64_t> both = members(particles, "C");
  const auto& nitrogen = members(particles, "N");
  both.insert(both.end(), nitrogen.begin(), nitrogen.end());
  std::sort(both.begin(), both.end());
  return find_linker_rings(SpeciesGrid(cell, frame.positions, both, kLinkerBond_A), frame.positions);
}

void StructureSurveyor::survey_all_angles(const std::map<std::string, SpeciesGrid>& near,
                                          const std::vector<LinkerRing>& linkers, const Frame& frame, Row& row) {
  for (std::size_t a = 0; a < request_.angles.size(); ++a) {
    const auto& [first, centre, last] = request_.angles[a];
    const auto moments =
        centre == kLinker ? survey_linker_angles(linkers, near.at(first), frame.positions, request_.cutoff, angles_[a])
                          : survey_angles(near.at(centre), near.at(first), near.at(last), frame.positions,
                                          request_.cutoff, angles_[a]);
    const double variance = std::max(0.0, moments.mean_square - moments.mean * moments.mean);
    row.values.insert(row.values.end(),
                      {moments.mean, std::isfinite(moments.mean) ? std::sqrt(variance) : kNaN, moments.tau4});
  }
}

void StructureSurveyor::exchange(Archive& archive, const Communicator& group) {
  exchange_least(archive, "half_width", "A", group, half_width_);
  rows_.exchange(archive, "rows", group);
  for (std::size_t p = 0; p < counts_.size(); ++p) {
    counts_[p].exchange(archive, fmt::format("pair_{}", p), group);
    for (std::size_t c = 0; c < kCutoffs; ++c)
      exchange_counts(archive, fmt::format("pair_{}/coordination_{}", p, c), group, coordination_[p][c]);
  }
  for (std::size_t a = 0; a < angles_.size(); ++a)
    exchange_counts(archive, fmt::format("angle_{}", a), group, angles_[a]);
}

StructureSurvey StructureSurveyor::gather(const Communicator& group, std::int64_t frames_in_all) const {
  const auto width = kHead + kPairValues * request_.pairs.size() + kAngleValues * request_.angles.size();
  const auto rows = rows_.gather(group);
  StructureSurvey survey;
  survey.frames = static_cast<std::int64_t>(rows.size());
  survey.half_width = least_over(group, half_width_);
  survey.pairs.resize(request_.pairs.size());
  survey.angles.resize(request_.angles.size());
  for (std::size_t p = 0; p < survey.pairs.size(); ++p) {
    survey.pairs[p].blocks =
        blocks_of(counts_[p].gather(group, frames_in_all), frames_in_all, rows, kHead + kPairValues * p);
    for (std::size_t c = 0; c < kCutoffs; ++c) survey.pairs[p].coordination[c] = sum_over(group, coordination_[p][c]);
  }
  for (std::size_t a = 0; a < survey.angles.size(); ++a) survey.angles[a].histogram = sum_over(group, angles_[a]);
  for (const auto& row : rows) {
    ENSURE(row.values.size() == width, "frame {}, {} values of {}", row.index, row.values.size(), width);
    survey.volume.push_back(row.values[0]);
    auto value = row.values.begin() + kHead;
    for (auto& pair : survey.pairs) {
      value += 2;  // in the blocks already
      for (auto& coordination : pair.mean_coordination) coordination.push_back(*value++);
      pair.undercoordinated.push_back(*value++);
      pair.bonded_distance.push_back(*value++);
      pair.nearest_distance.push_back(*value++);
    }
    for (auto& angle : survey.angles) {
      angle.mean.push_back(*value++);
      angle.deviation.push_back(*value++);
      angle.tau4.push_back(*value++);
    }
  }
  return survey;
}

StructureSurvey survey_trajectory(Store& store, const Communicator& group, const std::string& fingerprint,
                                  const SurveyRequest& request) {
  StructureSurveyor surveyor(request);
  const auto frames = store.visit_frames(
      group, fingerprint, [&](const TrajectoryParticles& particles, std::int64_t index, const Frame& frame) {
        surveyor.add(particles, index, frame);
      });
  return surveyor.gather(group, frames);
}

}  // namespace vitriflow
