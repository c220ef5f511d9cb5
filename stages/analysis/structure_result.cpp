#include "stages/analysis/structure_result.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "hpc/base/error.hpp"
#include "hpc/base/units.hpp"
#include "stages/analysis/local_order.hpp"
#include "stages/analysis/statistics.hpp"
#include "stages/notices.hpp"

namespace vitriflow {

namespace {

std::string joined(const auto& names, const std::string& separator) {
  return fmt::format("{}", fmt::join(names, separator));
}

// Puts an estimate over the ensemble and what each member says. A member without a value makes a notice.
void put_ensemble(Result& result, const std::string& path, const std::vector<EnsembleMember>& members,
                  const std::function<Estimate(const EnsembleMember&)>& of, const std::string& how = "") {
  std::vector<Estimate> estimates;
  std::vector<double> values, errors;
  std::vector<std::string> lacking;
  for (const auto& member : members) {
    estimates.push_back(of(member));
    values.push_back(estimates.back().value);
    errors.push_back(estimates.back().standard_error);
    if (!std::isfinite(values.back())) lacking.push_back("'" + member.task + "' (" + estimates.back().note + ")");
  }
  if (!lacking.empty()) add_notice(result, fmt::format("No '{}' for {}.", path, joined(lacking, ", ")));
  if (lacking.size() == members.size()) return;
  auto estimate = estimate_ensemble(estimates);
  if (!how.empty()) estimate.note = how + "; " + estimate.note;
  result.put(path, estimate);
  result.put_vector("members/" + path, values, estimate.unit);
  result.put_vector("members/" + path + "_error", errors, estimate.unit);
}

// Bins whose upper edge lies within half of every frame's cell.
std::size_t usable_bins(const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  const double bin_width = request.r_max / static_cast<double>(request.bins);
  double reach = request.r_max;
  for (const auto& member : members) reach = std::min(reach, member.survey.half_width);
  const auto bins = static_cast<std::size_t>(reach / bin_width * (1.0 + 1e-12));
  return std::min(bins, request.bins);
}

void put_curves(Result& result, const std::string& group, const std::vector<RadialDistribution>& curves) {
  const auto bins = curves.front().g.size();
  const double n = static_cast<double>(curves.size());
  std::vector<double> g(bins), neighbours(bins), error(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    for (const auto& curve : curves) {
      g[b] += curve.g[b] / n;
      neighbours[b] += curve.neighbours[b] / n;
    }
    for (const auto& curve : curves) error[b] += (curve.g[b] - g[b]) * (curve.g[b] - g[b]);
    if (n > 1) error[b] = std::sqrt(error[b] / (n - 1) / n);
  }
  const double minimum = first_minimum({curves.front().r, curves.front().r_upper, g, neighbours});
  if (std::isfinite(minimum)) result.put_scalar(group + "/first_minimum", minimum, "A");
  result.put_vector(group + "/g", std::move(g), "1");
  result.put_vector(group + "/n", std::move(neighbours), "1");
  if (n > 1) result.put_vector(group + "/g_error", std::move(error), "1");
}

void put_distributions(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  const auto bins = usable_bins(request, members);
  const double bin_width = request.r_max / static_cast<double>(request.bins);
  if (bins < request.bins) {
    add_notice(result, fmt::format("Radial distributions end at {} A instead of {} A: half the smallest box; beyond it "
                                   "nearest images are not unique.",
                                   shortest(std::round(1e4 * bin_width * static_cast<double>(bins)) / 1e4),
                                   shortest(request.r_max)));
  }
  if (bins == 0) return;
  Figure g{"rdf", "Radial distribution functions", "r", "g(r)", {}};
  Figure n{"rdf-integral", "Running numbers of neighbours", "r", "n(r)", {}};
  for (std::size_t p = 0; p < request.pairs.size(); ++p) {
    std::vector<RadialDistribution> curves;
    for (const auto& member : members) {
      const auto& pair = member.survey.pairs[p];
      curves.push_back(radial_distribution({pair.counts.data(), bins}, bin_width, pair.ideal_pairs, pair.centres));
    }
    if (p == 0) {
      result.put_vector("rdf/r", curves.front().r, "A");
      result.put_vector("rdf/r_upper", curves.front().r_upper, "A");
    }
    const auto label = joined(request.pairs[p], "-"), group = "rdf/" + label;
    put_curves(result, group, curves);
    g.series.push_back({label, "rdf/r", group + "/g"});
    n.series.push_back({label, "rdf/r_upper", group + "/n"});
  }
  result.figures.push_back(std::move(g));
  result.figures.push_back(std::move(n));
}

// Fractions of centres with 0, 1, 2 ... neighbours, all members and frames together.
void put_coordination_histogram(Result& result, const std::string& group, const std::vector<EnsembleMember>& members,
                                std::size_t p) {
  std::vector<double> fraction;
  for (const auto& member : members) {
    const auto& histogram = member.survey.pairs[p].coordination;
    if (fraction.size() < histogram.size()) fraction.resize(histogram.size(), 0.0);
    double centres = 0.0;
    for (const auto count : histogram) centres += static_cast<double>(count);
    const double weight = 1.0 / (centres * static_cast<double>(members.size()));
    for (std::size_t k = 0; k < histogram.size(); ++k) fraction[k] += weight * static_cast<double>(histogram[k]);
  }
  std::vector<std::int64_t> neighbours(fraction.size());
  for (std::size_t k = 0; k < neighbours.size(); ++k) neighbours[k] = static_cast<std::int64_t>(k);
  result.put_integers(group + "/neighbours", std::move(neighbours));
  result.put_vector(group + "/fraction", std::move(fraction), "1");
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
    put_ensemble(
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
  put_ensemble(
      result, "d_" + name, members,
      [p](const EnsembleMember& member) { return estimate_mean(finite(member.survey.pairs[p].bonded_distance), "A"); },
      fmt::format("pairs within {} A", shortest(request.cutoff)));
  put_ensemble(
      result, "coordination_" + name, members,
      [p](const EnsembleMember& member) { return estimate_mean(member.survey.pairs[p].mean_coordination, "1"); },
      fmt::format("within {} A", shortest(request.cutoff)));
  put_coordination_histogram(result, "coordination/" + joined(request.pairs[p], "-"), members, p);
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
  put_ensemble(result, name, members, mean_of(&AngleSurvey::mean), how);
  put_ensemble(result, name + "_sd", members, mean_of(&AngleSurvey::deviation), "standard deviation within a frame");
  result.put_vector("angle/" + label + "/theta", std::move(theta), "degree");
  result.put_vector("angle/" + label + "/p", std::move(density), "1/degree");
  figure.series.push_back({label, "angle/" + label + "/theta", "angle/" + label + "/p"});
}

void put_members(Result& result, const std::vector<EnsembleMember>& members) {
  std::vector<std::string> tasks;
  std::vector<std::int64_t> frames;
  for (const auto& member : members) {
    tasks.push_back(member.task);
    frames.push_back(member.survey.frames);
  }
  result.put_names("members/task", std::move(tasks));
  result.put_integers("members/frames", std::move(frames));
}

}  // namespace

void put_structure(Result& result, const SurveyRequest& request, const std::vector<EnsembleMember>& members) {
  ENSURE(!members.empty(), "no members");
  put_members(result, members);
  put_ensemble(result, "density", members, [](const EnsembleMember& member) { return member.density; });
  put_ensemble(result, "bulk_modulus", members, [](const EnsembleMember& member) { return member.bulk_modulus; });
  for (std::size_t p = 0; p < request.pairs.size(); ++p) put_pair(result, request, members, p);
  Figure angles{"angles", "Angles between neighbours", "angle", "probability density", {}};
  for (std::size_t a = 0; a < request.angles.size(); ++a) put_angle(result, request, members, a, angles);
  put_distributions(result, request, members);
  if (!angles.series.empty()) result.figures.push_back(std::move(angles));
}

}  // namespace vitriflow
