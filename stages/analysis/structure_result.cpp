#include "stages/analysis/structure_result.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/distribution_result.hpp"
#include "stages/analysis/ensemble_result.hpp"
#include "stages/analysis/local_order.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

std::string joined(const auto& names, const std::string& separator) {
  return fmt::format("{}", fmt::join(names, separator));
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

void put_over(Result& result, const std::string& path, const std::vector<EnsembleMember>& members,
              const std::function<Estimate(const EnsembleMember&)>& of, const std::string& how = "") {
  std::vector<Estimate> estimates;
  for (const auto& member : members) estimates.push_back(of(member));
  put_ensemble(result, path, task_names(members), estimates, how);
}

// Fractions of centres with 0, 1, 2 ... neighbours within a cutoff, all frames together, members alike.
std::vector<double> coordination_fractions(const std::vector<EnsembleMember>& members, std::size_t pair,
                                           std::size_t cutoff) {
  std::vector<double> fraction;
  for (const auto& member : members) {
    const auto& histogram = member.survey.pairs[pair].coordination[cutoff];
    if (fraction.size() < histogram.size()) fraction.resize(histogram.size(), 0.0);
    const double centres = static_cast<double>(std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0}));
    const double weight = 1.0 / (centres * static_cast<double>(members.size()));
    for (std::size_t k = 0; k < histogram.size(); ++k) fraction[k] += weight * static_cast<double>(histogram[k]);
  }
  return fraction;
}

void put_coordination_histogram(Result& result, const SurveyRequest& request, const std::string& label,
                                const std::vector<EnsembleMember>& members, std::size_t pair) {
  static constexpr std::array<const char*, kCutoffs> kPaths{"fraction_shorter", "fraction", "fraction_longer"};
  const auto group = "coordination/" + label + "/";
  const Cutoffs cutoffs = cutoffs_of(request);
  std::array<std::vector<double>, kCutoffs> fractions;
  std::size_t longest = 0;
  for (std::size_t c = 0; c < kCutoffs; ++c) {
    fractions[c] = coordination_fractions(members, pair, c);
    longest = std::max(longest, fractions[c].size());
  }
  Figure figure{"coordination-" + lower_case(label), "Neighbours " + label, "neighbours", "fraction of centres", {}};
  for (std::size_t c = 0; c < kCutoffs; ++c) {
    fractions[c].resize(longest, 0.0);
    result.put_vector(group + kPaths[c], std::move(fractions[c]), "1");
    figure.series.push_back(
        {fmt::format("within {} A", shortest(cutoffs[c])), group + "neighbours", group + kPaths[c]});
  }
  std::vector<double> neighbours(longest);  // a curve's abscissa
  std::iota(neighbours.begin(), neighbours.end(), 0.0);
  result.put_vector(group + "neighbours", std::move(neighbours), "1");
  result.figures.push_back(std::move(figure));
}

// How much the mean number of neighbours changes between the cutoff less and plus its margin, frame by frame.
Estimate sensitivity_of(const PairSurvey& pair) {
  std::vector<double> difference;
  for (std::size_t f = 0; f < pair.mean_coordination.front().size(); ++f)
    difference.push_back(pair.mean_coordination.back()[f] - pair.mean_coordination.front()[f]);
  return estimate_mean(difference, "1");
}

void put_coordination(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members,
                      std::size_t p) {
  const auto name = joined(request.pairs[p], "");
  const auto within = fmt::format("within {} A", shortest(request.cutoff));
  const Cutoffs cutoffs = cutoffs_of(request);
  put_over(
      result, "coordination_" + name, members,
      [p](const EnsembleMember& member) {
        return estimate_mean(member.survey.pairs[p].mean_coordination[kMiddleCutoff], "1");
      },
      within);
  put_over(
      result, "coordination_" + name + "_sensitivity", members,
      [p](const EnsembleMember& member) { return sensitivity_of(member.survey.pairs[p]); },
      fmt::format("coordination within {} A less that within {} A", shortest(cutoffs.back()),
                  shortest(cutoffs.front())));
  put_over(
      result, "undercoordinated_" + name, members,
      [p](const EnsembleMember& member) { return estimate_mean(member.survey.pairs[p].undercoordinated, "1"); },
      fmt::format("fraction with fewer than {} neighbours {}", request.nearest, within));
  put_coordination_histogram(result, request, joined(request.pairs[p], "-"), members, p);
}

bool any_finite(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

// Frames without a value (an instant without a bond) are left out of the mean.
std::vector<double> finite(const std::vector<double>& values) {
  std::vector<double> kept;
  std::copy_if(values.begin(), values.end(), std::back_inserter(kept), [](double x) { return std::isfinite(x); });
  return kept;
}

void put_pair(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members, std::size_t p) {
  const auto name = joined(request.pairs[p], "");
  const bool bonded = std::any_of(members.begin(), members.end(), [p](const EnsembleMember& member) {
    return any_finite(member.survey.pairs[p].bonded_distance);
  });
  if (!bonded) {
    put_over(
        result, "d_" + name, members,
        [p](const EnsembleMember& member) {
          const auto& distances = member.survey.pairs[p].nearest_distance;
          auto estimate = estimate_mean(distances, "A");
          if (!any_finite(distances)) estimate.note = "fewer neighbours than asked for";
          return estimate;
        },
        fmt::format("{} nearest", request.nearest));
    return;
  }
  put_over(
      result, "d_" + name, members,
      [p](const EnsembleMember& member) { return estimate_mean(finite(member.survey.pairs[p].bonded_distance), "A"); },
      fmt::format("pairs within {} A", shortest(request.cutoff)));
  put_coordination(result, request, members, p);
}

void put_tau4(Result& result, const std::string& centre, const std::vector<EnsembleMember>& members, std::size_t a) {
  const auto series = [a](const EnsembleMember& member) { return finite(member.survey.angles[a].tau4); };
  const bool any = std::any_of(members.begin(), members.end(),
                               [&](const EnsembleMember& member) { return !series(member).empty(); });
  if (!any) return;  // no centre has four neighbours
  put_over(
      result, "tau4_" + centre, members,
      [&](const EnsembleMember& member) { return estimate_mean(series(member), "1"); },
      "centres with four neighbours; 1 for a tetrahedron");
}

void put_angle(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members, std::size_t a,
               Figure& figure) {
  const auto name = "angle_" + joined(request.angles[a], ""), label = joined(request.angles[a], "-");
  std::vector<double> theta(kAngleBins), density(kAngleBins);
  double angles = 0.0;
  for (std::size_t b = 0; b < kAngleBins; ++b) {
    theta[b] = static_cast<double>(b) + 0.5;
    for (const auto& member : members) density[b] += static_cast<double>(member.survey.angles[a].histogram[b]);
    angles += density[b];
  }
  if (angles == 0.0) {
    add_notice(result, fmt::format("No angles {}: no two neighbours within {} A.", label, shortest(request.cutoff)));
    return;
  }
  for (double& p : density) p /= angles;
  const auto mean_of = [&](std::vector<double> AngleSurvey::*series) {
    return [a, series](const EnsembleMember& member) {
      return estimate_mean(finite(member.survey.angles[a].*series), "degree");
    };
  };
  const auto how = fmt::format("neighbours within {} A", shortest(request.cutoff));
  put_over(result, name, members, mean_of(&AngleSurvey::mean), how);
  put_over(result, name + "_sd", members, mean_of(&AngleSurvey::deviation), "standard deviation within a frame");
  if (request.angles[a].front() == request.angles[a].back()) put_tau4(result, request.angles[a][1], members, a);
  result.put_vector("angle/" + label + "/theta", std::move(theta), "degree");
  result.put_vector("angle/" + label + "/p", std::move(density), "1/degree");
  figure.series.push_back({label, "angle/" + label + "/theta", "angle/" + label + "/p"});
}

void put_members(Result& result, const std::vector<EnsembleMember>& members) {
  std::vector<std::int64_t> frames;
  for (const auto& member : members) frames.push_back(member.survey.frames);
  result.put_names("members/task", task_names(members));
  result.put_integers("members/frames", std::move(frames));
}

}  // namespace

std::vector<std::string> task_names(const std::vector<EnsembleMember>& members) {
  std::vector<std::string> tasks;
  for (const auto& member : members) tasks.push_back(member.task);
  return tasks;
}

void put_structure(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  ENSURE(!members.empty(), "no members");
  put_members(result, members);
  put_over(result, "density", members, [](const EnsembleMember& member) { return member.density; });
  put_over(result, "bulk_modulus", members, [](const EnsembleMember& member) { return member.bulk_modulus; });
  for (std::size_t p = 0; p < request.pairs.size(); ++p) put_pair(result, request, members, p);
  Figure angles{"angles", "Angles between neighbours", "angle", "probability density", {}};
  for (std::size_t a = 0; a < request.angles.size(); ++a) put_angle(result, request, members, a, angles);
  put_distributions(result, request, members);
  if (!angles.series.empty()) result.figures.push_back(std::move(angles));
}

}  // namespace vitriflow
