#include "stages/analysis/structure_survey.hpp"

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"
#include "stages/analysis/local_order.hpp"

namespace vitriflow {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// A frame's row: whether it was used, the volume, then for every pair and every angle:
constexpr std::size_t kHead = 2, kPairValues = 5, kAngleValues = 2;

std::vector<std::string> distinct(const std::vector<std::string>& names) {
  const std::set<std::string> sorted(names.begin(), names.end());
  return {sorted.begin(), sorted.end()};
}

void sum_over(const Communicator& group, std::vector<std::int64_t>& values) {
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_INT64_T, MPI_SUM, group.handle());
}

// Every element has one rank that set it and zeros elsewhere, so that the order of summation cannot matter.
void fill_over(const Communicator& group, std::vector<double>& table) {
  MPI_Allreduce(MPI_IN_PLACE, table.data(), static_cast<int>(table.size()), MPI_DOUBLE, MPI_SUM, group.handle());
}

std::vector<std::int64_t> gathered_histogram(const Communicator& group, std::vector<std::int64_t> histogram) {
  auto length = static_cast<std::int64_t>(histogram.size());
  MPI_Allreduce(MPI_IN_PLACE, &length, 1, MPI_INT64_T, MPI_MAX, group.handle());
  histogram.resize(static_cast<std::size_t>(length), 0);
  sum_over(group, histogram);
  return histogram;
}

std::set<std::string> elements_of(const SurveyRequest& request) {
  std::set<std::string> elements;
  for (const auto& pair : request.pairs) elements.insert(pair.begin(), pair.end());
  for (const auto& angle : request.angles) elements.insert(angle.begin(), angle.end());
  return elements;
}

}  // namespace

StructureSurveyor::StructureSurveyor(SurveyRequest request)
    : request_(std::move(request)), half_width_(std::numeric_limits<double>::infinity()) {
  counts_.assign(request_.pairs.size(), std::vector<std::int64_t>(request_.bins, 0));
  coordination_.resize(request_.pairs.size());
  angles_.assign(request_.angles.size(), std::vector<std::int64_t>(kAngleBins, 0));
}

const std::vector<std::int64_t>& StructureSurveyor::members(const TrajectoryParticles& particles,
                                                            const std::string& element) {
  const auto known = members_.find(element);
  if (known != members_.end()) return known->second;
  std::vector<std::int64_t> found;
  for (std::size_t i = 0; i < particles.elements.size(); ++i) {
    if (particles.elements[i] == element) found.push_back(static_cast<std::int64_t>(i));
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
  if (request_.cutoff > cell.half_width()) {
    throw Error(
        fmt::format("the cutoff of {:g} A reaches beyond half the box ({:.3f} A) of frame {}, where neighbours are "
                    "no longer unique. Use a larger supercell or a shorter 'cutoff'",
                    request_.cutoff, cell.half_width(), index),
        Failure::invalid_input);
  }
  const double reach = std::min(request_.r_max, cell.half_width());
  std::map<std::string, SpeciesGrid> wide, near;
  for (const auto& element : elements_of(request_)) {
    const auto& indices = members(particles, element);
    wide.try_emplace(element, cell, frame.positions, indices, reach);
    near.try_emplace(element, cell, frame.positions, indices, request_.cutoff);
  }
  Row row{index, {1.0, cell.volume()}};
  survey_pairs(wide, near, reach, row);
  survey_all_angles(near, frame, row);
  rows_.push_back(std::move(row));
}

void StructureSurveyor::survey_pairs(const std::map<std::string, SpeciesGrid>& wide,
                                     const std::map<std::string, SpeciesGrid>& near, double reach, Row& row) {
  const double bin_width = request_.r_max / static_cast<double>(request_.bins);
  const double volume = row.values[1];
  for (std::size_t p = 0; p < request_.pairs.size(); ++p) {
    const auto& [centre, other] = request_.pairs[p];
    count_pairs(wide.at(centre), wide.at(other), bin_width, counts_[p]);
    const auto found = survey_neighbours(near.at(centre), near.at(other), request_.cutoff, coordination_[p]);
    const bool bonded = std::isfinite(found.bonded_distance);
    const double nearest = bonded ? kNaN : nearest_distance(wide.at(centre), wide.at(other), request_.nearest, reach);
    const double centres = static_cast<double>(wide.at(centre).size()),
                 others = static_cast<double>(wide.at(other).size());
    row.values.insert(row.values.end(),
                      {centres * others / volume, centres, found.coordination, found.bonded_distance, nearest});
  }
}

void StructureSurveyor::survey_all_angles(const std::map<std::string, SpeciesGrid>& near, const Frame& frame,
                                          Row& row) {
  for (std::size_t a = 0; a < request_.angles.size(); ++a) {
    const auto& [first, centre, last] = request_.angles[a];
    const auto moments =
        survey_angles(near.at(centre), near.at(first), near.at(last), frame.positions, request_.cutoff, angles_[a]);
    const double variance = std::max(0.0, moments.mean_square - moments.mean * moments.mean);
    row.values.insert(row.values.end(), {moments.mean, std::isfinite(moments.mean) ? std::sqrt(variance) : kNaN});
  }
}

StructureSurvey StructureSurveyor::gather(const Communicator& group, std::int64_t frames_in_all) const {
  const auto width = kHead + kPairValues * request_.pairs.size() + kAngleValues * request_.angles.size();
  std::vector<double> table(width * static_cast<std::size_t>(frames_in_all), 0.0);
  for (const auto& row : rows_) {
    ENSURE(row.index >= 0 && row.index < frames_in_all && row.values.size() == width, "frame {} of {}, {} values of {}",
           row.index, frames_in_all, row.values.size(), width);
    std::copy(row.values.begin(), row.values.end(),
              table.begin() + static_cast<std::ptrdiff_t>(row.index) * static_cast<std::ptrdiff_t>(width));
  }
  fill_over(group, table);
  StructureSurvey survey;
  survey.half_width = half_width_;
  MPI_Allreduce(MPI_IN_PLACE, &survey.half_width, 1, MPI_DOUBLE, MPI_MIN, group.handle());
  survey.pairs.resize(request_.pairs.size());
  survey.angles.resize(request_.angles.size());
  for (std::size_t p = 0; p < survey.pairs.size(); ++p) {
    survey.pairs[p].counts = gathered_histogram(group, counts_[p]);
    survey.pairs[p].coordination = gathered_histogram(group, coordination_[p]);
  }
  for (std::size_t a = 0; a < survey.angles.size(); ++a)
    survey.angles[a].histogram = gathered_histogram(group, angles_[a]);
  for (auto row = table.begin(); row != table.end(); row += static_cast<std::ptrdiff_t>(width)) {
    if (row[0] != 1.0) continue;
    ++survey.frames;
    survey.volume.push_back(row[1]);
    auto value = row + kHead;
    for (auto& pair : survey.pairs) {
      pair.ideal_pairs += *value++;
      pair.centres += *value++;
      pair.mean_coordination.push_back(*value++);
      pair.bonded_distance.push_back(*value++);
      pair.nearest_distance.push_back(*value++);
    }
    for (auto& angle : survey.angles) {
      angle.mean.push_back(*value++);
      angle.deviation.push_back(*value++);
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
